"""All tables. ``_at`` is an instant in UTC, ``_on`` a date in Europe/Brussels.

What can identify a person stands in ``person_details``, ``fact``, ``fact_past``, ``draft``,
``note`` and ``term_change`` only, in the ``explanation`` of a ``deadline`` (the grounds of
its suspensions), and in the ``material`` of an ``incident`` while it is open, so that a
person can be forgotten while the record stays whole.
"""

from engine.store.tables.agencies import (
    account,
    agency,
    api_token,
    calendar_feed,
    membership,
    scheduler,
    setting,
    sign_in_failure,
    team,
    team_role,
)
from engine.store.tables.base import metadata
from engine.store.tables.cases import (
    case_agency,
    case_number,
    case_person,
    cases,
    fact,
    fact_past,
)
from engine.store.tables.definitions import (
    definition,
    definition_file,
    law_file,
    law_version,
)
from engine.store.tables.feed import received_mail, register_line
from engine.store.tables.people import person, person_details, person_word
from engine.store.tables.record import access, history, incident, note
from engine.store.tables.tasks import draft, task
from engine.store.tables.waits import (
    deadline,
    message_wait,
    outbox,
    reminder,
    term_change,
    timer,
)

__all__ = [
    "access",
    "account",
    "agency",
    "api_token",
    "calendar_feed",
    "case_agency",
    "case_number",
    "case_person",
    "cases",
    "deadline",
    "definition",
    "definition_file",
    "draft",
    "fact",
    "fact_past",
    "history",
    "incident",
    "law_file",
    "law_version",
    "membership",
    "message_wait",
    "metadata",
    "note",
    "outbox",
    "person",
    "person_details",
    "person_word",
    "received_mail",
    "register_line",
    "reminder",
    "scheduler",
    "setting",
    "sign_in_failure",
    "task",
    "team",
    "team_role",
    "term_change",
    "timer",
]
