"""A part of the API in which every change names the version that it was made on."""

from flask_smorest import Blueprint
from werkzeug.exceptions import PreconditionFailed

from engine.errors import ConflictError


class VersionedBlueprint(Blueprint):
    """Asks ``If-Match`` of every POST: 428 without, 412 when it is stale."""

    METHODS_NEEDING_CHECK_ETAG = ("POST", "PUT", "PATCH", "DELETE")


def stale(error: ConflictError) -> Exception:
    """Say 412 also when the version became stale after it was matched."""
    return PreconditionFailed() if error.code == "stale-version" else error
