"""What decides rights on a case or task, read under the operation's own transaction."""

from collections.abc import Collection, Mapping
from typing import Any

from engine.definitions.definition import Definition
from engine.ids import AccountId, AgencyId, TeamId
from engine.people import (
    Actor,
    CaseAccess,
    FactAccess,
    Membership,
    TaskAccess,
    may_see_task,
)
from engine.store import Connection, accounts, tasks
from engine.store.accounts import AccountRow
from engine.store.cases import CaseRow, must_run
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


def open_task(
    connection: Connection, actor: Actor, task_id: int
) -> tuple[TaskRow, CaseRow, TaskAccess]:
    """Lock a case and an open task of it, with what decides the rights on it.

    Who may not see the task reads nothing about it, not even that it is done.

    Raises:
        NotFoundError: There is no such task.
        NotAllowedError: The actor may not see it.
        ConflictError: It is closed, or its case is.
    """
    one, row = tasks.lock(connection, task_id)
    access = task_access(connection, actor, one, row)
    may_see_task(actor, access)
    must_run(row)
    tasks.must_be_open(connection, one)
    return one, row, access


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


def fact_access(
    definition: Definition, name: str, form_agencies: frozenset[AgencyId] = frozenset()
) -> FactAccess:
    """Say who a fact is for: a role-only one for the roles whose forms ask it.

    Args:
        definition: The version that the case runs on.
        name: The fact.
        form_agencies: Agencies whose own tasks in the case have a form that names it.
    """
    fact = definition.facts.get(name)
    return FactAccess(
        name=name,
        sensitivity=fact.sensitivity if fact else "normal",
        roles=_roles(definition, name),
        form_agencies=form_agencies,
    )


def facts_shown(
    actor: Actor, definition: Definition, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Leave out the facts that are for roles that the actor does not have."""

    def is_shown(name: str) -> bool:
        fact = definition.facts.get(name)
        if fact is None or fact.sensitivity != "role-only":
            return True
        return bool(actor.duties & _roles(definition, name))

    return {name: value for name, value in facts.items() if is_shown(name)}


def facts_named(definition: Definition, forms: Collection[str]) -> frozenset[str]:
    """Give the facts that forms ask, show or read."""
    known = [definition.forms[name] for name in forms if name in definition.forms]
    asked = {field.fact for form in known for field in form.fields}
    return frozenset(asked.union(*(form.names for form in known)))


def _roles(definition: Definition, name: str) -> frozenset[str]:
    asking = {
        form_name: [field for field in form.fields if field.fact == name]
        for form_name, form in definition.forms.items()
    }
    roles = {role for fields in asking.values() for one in fields for role in one.roles}
    for process in definition.processes.values():
        for node in process.nodes.values():
            if asking.get(node.work.form or ""):
                roles.update(node.work.roles)
    return frozenset(roles)
