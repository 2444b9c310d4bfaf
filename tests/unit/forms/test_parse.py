"""Answers: from what a page or JSON sends to the facts of a case."""

import re
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidDataError
from tests.support.form_files import NOW, form, parsed, question, values, wrong

EVERYTHING = form(
    question("textfield", "name"),
    question("textarea", "story"),
    question("number", "hours"),
    question("checkbox", "agrees"),
    question("radio", "children", values=values(True, False)),
    question("select", "level", values=values("A1", "A2")),
    question("select", "count", values=values(1, 2), properties={"type": "number"}),
    question("checklist", "days", values=values("mon", "tue", "wed")),
    question("datetime", "born_on", subtype="date"),
    question("datetime", "opens", subtype="time"),
    question("datetime", "talk_at", subtype="datetime"),
)


class TestBothInputs:
    EXPECTED: ClassVar[dict[str, Any]] = {
        "name": "Zed",
        "story": "een\ntwee",
        "hours": Decimal("12.5"),
        "agrees": True,
        "children": False,
        "level": "A2",
        "count": Decimal(2),
        "days": ["mon", "wed"],
        "born_on": date(1990, 2, 1),
        "talk_at": datetime(2026, 6, 1, 12, 30, tzinfo=UTC),
    }

    def test_a_page_sends_texts(self) -> None:
        raw = {
            "name": " Zed ",
            "story": "een\r\ntwee\n",
            "hours": "12,5",
            "agrees": "on",
            "children": "false",
            "level": "A2",
            "count": "2",
            "days": ["mon", "wed"],
            "born_on": "1/2/1990",
            "opens": "9:00",
            "talk_at": "2026-06-01T14:30",
        }
        found = parsed(EVERYTHING, raw)
        assert found.pop("opens").isoformat() == "09:00:00"
        assert found == self.EXPECTED
        listed = {key: one if key == "days" else [one] for key, one in raw.items()}
        listed.pop("opens")
        assert parsed(EVERYTHING, listed) == {**self.EXPECTED, "opens": None}

    def test_json_sends_values(self) -> None:
        raw = {
            "name": "Zed",
            "story": "een\ntwee",
            "hours": 12.5,
            "agrees": True,
            "children": False,
            "level": "A2",
            "count": 2,
            "days": ["mon", "wed"],
            "born_on": "1990-02-01",
            "talk_at": "2026-06-01T12:30:00Z",
        }
        assert parsed(EVERYTHING, raw) == {**self.EXPECTED, "opens": None}

    @pytest.mark.parametrize("blank", [{}, "blank", None])
    def test_open_answers_are_null_false_or_empty(self, blank: Any) -> None:
        raw = {}
        if blank != {}:
            raw = {asked.key: "" if blank else None for asked in EVERYTHING.fields}
        found = parsed(EVERYTHING, raw)
        assert found.pop("agrees") is False
        assert found.pop("days") == []
        assert set(found.values()) == {None}
        assert len(found) == 9

    @pytest.mark.parametrize(
        ("key", "raw"),
        [
            ("name", 3),
            ("name", ["a", "b"]),
            ("name", {"a": 1}),
            ("name", "a\x00b"),
            ("name", "\ud800"),
            ("name", "x" * 1001),
            ("story", "x" * 200_001),
            ("hours", True),
            ("hours", "x"),
            ("hours", [1, 2]),
            ("agrees", "x"),
            ("agrees", 2),
            ("children", "perhaps"),
            ("level", "B1"),
            ("level", 3),
            ("count", 3),
            ("count", "one"),
            ("days", ["sun"]),
            ("days", [["mon"]]),
            ("days", ["mon"] * 501),
            ("days", 3),
            ("born_on", 19900201),
            ("born_on", "30/2/1990"),
            ("opens", "25:00"),
            ("talk_at", "1/6/2026"),
        ],
    )
    def test_another_type_is_told_at_the_field(self, key: str, raw: Any) -> None:
        assert list(wrong(EVERYTHING, {key: raw})) == [key]

    def test_all_fields_are_told_at_once_in_the_order_of_the_page(self) -> None:
        raw = {"talk_at": "x", "name": 3, "level": "x"}
        assert list(wrong(EVERYTHING, raw)) == ["name", "level", "talk_at"]

    def test_unknown_fields_are_refused_by_name(self) -> None:
        assert list(wrong(EVERYTHING, {"name": "Zed", "surname": "x"})) == ["surname"]
        many = {f"x{n}": "" for n in range(10_000)}
        assert len(wrong(EVERYTHING, many)) == 50

    json_values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=6,
    )

    @given(
        st.dictionaries(
            st.sampled_from([one.key for one in EVERYTHING.fields]), json_values
        )
    )
    def test_whatever_is_sent_gives_values_of_the_right_type_or_an_error(
        self, raw: dict[str, Any]
    ) -> None:
        types: dict[str, tuple[type, ...]] = {
            "name": (str,),
            "story": (str,),
            "hours": (Decimal,),
            "agrees": (bool,),
            "children": (bool,),
            "level": (str,),
            "count": (Decimal,),
            "days": (list,),
            "born_on": (date,),
            "opens": (time_of_day,),
            "talk_at": (datetime,),
        }
        try:
            found = parsed(EVERYTHING, raw)
        except InvalidDataError as error:
            assert set(error.fields) <= set(raw)  # noqa: PT017
            return
        for key, value in found.items():
            assert value is None or isinstance(value, types[key])


