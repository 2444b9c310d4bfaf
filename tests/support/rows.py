"""Rows of a small office, put in without any operation: for the tests of queries.

Atlas has the teams Intake and Begeleiding, Huis van het Nederlands the team NT2. Names are
visibly invented.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from engine.ids import AccountId, AgencyId, TeamId
from engine.people import Actor, Membership, Role
from engine.store import persons
from engine.store.tables import (
    account,
    agency,
    case_person,
    cases,
    definition,
    membership,
    task,
    team,
    team_role,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)

INTAKE, GUIDANCE, NT2 = TeamId(1), TeamId(2), TeamId(3)


def actor(account_id: int, name: str, agency_id: str, *held: tuple[TeamId, Role]) -> Actor:
    """Make an actor with these memberships."""
    return Actor(
        account_id=AccountId(account_id),
        name=name,
        agency=AgencyId(agency_id),
        roles=frozenset(Membership(team_id, role) for team_id, role in held),
    )


ANKE = actor(1, "Anke Demo", "atlas", (INTAKE, "counsellor"), (GUIDANCE, "counsellor"))
BRAM = actor(2, "Bram Demo", "atlas", (GUIDANCE, "counsellor"))
CHIEF = actor(3, "Carla Demo", "atlas", (INTAKE, "supervisor"), (GUIDANCE, "supervisor"))
HANA = actor(4, "Hana Demo", "hvn", (NT2, "counsellor"))
HEAD = actor(5, "Henk Demo", "hvn", (NT2, "supervisor"))
DREW = actor(6, "Drew Demo", "atlas", (INTAKE, "designer"))
ADMIN = actor(7, "Ada Demo", "atlas", (INTAKE, "administrator"))
EVERYBODY = (ANKE, BRAM, CHIEF, HANA, HEAD, DREW, ADMIN)


@dataclass(slots=True)
class Office:
    """Puts rows in, with sensible values for what a test does not name."""

    connection: Connection
    _elements: dict[int, int] = field(default_factory=dict)

    def furnish(self) -> None:
        """Put agencies, teams, accounts and one trajectory in."""
        self._put(
            agency,
            _agency("atlas", "Atlas", "ATL"),
            _agency("hvn", "Huis van het Nederlands", "HVN"),
        )
        self._put(
            team,
            {"team_id": INTAKE, "agency_id": "atlas", "name": "Intake"},
            {"team_id": GUIDANCE, "agency_id": "atlas", "name": "Begeleiding"},
            {"team_id": NT2, "agency_id": "hvn", "name": "NT2"},
        )
        self._put(
            team_role,
            {"agency_id": "atlas", "role": "intake_desk", "team_id": INTAKE},
            {"agency_id": "atlas", "role": "counsellor", "team_id": GUIDANCE},
            {"agency_id": "hvn", "role": "nt2_consultant", "team_id": NT2},
        )
        for one in EVERYBODY:
            self._put(
                account,
                {
                    "account_id": one.account_id,
                    "agency_id": one.agency,
                    "login": one.name.split()[0].lower(),
                    "name": one.name,
                    "email": "nobody@example.invalid",
                    "password_hash": "",
                },
            )
            self._put(
                membership,
                *(
                    {
                        "account_id": one.account_id,
                        "team_id": held.team_id,
                        "role": held.role,
                    }
                    for held in one.roles
                ),
            )
        self.trajectory("civic_orientation")

    def trajectory(self, name: str, *, days: int = 20) -> int:
        """Put a live trajectory in that counts as still after ``days`` working days."""
        return self._key(
            definition,
            definition.c.definition_id,
            trajectory=name,
            version=1,
            digest=name,
            title_nl=f"Traject {name}",
            title_en=f"Trajectory {name}",
            owner="all",
            status="live",
            no_movement_working_days=days,
            proposed_at=NOW,
        )

    def person(self, given: str = "Proef", family: str = "Persoon") -> int:
        """Put a newcomer in."""
        details = {"given_name": given, "family_name": family}
        return persons.create(self.connection, None, details, NOW)

    def case(self, number: str = "ATL-2026-000001", **values: Any) -> int:
        """Put a running case of Atlas in, of a new person unless one is named."""
        row = {
            "number": number,
            "trajectory": "civic_orientation",
            "definition_id": 1,
            "agency_id": "atlas",
            "status": "running",
            "opened_at": NOW,
            "moved_at": NOW,
            "version": 1,
            **values,
        }
        if "person_id" not in row:
            row["person_id"] = self.person()
        case_id = self._key(cases, cases.c.case_id, **row)
        self._put(
            case_person,
            {"case_id": case_id, "person_id": row["person_id"], "role": "subject"},
        )
        return case_id

    def task(self, case_id: int, **values: Any) -> int:
        """Put an open, unclaimed task of the team Begeleiding in, due in a week."""
        count = self._elements[case_id] = self._elements.get(case_id, 0) + 1
        row = {
            "case_id": case_id,
            "scope": "",
            "element": f"task_{count}",
            "occurrence": 1,
            "title_nl": f"Taak {count}",
            "title_en": f"Task {count}",
            "trajectory": "civic_orientation",
            "agency_id": "atlas",
            "team_id": GUIDANCE,
            "role": "counsellor",
            "status": "open",
            "due_on": TODAY + timedelta(days=7),
            "priority": 50,
            "not_by": "",
            "opened_at": NOW,
            "version": 1,
            **values,
        }
        row.setdefault("urgent_on", row["due_on"] or date(9999, 12, 31))
        return self._key(task, task.c.task_id, **row)

    def put(self, table: Any, **values: Any) -> None:
        """Put one row in, as it is."""
        self._put(table, values)

    def _put(self, table: Any, *rows: dict[str, Any]) -> None:
        for row in rows:
            self.connection.execute(insert(table), row)

    def _key(self, table: Any, column: Any, **values: Any) -> int:
        key: int = self.connection.execute(
            insert(table).values(**values).returning(column)
        ).scalar_one()
        return key


def _agency(agency_id: str, name: str, prefix: str) -> dict[str, str]:
    return {
        "agency_id": agency_id,
        "name": name,
        "prefix": prefix,
        "dispatch_email": "nobody@example.invalid",
    }
