"""The trajectories on which a case can be opened."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.people import Actor
from engine.store.tables import definition
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTrajectory:
    """The version of a trajectory that new cases start on."""

    definition_id: int
    trajectory: str
    title: Text
    version: int


def live_trajectories(connection: Connection, actor: Actor) -> tuple[LiveTrajectory, ...]:
    """Give the live trajectories of everybody and of the actor's own agency."""
    rows = connection.execute(
        select(definition)
        .where(definition.c.status == "live", definition.c.owner.in_(("all", actor.agency)))
        .order_by(definition.c.title_nl)
    )
    return tuple(
        LiveTrajectory(
            definition_id=row.definition_id,
            trajectory=row.trajectory,
            title=Text(row.title_nl, row.title_en),
            version=row.version,
        )
        for row in rows
    )
