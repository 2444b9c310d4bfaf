"""What a person reads of a suspension, an extension, a short month, a change of law."""

from dataclasses import replace
from datetime import date

import pytest

from engine.deadlines import (
    Calendar,
    Course,
    DueDate,
    Period,
    Suspension,
    Term,
    due,
    is_extension_allowed,
)
from engine.errors import InvalidDataError
from engine.text import Text
from tests.support.term_stories import TERM

BELGIUM = Calendar.belgian()


class TestSuspended:
    ILL = Suspension(from_on=date(2026, 2, 3), until_on=date(2026, 2, 15), ground="ziekte")

    def counted(self, *suspensions: Suspension, term: Term = TERM) -> DueDate:
        return due(term, date(2026, 1, 5), BELGIUM, course=Course(suspensions=suspensions))

    def test_the_actual_days_are_added_and_told(self) -> None:
        counted = self.counted(self.ILL)
        assert counted.due_on == date(2026, 4, 17)
        assert [line.nl for line in counted.explanation] == [
            "Geteld vanaf de aangetekende brief van 5 januari 2026; die dag telt niet mee.",
            "3 kalendermaanden: tot en met 5 april 2026.",
            (
                "Opgeschort van 3 tot en met 14 februari 2026 (ziekte): 12 dagen "
                "bijgeteld, tot en met 17 april 2026."
            ),
        ]
        assert [line.en for line in counted.explanation] == [
            (
                "Counted from the registered letter of 5 January 2026; "
                "that day does not count."
            ),
            "3 calendar months: up to 5 April 2026.",
            (
                "Suspended from 3 to 14 February 2026 (ziekte): 12 days added, "
                "up to 17 April 2026."
            ),
        ]

    def test_working_days_are_added_as_working_days(self) -> None:
        term = replace(TERM, length=Period(days=30), days="working")
        counted = self.counted(self.ILL, term=term)
        assert counted.due_on == date(2026, 2, 27)
        assert counted.explanation[2].en == (
            "Suspended from 3 to 14 February 2026 (ziekte): 9 working days added, "
            "up to 27 February 2026."
        )

    def test_days_that_two_suspensions_share_are_added_once(self) -> None:
        inside = Suspension(from_on=date(2026, 2, 4), until_on=date(2026, 2, 5))
        longer = Suspension(
            from_on=date(2026, 2, 10), until_on=date(2026, 3, 2), ground="verhuis"
        )
        counted = self.counted(longer, self.ILL, inside)
        assert counted.due_on == date(2026, 5, 2)
        assert [line.nl for line in counted.explanation[3:]] == [
            "Opgeschort op 4 februari 2026: die dagen telden al niet mee.",
            (
                "Opgeschort van 10 februari 2026 tot en met 1 maart 2026 (verhuis): "
                "15 dagen bijgeteld (de andere telden al niet mee), "
                "tot en met 2 mei 2026."
            ),
        ]

    def test_one_that_runs_on_is_told_and_not_counted_yet(self) -> None:
        open_one = Suspension(from_on=date(2026, 3, 1), until_on=None)
        counted = self.counted(open_one)
        assert counted.due_on == date(2026, 4, 5)
        assert counted.suspended_on == date(2026, 3, 1)
        assert counted.explanation[-1].en == (
            "Suspended from 1 March 2026: the days are added when the suspension ends."
        )
        assert counted.explanation[-1].nl == (
            "Opgeschort vanaf 1 maart 2026: de dagen worden bijgeteld als zij eindigt."
        )

    def test_one_after_the_last_day_is_told_to_have_come_too_late(self) -> None:
        late = Suspension(from_on=date(2026, 4, 6), until_on=None, ground="x")
        counted = self.counted(late)
        assert (counted.due_on, counted.suspended_on) == (date(2026, 4, 5), None)
        assert counted.explanation[-1].nl == (
            "Opgeschort vanaf 6 april 2026 (x): na de laatste dag, dus zonder gevolg."
        )

    def test_the_last_day_itself_can_be_suspended(self) -> None:
        one_day = Suspension(from_on=date(2026, 4, 5), until_on=date(2026, 4, 6))
        assert self.counted(one_day).due_on == date(2026, 4, 6)

    def test_an_end_moves_past_a_suspension_that_began_on_the_way(self) -> None:
        # 5 April 2026 is Easter; the Tuesday after it is suspended.
        term = replace(TERM, end_moves="next_working_day")
        tuesday = Suspension(from_on=date(2026, 4, 7), until_on=date(2026, 4, 8))
        counted = self.counted(tuesday, term=term)
        assert counted.due_on == date(2026, 4, 8)
        assert counted.explanation[-1].nl == (
            "Verschoven voorbij 5 april 2026 (Pasen), 6 april 2026 (Paasmaandag), "
            "7 april 2026 (opgeschort) naar 8 april 2026."
        )

    def test_one_that_ends_before_it_begins_cannot_be_made(self) -> None:
        with pytest.raises(ValueError, match="before it begins"):
            Suspension(from_on=date(2026, 2, 3), until_on=date(2026, 2, 2))

    def test_one_without_end_in_sight_is_refused(self) -> None:
        with pytest.raises(InvalidDataError):
            self.counted(Suspension(from_on=date(2026, 2, 3), until_on=date.max))


