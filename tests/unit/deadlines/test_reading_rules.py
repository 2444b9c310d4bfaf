"""What deadlines.toml says of reminders, hours, month ends and changes of law."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from engine.deadlines import Period, ReminderRule, Sending, Terms, read_terms
from engine.errors import NotFoundError
from engine.text import Text
from tests.support.term_file import GOOD, rules

WORKFLOWS = Path(__file__).resolve().parents[3] / "workflows"


def test_what_need_not_be_said_has_its_usual_meaning() -> None:
    old, new = read_terms(GOOD.encode(), file="deadlines.toml").rows["report"]
    assert (old.month_end, old.running_terms, old.extension_at_most) == (
        "last_day",
        "keep",
        None,
    )
    assert new.counts_from == Text("de aangetekende brief", "the registered letter")
    own = GOOD.replace('"= asked_on"', '"today()"').replace(
        'counts_from = {nl = "de vraag", en = "the question"}', ""
    )
    (term,) = read_terms(own.encode(), file="deadlines.toml").rows["answer"]
    assert term.counts_from == Text("de dag zelf", "the day itself")


def test_what_is_said_of_course_and_month_ends_is_read() -> None:
    said = GOOD.replace(
        "valid_from = 2022-03-01",
        "valid_from = 2022-03-01\n"
        'month_end = "first_of_next"\n'
        'running_terms = "recount"\n'
        'extension_at_most = "P1M"',
    )
    _, new = read_terms(said.encode(), file="deadlines.toml").rows["report"]
    assert (new.month_end, new.running_terms) == ("first_of_next", "recount")
    assert new.extension_at_most == Period(months=1)


def test_reminders_come_before_on_and_after_the_last_day() -> None:
    said = GOOD.replace(
        'before = "P2W"\nto = ["supervisor"]',
        'before = "P2W"\nto = ["newcomer"]\n\n'
        '[[term.reminder]]\non = true\nto = ["team"]\nchannel = "badge"\n\n'
        '[[term.reminder]]\nafter = "P3D"\nto = ["team", "supervisor"]\n\n'
        '[[term.reminder]]\nafter = "P5D"\nto = ["supervisor"]',
    )
    _, new = read_terms(said.encode(), file="deadlines.toml").rows["report"]
    assert new.reminders[1:] == (
        ReminderRule(offset=Period(days=14), moment="before", to=("newcomer",)),
        ReminderRule(offset=Period(), moment="on", to=("team",), channel="badge"),
        ReminderRule(offset=Period(days=3), moment="after", to=("team", "supervisor")),
        ReminderRule(
            offset=Period(days=5), moment="after", to=("supervisor",), only_if_idle=True
        ),
    )


def test_hours_of_sending_are_those_of_the_file_or_eight_to_six() -> None:
    usual = read_terms(GOOD.encode(), file="deadlines.toml")
    assert usual.sending == Sending(opens=time(8), closes=time(18))
    late = f'[sending]\nfrom = "10:00"\nuntil = "20:30"\n{GOOD}'
    law = read_terms(late.encode(), file="law/deadlines.toml")
    assert law.sending == Sending(opens=time(10), closes=time(20, 30))
    own = Terms(rows={"own": usual.rows["answer"]})
    assert own.with_terms(law).sending == law.with_terms(own).sending == law.sending


def test_the_law_keeps_the_old_row_for_those_who_began_under_it() -> None:
    """Who was obliged before 1 March 2022 stays under the old rules (S6)."""
    raw = (WORKFLOWS / "law" / "deadlines.toml").read_bytes()
    terms = read_terms(raw, file="law/deadlines.toml")
    old, new = terms.rows["report"]
    today = date(2026, 11, 2)
    assert terms.row("report", date(2022, 2, 28), on=today) == old
    assert terms.row("report", date(2022, 3, 1), on=today) == new

    recounting = Terms(rows={"report": (old, replace(new, running_terms="recount"))})
    assert recounting.row("report", date(2022, 2, 28), on=today) != old
    assert recounting.row("report", date(2022, 2, 28), on=date(2022, 2, 28)) == old
    assert recounting.row("report", date(2022, 3, 1), on=date(2022, 2, 28)) == replace(
        new, running_terms="recount"
    )
    with pytest.raises(NotFoundError):
        terms.row("repport", today, on=today)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        # Two months are up to 62 days, and seldom 59.
        ("P61D", [("deadline-rows", 15)]),
        ("P62D", []),
        ("P9999Y", [("deadline-length", 20)]),
        ("P3M", []),
    ],
)
def test_running_terms_are_not_cut_short(
    length: str, expected: list[tuple[str, int]]
) -> None:
    said = GOOD.replace('"P3M"', f'"{length}"').replace(
        "to_be_confirmed = true", 'running_terms = "recount"\nto_be_confirmed = true'
    )
    without = said[: said.index("[[term.reminder]]")]
    if expected:
        assert rules(without) == expected
    else:
        assert read_terms(without.encode(), file="deadlines.toml").names == {"report"}
