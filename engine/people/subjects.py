"""What rights are about: a case, a task, a fact, reduced to what decides them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.ids import AccountId, AgencyId, TeamId

Sensitivity = Literal["normal", "sensitive", "role-only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccess:
    """Whose case it is today."""

    agency: AgencyId
    #: Agencies that have or had a task of their own in it.
    task_agencies: frozenset[AgencyId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAccess:
    """Whose task it is."""

    agency: AgencyId
    #: None while no team of the agency does the role.
    team_id: TeamId | None
    #: The role of the lane.
    role: str
    #: Who claimed it, and by what name others know them.
    assignee_id: AccountId | None = None
    assignee_name: str = ""
    #: Who did a task that this one's doer may not have done (four eyes).
    barred: frozenset[AccountId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactAccess:
    """Who a fact is for."""

    name: str
    sensitivity: Sensitivity = "normal"
    #: The lanes that may see a role-only fact.
    roles: frozenset[str] = frozenset()
    #: Agencies whose own tasks in this case have a form that names the fact.
    form_agencies: frozenset[AgencyId] = frozenset()


def barred_by(
    not_by: Collection[str], doers: Mapping[str, Collection[AccountId]]
) -> frozenset[AccountId]:
    """Give the accounts that may not do a task, by who did the tasks it names.

    Args:
        not_by: Ids of the elements in the task's "not by".
        doers: Who completed a task of the case, by element, in whatever round.
    """
    return frozenset(one for element in not_by for one in doers.get(element, ()))
