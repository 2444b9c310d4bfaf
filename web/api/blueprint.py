"""A part of the API in which every change names the version that it was made on."""

from flask_smorest import Blueprint


class VersionedBlueprint(Blueprint):
    """Asks ``If-Match`` of every POST: 428 without, 412 when it is stale."""

    METHODS_NEEDING_CHECK_ETAG = ("POST", "PUT", "PATCH", "DELETE")
