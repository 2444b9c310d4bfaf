"""Published versions of trajectories and law; a version is never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from engine.errors import NotFoundError
from engine.ids import DefinitionId
from engine.store.tables import cases, definition, definition_file, law_file, law_version
from engine.text import Text

_LIVE = select(definition.c.definition_id).where(
    definition.c.trajectory == bindparam("of"), definition.c.status == "live"
)
_LATEST_LAW = (
    select(law_version.c.law_version_id, law_version.c.digest)
    .order_by(law_version.c.law_version_id.desc())
    .limit(1)
)


def live(connection: Connection, trajectory: str) -> DefinitionId | None:
    """Find the version that new cases of a trajectory start on."""
    found = connection.execute(_LIVE, {"of": trajectory}).scalar_one_or_none()
    return None if found is None else DefinitionId(found)


def files(connection: Connection, definition_id: int) -> dict[str, bytes]:
    """Load the files of a version by path."""
    rows = connection.execute(
        select(definition_file.c.path, definition_file.c.content).where(
            definition_file.c.definition_id == definition_id
        )
    )
    return {path: bytes(content) for path, content in rows}


def latest_law(connection: Connection) -> tuple[int, str] | None:
    """Give id and digest of the law tables in force."""
    row = connection.execute(_LATEST_LAW).one_or_none()
    return None if row is None else (row.law_version_id, row.digest)


def law_files(connection: Connection, law_version_id: int) -> dict[str, bytes]:
    """Load the files of a version of the law by path."""
    rows = connection.execute(
        select(law_file.c.path, law_file.c.content).where(
            law_file.c.law_version_id == law_version_id
        )
    )
    return {path: bytes(content) for path, content in rows}


def add(
    connection: Connection, values: Mapping[str, Any], contents: Mapping[str, bytes]
) -> DefinitionId:
    """Insert the next version of a trajectory with all its files."""
    last = connection.execute(
        select(func.max(definition.c.version)).where(
            definition.c.trajectory == values["trajectory"]
        )
    ).scalar_one()
    definition_id = connection.execute(
        insert(definition).returning(definition.c.definition_id),
        {**values, "version": (last or 0) + 1},
    ).scalar_one()
    connection.execute(
        insert(definition_file),
        [
            {"definition_id": definition_id, "path": path, "content": content}
            for path, content in sorted(contents.items())
        ],
    )
    return DefinitionId(definition_id)


def set_live(
    connection: Connection, definition_id: int, account_id: int | None, at: datetime
) -> None:
    """Let new cases start on this version instead of the one before."""
    of = select(definition.c.trajectory).where(definition.c.definition_id == definition_id)
    connection.execute(
        update(definition)
        .where(
            definition.c.trajectory == of.scalar_subquery(), definition.c.status == "live"
        )
        .values(status="replaced")
    )
    connection.execute(
        update(definition)
        .where(definition.c.definition_id == definition_id)
        .values(status="live", published_at=at, published_by=account_id)
    )


def add_law(
    connection: Connection,
    digest: str,
    contents: Mapping[str, bytes],
    account_id: int | None,
    at: datetime,
) -> int:
    """Insert a version of the law tables; it is in force from now on."""
    law_version_id: int = connection.execute(
        insert(law_version).returning(law_version.c.law_version_id),
        {"digest": digest, "published_at": at, "published_by": account_id},
    ).scalar_one()
    connection.execute(
        insert(law_file),
        [
            {"law_version_id": law_version_id, "path": path, "content": content}
            for path, content in sorted(contents.items())
        ],
    )
    return law_version_id


def in_use(connection: Connection) -> list[int]:
    """List the versions on which cases run."""
    return list(
        connection.scalars(
            select(cases.c.definition_id)
            .where(cases.c.status == "running")
            .distinct()
            .order_by(cases.c.definition_id)
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    """A version as it stands under the lock of this transaction."""

    definition_id: DefinitionId
    trajectory: str
    version: int
    digest: str
    owner: str
    status: str
    proposed_by: int | None


def lock_trajectory(connection: Connection, trajectory: str) -> None:
    """Lock all versions of a trajectory: who is live and the next number go together."""
    connection.execute(
        select(definition.c.definition_id)
        .where(definition.c.trajectory == trajectory)
        .order_by(definition.c.definition_id)
        .with_for_update()
    )


def lock(connection: Connection, definition_id: int) -> DefinitionRow:
    """Lock a version, and the others of its trajectory, until the transaction ends.

    Raises:
        NotFoundError: There is no such version.
    """
    of = select(definition.c.trajectory).where(definition.c.definition_id == definition_id)
    trajectory = connection.execute(of).scalar_one_or_none()
    lock_trajectory(connection, trajectory or "")
    row = connection.execute(
        select(
            definition.c.definition_id,
            definition.c.trajectory,
            definition.c.version,
            definition.c.digest,
            definition.c.owner,
            definition.c.status,
            definition.c.proposed_by,
        ).where(definition.c.definition_id == definition_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(Text("Deze versie bestaat niet.", "There is no such version."))
    return DefinitionRow(**row._mapping)  # noqa: SLF001


def set_withdrawn(connection: Connection, definition_id: int, at: datetime) -> None:
    """Let no new case start on a version."""
    connection.execute(
        update(definition)
        .where(definition.c.definition_id == definition_id)
        .values(status="withdrawn", withdrawn_at=at)
    )


def owner_of(connection: Connection, trajectory: str) -> str | None:
    """Give who owns a trajectory: the owner of its first version; None when it is new."""
    found: str | None = connection.execute(
        select(definition.c.owner)
        .where(definition.c.trajectory == trajectory)
        .order_by(definition.c.version)
        .limit(1)
    ).scalar_one_or_none()
    return found


def live_digest(connection: Connection, trajectory: str) -> str | None:
    """Give the digest of the live version of a trajectory."""
    found: str | None = connection.execute(
        select(definition.c.digest).where(
            definition.c.trajectory == trajectory, definition.c.status == "live"
        )
    ).scalar_one_or_none()
    return found


def live_trajectories(connection: Connection) -> list[str]:
    """List the trajectories on which cases can be opened."""
    return list(
        connection.scalars(
            select(definition.c.trajectory)
            .where(definition.c.status == "live")
            .order_by(definition.c.trajectory)
        )
    )
