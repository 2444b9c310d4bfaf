"""Who acts: a person with an account, or the system itself."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from engine.ids import AccountId, AgencyId, TeamId
from engine.text import Language

#: What a membership lets a person do; not to be confused with the roles of lanes.
Role = Literal["counsellor", "supervisor", "designer", "administrator"]


class Membership(NamedTuple):
    """A place in a team."""

    team_id: TeamId
    role: Role
    #: The lanes whose tasks the team does, for instance ``mo_teacher``.
    duties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever does something, with all that decides what they may do."""

    account_id: AccountId
    name: str
    agency: AgencyId
    roles: frozenset[Membership] = frozenset()
    language: Language = "nl"
    #: The scheduler, the feed and the outbox; it has no account.
    is_system: bool = False

    def has_role(self, *roles: Role) -> bool:
        """Whether the person has one of these roles in any team of the agency."""
        return any(membership.role in roles for membership in self.roles)

    def teams(self, *roles: Role) -> frozenset[TeamId]:
        """Give the teams in which the person has one of these roles."""
        return frozenset(held.team_id for held in self.roles if held.role in roles)

    @property
    def recorded_as(self) -> AccountId | None:
        """The account under which its doings are kept; None for the system."""
        return None if self.is_system else self.account_id

    @property
    def duties(self) -> frozenset[str]:
        """The lanes whose tasks the person does, through any team."""
        held = (one for one in self.roles if one.role in {"counsellor", "supervisor"})
        return frozenset().union(*(membership.duties for membership in held))


#: Acts when nobody does: timers, messages from outside, the register feed.
SYSTEM: Final = Actor(
    account_id=AccountId(0), name="Leidraad", agency=AgencyId(""), is_system=True
)
