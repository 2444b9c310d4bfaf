"""One term with its case, for who wants to change it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from engine.errors import NotFoundError
from engine.people import Actor
from engine.queries.case_file import CaseHead, case_head
from engine.queries.case_waits import DeadlineRow, deadlines_of
from engine.store.tables import deadline
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFile:
    """A term of a case that the actor's agency holds."""

    head: CaseHead
    term: DeadlineRow


def term_file(
    connection: Connection, actor: Actor, deadline_id: int, *, today: date
) -> TermFile:
    """Give a term, open or not; of another agency's case there is none.

    Raises:
        NotFoundError: There is no such term, or it is not the actor's to see.
    """
    case_id = connection.execute(
        select(deadline.c.case_id).where(deadline.c.deadline_id == deadline_id)
    ).scalar_one_or_none()
    if case_id is not None:
        head = case_head(connection, actor, case_id)
        for term in deadlines_of(connection, head, today=today):
            if term.deadline_id == deadline_id:
                return TermFile(head=head, term=term)
    raise NotFoundError(
        Text(
            "Deze termijn bestaat niet, of ze is niet van uw dienst.",
            "There is no such term, or it is not your agency's.",
        )
    )
