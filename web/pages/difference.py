"""What a version changes: files, elements of diagrams, lines."""

from flask import Blueprint, request

from engine.definitions.difference import difference
from engine.queries import definitions
from engine.queries.definitions import VersionRow
from engine.text import Text
from web.guard import allow
from web.pages.designer import ONLOOKERS
from web.pages.version import opened, page
from web.visit import visit

pages = Blueprint(
    "difference", __name__, url_prefix="/versions/<int:definition_id>/difference"
)


@pages.get("")
@allow(*ONLOOKERS)
def show(definition_id: int) -> str:
    """Compare a version with the live one, or with another that is asked for."""
    version = opened(definition_id)
    now = visit()
    with now.leidraad.reading() as connection:
        others = definitions.versions_of(connection, now.actor, version.row.trajectory)
    other = _other(version.row, others)
    if other is None:
        return page("difference.html", version, "difference", others=[], other=None)
    before = opened(other.definition_id)
    return page(
        "difference.html",
        version,
        "difference",
        others=[one for one in others if one.definition_id != definition_id],
        other=other,
        changes=difference(before.definition, version.definition),
        before=before.definition,
        sorts=_SORTS,
    )


_SORTS = {
    "added": Text("nieuw", "added"),
    "removed": Text("weg", "removed"),
    "changed": Text("gewijzigd", "changed"),
    "moved": Text("alleen verplaatst", "only moved"),
}


def _other(row: VersionRow, others: tuple[VersionRow, ...]) -> VersionRow | None:
    """Choose what to compare with: as asked, else the live one, else the one before."""
    asked = request.args.get("with", "")
    candidates = [one for one in others if one.definition_id != row.definition_id]
    wanted = [one for one in candidates if str(one.definition_id) == asked]
    live = [one for one in candidates if one.status == "live"]
    before = [one for one in candidates if one.version < row.version]
    return next(iter([*wanted, *live, *before]), None)
