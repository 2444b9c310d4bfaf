"""Terms: how long, counted how, from when, until which last day, and why that day."""

from engine.deadlines.calendar import Calendar
from engine.deadlines.counting import due, due_on_facts
from engine.deadlines.due_date import DueDate, Recipient, Reminder
from engine.deadlines.period import Period, add_months
from engine.deadlines.reading import read_terms
from engine.deadlines.term import ReminderRule, Term, Terms

__all__ = [
    "Calendar",
    "DueDate",
    "Period",
    "Recipient",
    "Reminder",
    "ReminderRule",
    "Term",
    "Terms",
    "add_months",
    "due",
    "due_on_facts",
    "read_terms",
]
