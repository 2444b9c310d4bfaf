"""When people are told of a last day: never on a day off, nor outside the hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.clock import BRUSSELS
from engine.deadlines import (
    Calendar,
    Period,
    Reminder,
    ReminderRule,
    Sending,
    add_months,
    due,
    next_sending_moment,
)
from engine.text import Text
from tests.support import slow_days
from tests.support.term_stories import TERM

BELGIUM = Calendar.belgian()
starts = st.dates(date(2019, 1, 1), date(2033, 12, 31))
closed = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
people = st.lists(
    st.sampled_from(["assignee", "team", "supervisor", "partner", "newcomer"]),
    min_size=1,
    unique=True,
).map(tuple)
rules = st.builds(
    ReminderRule,
    offset=st.builds(Period, months=st.integers(0, 3), days=st.integers(1, 60)),
    moment=st.sampled_from(["before", "after"]),
    to=people,
    channel=st.sampled_from(["mail", "badge"]),
    only_if_idle=st.booleans(),
) | st.builds(ReminderRule, offset=st.just(Period()), moment=st.just("on"), to=people)
hours = st.tuples(st.times(), st.times()).filter(lambda both: both[0] != both[1])
sendings = hours.map(lambda both: Sending(opens=min(both), closes=max(both)))


def calendar_with(days: frozenset[date]) -> Calendar:
    return Calendar.belgian({day: Text("dicht", "closed") for day in days})


def works(day: date, days: frozenset[date]) -> bool:
    return not slow_days.is_day_off(day) and day not in days


def walked(rule: ReminderRule, due_on: date, days: frozenset[date]) -> date:
    """Walk to the working day of a reminder."""
    step = timedelta(days=1 if rule.moment == "after" else -1)
    sign = step.days
    day = add_months(due_on, sign * rule.offset.months) + step * rule.offset.days
    while not works(day, days):
        day += step
    return day


@settings(max_examples=500)
@given(
    start=st.dates(date(2025, 11, 1), date(2026, 11, 1)),
    rule=rules,
    days=closed,
    sending=sendings,
)
def test_a_reminder_goes_out_on_a_working_day_when_sending_opens(
    start: date, rule: ReminderRule, days: frozenset[date], sending: Sending
) -> None:
    calendar = calendar_with(days)
    counted = due(replace(TERM, reminders=(rule,)), start, calendar, sending=sending)
    expected = walked(rule, counted.due_on, days)
    if expected <= start:
        assert counted.reminders == ()
        return
    (reminder,) = counted.reminders
    assert reminder.remind_on == expected
    assert works(reminder.remind_on, days)
    local = reminder.remind_at.astimezone(BRUSSELS)
    assert (local.date(), local.time()) == (expected, sending.opens)
    assert reminder.remind_at.utcoffset() == timedelta(0)
    assert next_sending_moment(reminder.remind_at, calendar, sending) == reminder.remind_at
    if rule.moment == "after":
        assert reminder.remind_on > counted.due_on
    else:
        assert start < reminder.remind_on <= counted.due_on
    assert (reminder.to, reminder.channel) == (rule.to, rule.channel)
    assert reminder.only_if_idle == rule.only_if_idle


@given(start=starts, told=st.lists(rules, max_size=8))
def test_nobody_is_told_twice_on_a_day_by_one_channel(
    start: date, told: list[ReminderRule]
) -> None:
    planned = due(replace(TERM, reminders=tuple(told)), start, BELGIUM).reminders
    each = [(one.remind_on, one.channel, to) for one in planned for to in one.to]
    assert len(each) == len(set(each))
    assert [one.remind_at for one in planned] == sorted(one.remind_at for one in planned)
    alone = {
        (one.remind_on, one.channel, to)
        for rule in told
        for one in due(replace(TERM, reminders=(rule,)), start, BELGIUM).reminders
        for to in one.to
    }
    assert set(each) == alone


def test_whoever_is_told_anyhow_is_not_told_only_when_idle() -> None:
    # The last day is a Sunday: what is told on it goes out on the Friday, with the other.
    friday = ReminderRule(offset=Period(days=2), moment="before", to=("supervisor",))
    idle = replace(friday, offset=Period(days=1), only_if_idle=True)
    sunday = replace(idle, offset=Period(), moment="on", to=("team", "supervisor"))
    term = replace(TERM, reminders=(sunday, idle, friday))
    planned = due(term, date(2026, 2, 3), BELGIUM)
    assert planned.due_on == date(2026, 5, 3)
    told = [(one.remind_on.day, one.to, one.only_if_idle) for one in planned.reminders]
    # Friday 1 May is Labour Day.
    assert told == [(30, ("supervisor",), False), (30, ("team",), True)]


def test_reminders_stand_in_order_of_time() -> None:
    told = tuple(
        ReminderRule(offset=Period(days=n), moment="before", to=("team",))
        for n in (7, 30, 14)
    )
    planned = due(replace(TERM, reminders=told), date(2026, 1, 8), BELGIUM).reminders
    assert [reminder.remind_on for reminder in planned] == [
        date(2026, 3, 9),
        date(2026, 3, 25),
        date(2026, 4, 1),
    ]
    # The clock went forward on 29 March: eight o'clock is another instant.
    assert [reminder.remind_at.hour for reminder in planned] == [7, 7, 6]
    assert planned[0] == Reminder(
        remind_on=date(2026, 3, 9),
        remind_at=datetime(2026, 3, 9, 7, tzinfo=UTC),
        to=("team",),
    )


class TestSendingMoment:
    USUAL = Sending()

    @settings(max_examples=400)
    @given(
        now=st.datetimes(
            datetime(2019, 1, 1),
            datetime(2035, 1, 1),
            timezones=st.just(UTC),
        ),
        days=closed,
        sending=sendings,
    )
    def test_it_is_the_first_one_in_the_hours_of_a_working_day(
        self, now: datetime, days: frozenset[date], sending: Sending
    ) -> None:
        calendar = calendar_with(days)
        found = next_sending_moment(now, calendar, sending)
        local = found.astimezone(BRUSSELS)
        assert found >= now
        assert found.utcoffset() == timedelta(0)
        assert works(local.date(), days)
        assert sending.opens <= local.time() < sending.closes
        assert next_sending_moment(found, calendar, sending) == found
        # Nothing was passed by: on each day before there was no opening after now.
        day = now.astimezone(BRUSSELS).date()
        while day < local.date():
            opening = datetime.combine(day, sending.opens, BRUSSELS)
            closing = datetime.combine(day, sending.closes, BRUSSELS)
            assert not works(day, days) or closing <= now or opening >= closing
            day += timedelta(days=1)
        if local.time() != sending.opens:
            assert found == now

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            # A Friday evening before the clock goes forward, and back.
            ("2026-03-27T17:00+00:00", "2026-03-30T06:00+00:00"),
            ("2026-10-23T16:00+00:00", "2026-10-26T07:00+00:00"),
            # In the hour that comes twice, on a Sunday.
            ("2026-10-25T00:30+00:00", "2026-10-26T07:00+00:00"),
            ("2026-10-25T01:30+00:00", "2026-10-26T07:00+00:00"),
            # In the morning, in the hours, at the very end.
            ("2026-03-30T05:59:59+00:00", "2026-03-30T06:00+00:00"),
            ("2026-03-30T06:00+00:00", "2026-03-30T06:00+00:00"),
            ("2026-03-30T15:59:59+00:00", "2026-03-30T15:59:59+00:00"),
            ("2026-03-30T16:00+00:00", "2026-03-31T06:00+00:00"),
            # From Maundy Thursday over Easter Monday.
            ("2026-04-02T20:00+00:00", "2026-04-03T06:00+00:00"),
            ("2026-04-03T20:00+00:00", "2026-04-07T06:00+00:00"),
        ],
    )
    def test_the_hours_are_those_of_the_clock_in_brussels(
        self, now: str, expected: str
    ) -> None:
        moment = next_sending_moment(datetime.fromisoformat(now), BELGIUM, self.USUAL)
        assert moment == datetime.fromisoformat(expected)

    def test_hours_that_close_before_they_open_cannot_be_made(self) -> None:
        with pytest.raises(ValueError, match="to a later one"):
            Sending(opens=time(18), closes=time(8))
