"""Answers that are too long, too many or hostile."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import InvalidDataError
from engine.forms import Form
from tests.support.form_files import form, parsed, question, values, wrong

time_of_day = type(datetime(2026, 1, 1).time())


class TestLimits:
    def one(self, kind: str, **more: Any) -> Form:
        return form(question(kind, "a", **more))

    @pytest.mark.parametrize(
        ("kind", "more", "blank"),
        [
            ("textfield", {}, "  "),
            ("number", {}, ""),
            ("checkbox", {}, "false"),
            ("select", {"values": values("x")}, ""),
            ("checklist", {"values": values("x")}, []),
            ("datetime", {"subtype": "date"}, None),
        ],
    )
    def test_a_required_answer_is_missed(
        self, kind: str, more: dict[str, Any], blank: Any
    ) -> None:
        read = self.one(kind, validate={"required": True}, **more)
        for raw in ({}, {"a": blank}):
            assert wrong(read, raw)["a"] in {
                "Vul dit in.",
                "Vink dit aan.",
                "Maak een keuze.",
            }

    def test_lengths(self) -> None:
        read = self.one("textfield", validate={"minLength": 2, "maxLength": "4"})
        assert parsed(read, {"a": "abcd"}) == {"a": "abcd"}
        assert parsed(read, {"a": ""}) == {"a": None}
        assert "Minstens 2" in wrong(read, {"a": "x"})["a"]
        assert "Hoogstens 4" in wrong(read, {"a": "abcde"})["a"]

    def test_a_pattern_is_found_anywhere_as_in_form_js(self) -> None:
        read = self.one(
            "textfield",
            validate={"pattern": "^[0-9]{4}"},
            properties={"pattern_message": "Postcode.", "pattern_message_en": "Postcode!"},
        )
        assert parsed(read, {"a": "9000 Gent"}) == {"a": "9000 Gent"}
        assert wrong(read, {"a": "Gent"}) == {"a": "Postcode."}

    def test_a_hostile_pattern_is_stopped(self) -> None:
        read = self.one("textfield", validate={"pattern": "^(a|a)*$"})
        started = time.perf_counter()
        assert "a" in wrong(read, {"a": "a" * 60 + "b"})
        assert time.perf_counter() - started < 1

    @pytest.mark.parametrize(
        ("more", "right", "bad"),
        [
            (
                {"validate": {"validationType": "email"}},
                "jan.peeters@voorbeeld.vlaanderen.be",
                ["jan", "jan@voorbeeld", "a b@c.be", "@c.be", "a@b..be"],
            ),
            (
                {"validate": {"validationType": "phone"}},
                "+32 470 12 34 56",
                ["12", "abc", "+32 470 12 34 56 78 90 12 34 56"],
            ),
            ({"properties": {"format": "insz"}}, "85.07.30-033.28", ["85.07.30-033.29"]),
        ],
    )
    def test_formats(self, more: dict[str, Any], right: str, bad: list[str]) -> None:
        read = self.one("textfield", **more)
        assert parsed(read, {"a": right}) == {"a": right}
        for text in bad:
            assert list(wrong(read, {"a": text})) == ["a"]

    def test_a_register_number_is_judged_only_where_the_form_says_so(self) -> None:
        read = self.one("textfield")
        assert parsed(read, {"a": "85.07.30-033.29"}) == {"a": "85.07.30-033.29"}

    def test_numbers_between_limits_of_the_case(self) -> None:
        read = self.one("number", validate={"min": 0, "max": "=hours_left"})
        facts = {"hours_left": Decimal("7.5")}
        assert parsed(read, {"a": "7,5"}, facts) == {"a": Decimal("7.5")}
        assert "7,5" in wrong(read, {"a": 8}, facts)["a"]
        assert "0" in wrong(read, {"a": -1}, facts)["a"]
        # A limit that the case does not know limits nothing.
        assert parsed(read, {"a": 8}, {}) == {"a": Decimal(8)}

    def test_decimals_and_steps(self) -> None:
        whole = self.one("number", decimalDigits=0)
        assert wrong(whole, {"a": "1,5"}) == {"a": "Schrijf een geheel getal."}
        cents = self.one("number", decimalDigits=2, increment="0.05")
        assert parsed(cents, {"a": "1,15"}) == {"a": Decimal("1.15")}
        assert "0,05" in wrong(cents, {"a": "1,13"})["a"]
        assert "2 cijfers" in wrong(cents, {"a": "1,155"})["a"]
        assert parsed(cents, {"a": Decimal("1E+40")}) == {"a": Decimal("1E+40")}

    def test_a_date_not_after_today_is_today_in_brussels(self) -> None:
        read = self.one("datetime", subtype="date", properties={"max": "=today()"})
        late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
        assert read.parse({"a": "1/7/2026"}, facts={}, now=late) == {"a": date(2026, 7, 1)}
        with pytest.raises(InvalidDataError) as error:
            read.parse({"a": "2/7/2026"}, facts={}, now=late)
        assert "1 July 2026" in error.value.fields["a"][0].en
