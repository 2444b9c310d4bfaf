"""Writing a note on a case."""

from engine.errors import InvalidDataError, NotAllowedError
from engine.operations.access import case_access
from engine.operations.fact_values import is_text
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_add_note
from engine.store import cases, record
from engine.store.happening import Happening
from engine.text import Text

_LONGEST = 10_000


def add_note(leidraad: Leidraad, actor: Actor, case_id: int, text: str) -> None:
    """Add a note; it is not changed afterwards.

    Raises:
        NotFoundError: There is no such case.
        NotAllowedError: The actor does not see the case.
        InvalidDataError: The note is empty or longer than 10,000 characters.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or not is_text(text):
        wrong = Text(
            "Een notitie heeft 1 tot 10.000 tekens, en geen onzichtbare.",
            "A note has 1 to 10,000 characters, and no invisible ones.",
        )
        raise InvalidDataError(wrong, {"note": [wrong]})
    with leidraad.acting(actor, "add_note", case_id=case_id) as connection:
        now = leidraad.now(connection)
        row = cases.lock(connection, case_id, running=False)
        may_add_note(actor, case_access(connection, row))
        if actor.is_system:
            raise NotAllowedError(
                Text("Leidraad schrijft geen notities.", "Leidraad itself writes no notes.")
            )
        record.add_note(connection, case_id, actor.account_id, text, now)
        record.add_entry(
            connection,
            case_id,
            Happening(kind="note_added", at=now, account_id=actor.account_id),
        )
