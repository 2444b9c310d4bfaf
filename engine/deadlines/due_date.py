"""A counted term: its last day, the reason for it, and who is reminded when."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from engine.deadlines.period import Days, Period
from engine.text import Text

#: ``partner`` and ``newcomer`` have no account: they are written to, in plain words.
Recipient = Literal["team", "assignee", "supervisor", "partner", "newcomer"]
Moment = Literal["before", "on", "after"]
Channel = Literal["mail", "badge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A message about the last day of a term, on a day on which the agency works."""

    #: Day in Brussels on which the message goes out, after the start day: with ``before``
    #: and ``on`` never after ``due_on``, with ``after`` never before the day after it.
    remind_on: date
    #: The moment at which sending opens on that day, as an instant in UTC.
    remind_at: datetime
    to: tuple[Recipient, ...]
    moment: Moment = "before"
    #: A mail, or a badge on the task in the inbox.
    channel: Channel = "mail"
    #: Only sent when nobody has acted.
    only_if_idle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """The last day on which acting is in time, with everything that explains it."""

    name: str
    title: Text
    #: Day of the event from which the term runs (Brussels).
    start_on: date
    #: Last day on which acting is in time (Brussels); inclusive. While the term is
    #: suspended it is what it was: the suspension counts when it has ended.
    due_on: date
    #: Article that sets the term, as a lawyer cites it.
    legal_basis: str
    #: Where the article was read: number in the list of sources, title or address.
    source: str
    #: The facts from which the start day or the length was read, sorted by name.
    start_facts: tuple[str, ...] = ()
    #: The length, without extensions.
    length: Period = field(default_factory=Period)
    #: Of which days the length is made.
    days: Days = "calendar"
    #: First day of the suspension that has not ended.
    suspended_on: date | None = None
    #: First day on which this row of the term is law; None: since ever.
    valid_from: date | None = None
    #: The published law that gave the row; None: the trajectory's own file.
    law_version_id: int | None = None
    #: The length or the way of counting still needs a lawyer's word.
    to_be_confirmed: bool = False
    #: The counting in steps, one sentence each, in the order in which it was done.
    explanation: tuple[Text, ...] = ()
    #: Messages about the last day, in order of time.
    reminders: tuple[Reminder, ...] = ()