class TestConditions:
    READ = form(
        question("radio", "children", values=values(True, False)),
        question(
            "select",
            "care",
            valuesExpression="=cares",
            validate={"required": True},
            conditional={"hide": "=children != true"},
        ),
        question("textfield", "which", conditional={"hide": '=care != "other"'}),
    )
    FACTS: ClassVar[dict[str, Any]] = {
        "cares": [
            "none",
            {"value": "other", "label": "Ander", "label_en": "Other"},
            Decimal(3),
        ]
    }

    def test_hidden_answers_are_dropped_and_not_required(self) -> None:
        raw = {"children": "false", "care": "other", "which": "oma"}
        assert parsed(self.READ, raw, self.FACTS) == {"children": False}

    def test_wrong_answers_of_hidden_fields_do_not_count(self) -> None:
        raw = {"children": "false", "care": 3.7, "which": 3}
        assert parsed(self.READ, raw, self.FACTS) == {"children": False}

    def test_a_field_hides_with_the_one_it_depends_on(self) -> None:
        facts = {**self.FACTS, "care": "other"}
        assert parsed(self.READ, {"children": False, "which": "x"}, facts) == {
            "children": False
        }

    def test_shown_answers_count(self) -> None:
        raw = {"children": True, "care": "other", "which": "oma"}
        assert parsed(self.READ, raw, self.FACTS) == raw
        assert list(wrong(self.READ, {"children": True}, self.FACTS)) == ["care"]

    def test_options_of_the_case_are_the_only_choices(self) -> None:
        assert list(wrong(self.READ, {"children": True, "care": "x"}, self.FACTS)) == [
            "care"
        ]
        assert list(wrong(self.READ, {"children": True, "care": "none"}, {})) == ["care"]
        found = parsed(self.READ, {"children": True, "care": "3"}, self.FACTS)
        assert found["care"] == Decimal(3)

    def test_the_order_in_the_file_does_not_matter(self) -> None:
        read = form(
            question("textfield", "b", conditional={"hide": "=a = null"}),
            question("textfield", "a", conditional={"hide": "=c"}),
            question("checkbox", "c"),
        )
        assert parsed(read, {"a": "x", "b": "y"}) == {"a": "x", "b": "y", "c": False}
        assert parsed(read, {"a": "x", "b": "y", "c": "on"}) == {"c": True}

    def test_visible_and_preview_agree_with_parsing(self) -> None:
        everything = {"children", "care", "which"}
        shown = self.READ.visible({"children": True, "care": "other"}, facts=self.FACTS)
        assert shown == everything
        assert self.READ.visible({}, facts=self.FACTS) == {"children"}
        sheet = self.READ.preview(
            {"children": "true", "care": "nonsense", "csrf": "x"}, facts=self.FACTS, now=NOW
        )
        assert sheet.hidden == {"which"}
        labels = [
            option.label.en
            for option in self.READ.options(self.READ.field("care"), sheet.context, now=NOW)
        ]
        assert labels == ["none", "Other", "3"]


