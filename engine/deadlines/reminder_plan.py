"""Gives each reminder of a term its day: one on which somebody is there to read it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from engine.deadlines.calendar import Calendar
from engine.deadlines.due_date import Recipient, Reminder
from engine.deadlines.period import add_months
from engine.deadlines.sending import Sending
from engine.deadlines.term import ReminderRule

_ONE_DAY = timedelta(days=1)


def planned(
    rules: Iterable[ReminderRule],
    start_on: date,
    due_on: date,
    calendar: Calendar,
    sending: Sending,
) -> tuple[Reminder, ...]:
    """Date the reminders of a term, in order of time.

    One that falls on a day off moves to the working day before it, and after the last day
    of the term to the next. One that would not come after the start day is left out.
    Nobody is told twice on a day by one channel.
    """
    dated = [
        Reminder(
            remind_on=day,
            remind_at=sending.opening(day),
            to=rule.to,
            moment=rule.moment,
            channel=rule.channel,
            only_if_idle=rule.only_if_idle,
        )
        for rule in rules
        for day in _day(rule, start_on, due_on, calendar)
    ]
    # What is sent whether or not somebody acted goes before what is not.
    dated.sort(key=lambda one: (one.remind_at, one.only_if_idle))
    return tuple(_each_once(dated))


def _day(
    rule: ReminderRule, start_on: date, due_on: date, calendar: Calendar
) -> Iterator[date]:
    if rule.moment == "after":
        day = add_months(due_on, rule.offset.months) + timedelta(days=rule.offset.days)
        while not calendar.is_working_day(day):
            day += _ONE_DAY
        yield day
        return
    day = add_months(due_on, -rule.offset.months) - timedelta(days=rule.offset.days)
    while day > start_on and not calendar.is_working_day(day):
        day -= _ONE_DAY
    if day > start_on:
        yield day


def _each_once(dated: Iterable[Reminder]) -> Iterator[Reminder]:
    told: set[tuple[date, str, Recipient]] = set()
    for one in dated:
        to = tuple(
            person for person in one.to if (one.remind_on, one.channel, person) not in told
        )
        told.update((one.remind_on, one.channel, person) for person in to)
        if to:
            yield replace(one, to=to)
