"""Trajectories and their versions, as process designers see them; no newcomer in sight."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from engine.errors import NotFoundError
from engine.people import ALL_AGENCIES, Actor, may_see_definitions
from engine.queries.cases import RUNNING
from engine.store import definitions as stored
from engine.store.tables import account, cases, definition, law_version
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a trajectory."""

    definition_id: int
    trajectory: str
    version: int
    title: Text
    #: ``all``, or the id of an agency.
    owner: str
    #: proposed, live, replaced, withdrawn.
    status: str
    digest: str
    proposed_at: datetime
    proposed_by_id: int | None
    #: Name of the person; None for what came along with Leidraad.
    proposed_by: str | None
    published_at: datetime | None
    published_by: str | None
    withdrawn_at: datetime | None
    #: Cases of all agencies that run on it.
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryRow:
    """A trajectory with what a list of them shows."""

    trajectory: str
    title: Text
    owner: str
    #: The version that new cases start on.
    live: VersionRow | None
    #: Versions that cases still run on, newest first.
    in_use: tuple[VersionRow, ...]
    #: Versions that wait to be published.
    proposed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LawVersionRow:
    """A version of the tables of law."""

    law_version_id: int
    digest: str
    published_at: datetime
    published_by: str | None


def trajectories(connection: Connection, actor: Actor) -> tuple[TrajectoryRow, ...]:
    """Give the trajectories of everybody and of the actor's own agency, by title.

    Raises:
        NotAllowedError: The actor may not look at trajectories.
    """
    may_see_definitions(actor)
    by_name: dict[str, list[VersionRow]] = {}
    for one in _rows(connection, _versions(actor)):
        by_name.setdefault(one.trajectory, []).append(one)
    found = [_trajectory(versions) for versions in by_name.values()]
    return tuple(sorted(found, key=lambda one: one.title.nl.casefold()))


def versions_of(
    connection: Connection, actor: Actor, trajectory: str
) -> tuple[VersionRow, ...]:
    """Give all versions of a trajectory, newest first.

    Raises:
        NotAllowedError: The actor may not look at trajectories.
        NotFoundError: There is no such trajectory, or it is another agency's.
    """
    may_see_definitions(actor)
    found = _rows(connection, _versions(actor).where(definition.c.trajectory == trajectory))
    if not found:
        raise NotFoundError(
            Text("Dit traject bestaat niet.", "There is no such trajectory.")
        )
    return found


def version_row(connection: Connection, actor: Actor, definition_id: int) -> VersionRow:
    """Give one version.

    Raises:
        NotAllowedError: The actor may not look at trajectories.
        NotFoundError: There is no such version, or it is another agency's.
    """
    may_see_definitions(actor)
    found = _rows(
        connection, _versions(actor).where(definition.c.definition_id == definition_id)
    )
    if not found:
        raise NotFoundError(Text("Deze versie bestaat niet.", "There is no such version."))
    return found[0]


def version_files(connection: Connection, definition_id: int) -> Mapping[str, bytes]:
    """Give the files of a version by path, for whoever `version_row` let see it."""
    return stored.files(connection, definition_id)


def live_files(
    connection: Connection, trajectories: Collection[str]
) -> dict[str, Mapping[str, bytes]]:
    """Give the files of the live versions of these trajectories, by trajectory."""
    rows = connection.execute(
        select(definition.c.trajectory, definition.c.definition_id)
        .where(definition.c.status == "live", definition.c.trajectory.in_(trajectories))
        .order_by(definition.c.trajectory)
    )
    return {
        row.trajectory: stored.files(connection, row.definition_id) for row in rows.all()
    }


def law_versions(connection: Connection, actor: Actor) -> tuple[LawVersionRow, ...]:
    """Give the versions of the tables of law, the one in force first.

    Raises:
        NotAllowedError: The actor may not look at trajectories.
    """
    may_see_definitions(actor)
    rows = connection.execute(
        select(law_version, account.c.name)
        .outerjoin(account, account.c.account_id == law_version.c.published_by)
        .order_by(law_version.c.law_version_id.desc())
    )
    return tuple(
        LawVersionRow(
            law_version_id=row.law_version_id,
            digest=row.digest,
            published_at=row.published_at,
            published_by=row.name,
        )
        for row in rows
    )


def _versions(actor: Actor) -> Select[Any]:
    proposer = account.alias("proposer")
    publisher = account.alias("publisher")
    statement = (
        select(
            definition,
            proposer.c.name.label("proposer_name"),
            publisher.c.name.label("publisher_name"),
        )
        .outerjoin(proposer, proposer.c.account_id == definition.c.proposed_by)
        .outerjoin(publisher, publisher.c.account_id == definition.c.published_by)
        .order_by(definition.c.trajectory, definition.c.version.desc())
    )
    if actor.is_system:
        return statement
    return statement.where(definition.c.owner.in_((ALL_AGENCIES, actor.agency)))


def _rows(connection: Connection, statement: Select[Any]) -> tuple[VersionRow, ...]:
    rows = connection.execute(statement).all()
    running = _running(connection, [row.definition_id for row in rows])
    return tuple(_version(row, running.get(row.definition_id, 0)) for row in rows)


def _running(connection: Connection, definition_ids: list[int]) -> dict[int, int]:
    counted = connection.execute(
        select(cases.c.definition_id, func.count().label("number"))
        .where(cases.c.definition_id.in_(definition_ids), cases.c.status.in_(RUNNING))
        .group_by(cases.c.definition_id)
    )
    return {row.definition_id: row.number for row in counted}


def _version(row: Any, running: int) -> VersionRow:
    return VersionRow(
        definition_id=row.definition_id,
        trajectory=row.trajectory,
        version=row.version,
        title=Text(row.title_nl, row.title_en),
        owner=row.owner,
        status=row.status,
        digest=row.digest,
        proposed_at=row.proposed_at,
        proposed_by_id=row.proposed_by,
        proposed_by=row.proposer_name,
        published_at=row.published_at,
        published_by=row.publisher_name,
        withdrawn_at=row.withdrawn_at,
        running=running,
    )


def _trajectory(versions: list[VersionRow]) -> TrajectoryRow:
    live = next((one for one in versions if one.status == "live"), None)
    shown = live or versions[0]
    return TrajectoryRow(
        trajectory=shown.trajectory,
        title=shown.title,
        owner=shown.owner,
        live=live,
        in_use=tuple(one for one in versions if one.running),
        proposed=sum(one.status == "proposed" for one in versions),
    )
