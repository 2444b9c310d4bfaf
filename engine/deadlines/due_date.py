"""A counted term: its last day, the reason for it, and who is reminded when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from engine.text import Text

Recipient = Literal["team", "assignee", "supervisor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A message before the last day of a term."""

    #: Day in Brussels on which the message goes out, always before ``due_on``.
    remind_on: date
    #: 08:00 in Brussels on that day, as an instant in UTC.
    remind_at: datetime
    to: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """The last day on which acting is in time, with everything that explains it."""

    name: str
    title: Text
    #: Day of the event from which the term runs (Brussels).
    start_on: date
    #: Last day on which acting is in time (Brussels); inclusive.
    due_on: date
    #: Article that sets the term, as a lawyer cites it.
    legal_basis: str
    #: Where the article was read: number in the list of sources, title or address.
    source: str
    #: First day on which this row of the term is law; None: since ever.
    valid_from: date | None = None
    #: The length or the way of counting still needs a lawyer's word.
    to_be_confirmed: bool = False
    #: The counting in steps, one sentence each, in the order in which it was done.
    explanation: tuple[Text, ...] = ()
    #: Messages before the last day, in order of time.
    reminders: tuple[Reminder, ...] = ()
