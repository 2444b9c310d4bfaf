"""What decides rights on a case or task, read under the operation's own transaction."""

from engine.ids import AccountId, AgencyId, TeamId
from engine.people import Actor, CaseAccess, Membership, TaskAccess
from engine.store import Connection, accounts, tasks
from engine.store.accounts import AccountRow
from engine.store.cases import CaseRow
from engine.store.tasks import TaskRow
from engine.text import Language


def case_access(connection: Connection, case: CaseRow) -> CaseAccess:
    """Say whose case it is, and which other agencies have tasks in it."""
    return CaseAccess(
        agency=case.agency_id,
        task_agencies=frozenset(
            AgencyId(found) for found in tasks.agencies_of(connection, case.case_id)
        ),
    )


def task_access(
    connection: Connection, actor: Actor, one: TaskRow, case: CaseRow
) -> TaskAccess:
    """Say whose task it is, and who may not do it."""
    name = ""
    if one.assignee_id not in (None, actor.account_id):
        name, _ = tasks.holder_of(connection, one.task_id)
    return TaskAccess(
        agency=AgencyId(one.agency_id),
        team_id=TeamId(one.team_id),
        role=one.role,
        assignee_id=one.assignee_id,
        assignee_name=name,
        barred=frozenset(
            AccountId(doer) for doer in tasks.doers_of(connection, case.case_id, one.not_by)
        ),
    )


def actor_of(connection: Connection, row: AccountRow) -> Actor:
    """Make the actor that an account stands for."""
    duties = accounts.duties_of(connection, row.agency_id)
    language: Language = "en" if row.language == "en" else "nl"
    return Actor(
        account_id=AccountId(row.account_id),
        name=row.name,
        agency=AgencyId(row.agency_id),
        roles=frozenset(
            Membership(
                team_id=TeamId(team_id),
                role=role,  # type: ignore[arg-type]  # a check constraint of the table
                duties=frozenset(duties.get(team_id, ())),
            )
            for team_id, role in row.memberships
        ),
        language=language,
    )
