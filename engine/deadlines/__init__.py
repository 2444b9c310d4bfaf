"""Terms: how long, counted how, from when, until which last day, and why that day."""

from engine.deadlines.due_date import DueDate, Recipient, Reminder

__all__ = ["DueDate", "Recipient", "Reminder"]