class TestReadOnly:
    def test_read_only_and_disabled_fields_are_ignored(self) -> None:
        read = form(
            question("textfield", "a", readonly=True, validate={"required": True}),
            question("textfield", "b", disabled=True),
            question("textfield", "c", readonly="=is_fixed"),
            question("textfield", "d", conditional={"hide": '=a != "fact"'}),
        )
        raw = {"a": "x", "b": "x", "c": "x", "d": "x"}
        facts = {"a": "fact", "is_fixed": True}
        assert parsed(read, raw, facts) == {"d": "x"}
        assert parsed(read, raw, {"is_fixed": False}) == {"c": "x"}
        assert read.start(facts=facts, now=NOW).fixed == {"a", "b", "c"}


class TestStart:
    READ = form(
        question("textfield", "name", properties={"fact": "given_name"}),
        question("number", "hours", defaultValue=40),
        question("checkbox", "agrees", defaultValue=True),
        question("radio", "children", values=values(True, False)),
        question("checklist", "days", values=values("mon", "tue")),
        question("datetime", "born_on", subtype="date"),
        question("datetime", "talk_at", subtype="datetime"),
    )
    FACTS: ClassVar[dict[str, Any]] = {
        "given_name": "Zed",
        "children": False,
        "days": ["tue"],
        "born_on": date(1990, 2, 1),
        "talk_at": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    }

    def test_facts_and_defaults_are_written_as_a_page_sends_them(self) -> None:
        assert self.READ.initial(self.FACTS) == {
            "name": "Zed",
            "hours": "40",
            "agrees": "true",
            "children": "false",
            "days": ["tue"],
            "born_on": "1990-02-01",
            "talk_at": "2026-10-25T02:30+01:00",
        }
        assert self.READ.initial({})["days"] == []

    def test_a_page_sent_back_unchanged_changes_nothing(self) -> None:
        raw = self.READ.initial(self.FACTS)
        assert parsed(self.READ, raw) == {
            **self.FACTS,
            "hours": Decimal(40),
            "agrees": True,
        }

    def test_what_is_not_sent_may_keep_what_the_page_starts_with(self) -> None:
        found = self.READ.parse({"hours": 3}, facts=self.FACTS, now=NOW, absent="initial")
        assert found == {**self.FACTS, "hours": Decimal(3), "agrees": True}

    def test_answers_are_named_after_their_facts_and_errors_after_their_keys(self) -> None:
        assert parsed(self.READ, {"name": "Ann"})["given_name"] == "Ann"
        assert list(wrong(self.READ, {"name": 3})) == ["name"]


def test_texts_show_facts_in_the_language_of_the_reader() -> None:
    read = form(
        {
            "type": "text",
            "text": "Op {{born_on}}: {{amount}} euro, {{yes}}, {{unknown}}{{days}}.",
            "properties": {"text_en": '={"a": amount}.a'},
        }
    )
    (part,) = read.parts
    facts = {
        "born_on": date(1990, 2, 1),
        "amount": Decimal("12.50"),
        "yes": True,
        "days": ["ma", "di"],
    }
    text = read.written(part, facts, now=NOW)  # type: ignore[arg-type]  # it is a text
    assert text.nl == "Op 1 februari 1990: 12,50 euro, ja, ma, di."
    assert text.en == "12.50"


def test_the_schema_is_made_once_and_describes_the_fields() -> None:
    fields = EVERYTHING.schema.fields
    assert list(fields) == [asked.key for asked in EVERYTHING.fields]
    assert fields["name"].metadata["title"] == "name"
    assert re.search("Schema", type(EVERYTHING.schema).__name__)