class TestExtended:
    START = date(2026, 1, 31)
    MONTH = replace(TERM, length=Period(months=1), extension_at_most=Period(days=31))

    def test_an_extension_lengthens_the_term_itself(self) -> None:
        course = Course(extensions=(Period(months=1), Period(days=3)))
        counted = due(self.MONTH, self.START, BELGIUM, course=course)
        assert counted.due_on == date(2026, 4, 3)
        assert counted.length == Period(months=1)
        assert [line.nl for line in counted.explanation[1:]] == [
            "1 kalendermaand: tot en met 28 februari 2026.",
            "Februari 2026 heeft die dag niet: de laatste dag van de maand geldt.",
            "Verlengd met 1 kalendermaand: tot en met 31 maart 2026.",
            "Verlengd met 3 kalenderdagen: tot en met 3 april 2026.",
        ]
        assert counted.explanation[3].en == (
            "Extended by 1 calendar month: up to 31 March 2026."
        )

    @pytest.mark.parametrize(
        ("extensions", "expected"),
        [
            ((), True),
            ((Period(days=31),), True),
            ((Period(months=1),), True),
            ((Period(days=15), Period(days=16)), True),
            ((Period(days=32),), False),
            ((Period(months=1), Period(days=1)), False),
        ],
    )
    def test_extensions_lead_no_further_than_the_row_allows(
        self, extensions: tuple[Period, ...], *, expected: bool
    ) -> None:
        course = Course(extensions=extensions)
        assert (
            is_extension_allowed(self.MONTH, self.START, BELGIUM, course=course) == expected
        )

    def test_an_end_that_moves_gives_no_day_more(self) -> None:
        # 28 March 2026 is a Saturday: a day more ends on the same Monday.
        term = replace(self.MONTH, end_moves="next_working_day")
        for days, expected in ((31, True), (32, False)):
            course = Course(extensions=(Period(days=days),))
            start = date(2026, 1, 25)
            assert due(term, start, BELGIUM, course=course).due_on == date(2026, 3, 30)
            allowed = is_extension_allowed(term, start, BELGIUM, course=course)
            assert allowed == expected

    def test_a_row_that_says_nothing_allows_none(self) -> None:
        course = Course(extensions=(Period(days=1),))
        assert not is_extension_allowed(TERM, self.START, BELGIUM, course=course)

    def test_working_days_are_not_extended_by_months(self) -> None:
        term = replace(TERM, length=Period(days=5), days="working")
        with pytest.raises(InvalidDataError) as wrong:
            due(term, self.START, BELGIUM, course=Course(extensions=(Period(months=1),)))
        assert "werkdagen" in wrong.value.text.nl

    def test_a_length_of_over_a_hundred_years_is_refused(self) -> None:
        course = Course(extensions=(Period(months=1200),))
        with pytest.raises(InvalidDataError):
            due(TERM, self.START, BELGIUM, course=course)


def test_the_first_of_the_next_month_takes_the_place_of_a_missing_day() -> None:
    term = replace(TERM, length=Period(months=1), month_end="first_of_next")
    counted = due(term, date(2026, 1, 31), BELGIUM)
    assert counted.due_on == date(2026, 3, 1)
    assert counted.explanation[-1].nl == (
        "Februari 2026 heeft die dag niet: de eerste van de volgende maand geldt."
    )


def test_a_term_under_a_new_law_says_since_when() -> None:
    term = replace(TERM, valid_from=date(2026, 3, 1), running_terms="recount")
    counted = due(term, date(2026, 1, 5), BELGIUM)
    assert counted.explanation[1] == Text(
        "Sinds 1 maart 2026 gelden nieuwe regels, ook voor lopende termijnen: art. 27.",
        "Since 1 March 2026 new rules hold, for running terms too: art. 27.",
    )
    assert len(due(term, date(2026, 3, 1), BELGIUM).explanation) == 2
