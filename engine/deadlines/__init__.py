"""Terms: how long, counted how, from when, until which last day, and why that day."""

from engine.deadlines.calendar import Calendar
from engine.deadlines.due_date import DueDate, Recipient, Reminder
from engine.deadlines.period import Period, add_months

__all__ = ["Calendar", "DueDate", "Period", "Recipient", "Reminder", "add_months"]
