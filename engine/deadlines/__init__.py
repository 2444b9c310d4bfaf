"""Terms: how long, counted how, from when, until which last day, and why that day."""

from engine.deadlines.calendar import Calendar
from engine.deadlines.counting import due, due_on_facts, is_extension_allowed
from engine.deadlines.course import Course, Suspension
from engine.deadlines.due_date import Channel, DueDate, Moment, Recipient, Reminder
from engine.deadlines.period import Days, MonthEnd, Period, add_months
from engine.deadlines.reading import read_terms
from engine.deadlines.sending import Sending, next_sending_moment
from engine.deadlines.term import ReminderRule, RunningTerms, Term, Terms

__all__ = [
    "Calendar",
    "Channel",
    "Course",
    "Days",
    "DueDate",
    "Moment",
    "MonthEnd",
    "Period",
    "Recipient",
    "Reminder",
    "ReminderRule",
    "RunningTerms",
    "Sending",
    "Suspension",
    "Term",
    "Terms",
    "add_months",
    "due",
    "due_on_facts",
    "is_extension_allowed",
    "next_sending_moment",
    "read_terms",
]
