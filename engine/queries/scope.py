"""What an actor may see, as conditions on rows; each query puts one of them in.

An agency sees its own cases in full, and of another agency's case only its own tasks.
Designers and administrators see no newcomer at all (data protection by design).
"""

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select

from engine.people import Actor
from engine.store.tables import account, cases, outbox, task

#: As a literal, so that both databases may use the partial indexes of open tasks.
IS_OPEN: ColumnElement[bool] = task.c.status == literal_column("'open'")

#: As a literal too, for the partial index of the few tasks that nobody acted on.
IS_ESCALATED: ColumnElement[bool] = task.c.badge == literal_column("'escalated'")


def does_casework(actor: Actor) -> bool:
    """Whether the actor works on cases, as a counsellor or a supervisor."""
    return actor.has_role("counsellor", "supervisor")


def is_supervisor(actor: Actor) -> bool:
    """Whether the actor steers the work of an agency."""
    return actor.has_role("supervisor")


def teams_of(actor: Actor) -> tuple[int, ...]:
    """Give the teams in which the actor works on cases, in a fixed order."""
    return tuple(sorted(actor.teams("counsellor", "supervisor")))


def supervised_cases(actor: Actor) -> ColumnElement[bool]:
    """Keep the cases of the agency whose work the actor steers."""
    return cases.c.agency_id == actor.agency if is_supervisor(actor) else false()


def operates(actor: Actor) -> bool:
    """Whether the actor keeps an agency's timers and deliveries going."""
    return actor.has_role("supervisor", "administrator")


def operated_cases(actor: Actor) -> ColumnElement[bool]:
    """Keep the cases of the agency that the actor keeps going; no names are shown."""
    return cases.c.agency_id == actor.agency if operates(actor) else false()


def operated_deliveries(actor: Actor) -> ColumnElement[bool]:
    """Keep what those cases send, and mails about no case to the agency's colleagues.

    The outer query joins the outbox with ``cases`` and ``account``, whether there are any.
    """
    if not operates(actor):
        return false()
    to_colleague = and_(outbox.c.case_id.is_(None), account.c.agency_id == actor.agency)
    return or_(cases.c.agency_id == actor.agency, to_colleague)


def known_cases(actor: Actor) -> ColumnElement[bool]:
    """Keep the agency's own cases and those in which it has, or had, a task."""
    if not does_casework(actor):
        return false()
    has_task = (
        select(task.c.task_id)
        .where(task.c.case_id == cases.c.case_id, task.c.agency_id == actor.agency)
        .correlate(cases)
        .exists()
    )
    return or_(cases.c.agency_id == actor.agency, has_task)


def tasks_seen(actor: Actor) -> ColumnElement[bool]:
    """Keep the tasks that the actor's agency does, and all those of its own cases."""
    if not does_casework(actor):
        return false()
    return or_(task.c.agency_id == actor.agency, cases.c.agency_id == actor.agency)


def open_tasks_seen(actor: Actor) -> ColumnElement[bool]:
    """Keep, of the case of the outer query, the open tasks that the actor may see."""
    return and_(task.c.case_id == cases.c.case_id, IS_OPEN, tasks_seen(actor))
