"""A Leidraad with the trajectories that come along, their law, the agencies and staff."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from engine.clock import SetClock
from engine.operations import Leidraad
from engine.operations.access import actor_of
from engine.operations.import_register import ImportReport, import_register
from engine.operations.register_file import read_lines
from engine.people import SYSTEM, Actor
from engine.scenarios import demonstration
from engine.settings import Settings
from engine.store import accounts

MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
KEY = "s" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """A running Leidraad and its clock."""

    leidraad: Leidraad
    clock: SetClock

    def colleague(self, login: str) -> Actor:
        """Give somebody of the staff, for instance ``ann.agii``."""
        with self.leidraad.reading() as connection:
            row = accounts.by_login(connection, login)
            assert row is not None
            return actor_of(connection, row)

    def take_in(self, file: Path) -> ImportReport:
        """Import a feed."""
        return import_register(self.leidraad, SYSTEM, read_lines(file))

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Read rows straight from the tables."""
        with self.leidraad.reading() as connection:
            return list(connection.execute(text(query), values))

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        ((counted,),) = self.rows(f"SELECT count(*) FROM {table}")
        return int(counted)


def open_staffed(url: str, **settings: Any) -> Staffed:
    """Open Leidraad on a database that has its staff."""
    clock = SetClock(MORNING)
    made = Settings(database_url=url, secret_key=KEY, **settings)
    return Staffed(leidraad=Leidraad.open(made, clock=clock), clock=clock)


def fill_with_staff(url: str) -> None:
    """Publish the trajectories and add the agencies and accounts of a demonstration."""
    opened = open_staffed(url)
    demonstration.fill(opened.leidraad, newcomers=0)
    opened.leidraad.close()


def newcomer(number: int = 1, **given: Any) -> dict[str, Any]:
    """Make a line about an obliged adult in Antwerp, with other values where given."""
    line = {
        "register_key": f"TEST-{number:04d}",
        "given_name": "Testa",
        "family_name": f"Voorbeeld-{number:04d}",
        "sex": "f",
        "born_on": "1990-05-01",
        "nationality": "SY",
        "nationality_group": "other",
        "residence_card": "A",
        "stay_reason": "family",
        "registered_on": "2025-12-01",
        "first_registered_on": "2025-12-01",
        "municipality": "Antwerpen",
        "region": "flanders",
        "register": "aliens",
        "contact_language": "ar",
        "home_language": "ar",
        "earlier_regions": "",
        "born_in_belgium": "false",
        "parents_born_abroad": "true",
        "asylum_seeker": "false",
        "in_school": "false",
        "email": f"newcomer{number}@example.invalid",
        "phone": "+32 000 00 00 00",
    }
    return {**line, **given}


def as_csv(lines: Iterable[Mapping[str, Any]], *, delimiter: str = ",") -> str:
    """Write lines as CSV; the first names the columns."""
    lines = list(lines)
    written = io.StringIO()
    writer = csv.DictWriter(
        written, list(lines[0]), delimiter=delimiter, lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(lines)
    return written.getvalue()
