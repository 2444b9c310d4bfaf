"""The secret address under which a calendar program reads the last days of a person."""

import secrets

from engine.errors import NotAllowedError, NotFoundError
from engine.notices.calendar import as_calendar
from engine.operations.leidraad import Leidraad
from engine.operations.sign_in import actor_by_id, token_hash
from engine.people import Actor
from engine.queries.calendar import calendar_entries
from engine.store import calendar_feeds, record
from engine.text import Text

#: Random bytes in an address: 256 bits.
_BYTES = 32
_LONGEST = 100


def make_calendar_feed(leidraad: Leidraad, actor: Actor) -> str:
    """Make a secret for the calendar address of a person; the one before is revoked.

    Only its hash is kept: the answer is the one time that it can be read.

    Raises:
        NotAllowedError: The actor is Leidraad itself, which has no calendar.
    """
    _must_be_a_person(actor)
    secret = secrets.token_urlsafe(_BYTES)
    with leidraad.acting(actor, "make_calendar_feed") as connection:
        now = leidraad.now(connection)
        calendar_feeds.add(connection, actor.account_id, token_hash(secret), now)
        record.add_access(
            connection,
            "calendar_feed_made",
            account_id=actor.account_id,
            at=now,
            subject={},
        )
    return secret


def revoke_calendar_feed(leidraad: Leidraad, actor: Actor) -> None:
    """Let nobody read the calendar of a person any more under the address of before.

    Raises:
        NotAllowedError: The actor is Leidraad itself, which has no calendar.
    """
    _must_be_a_person(actor)
    with leidraad.acting(actor, "revoke_calendar_feed") as connection:
        now = leidraad.now(connection)
        if calendar_feeds.revoke(connection, actor.account_id, now):
            record.add_access(
                connection,
                "calendar_feed_revoked",
                account_id=actor.account_id,
                at=now,
                subject={},
            )


def read_calendar(leidraad: Leidraad, secret: str, *, from_loopback: bool = False) -> bytes:
    """Give the calendar to which a secret belongs; once an hour it is noted as read.

    Raises:
        NotFoundError: The secret is unknown or revoked, or the account is closed or not
            for here.
    """
    hashed = token_hash(secret[:_LONGEST])
    with leidraad.reading() as connection:
        now = leidraad.now(connection)
        found = calendar_feeds.find(connection, hashed, now)
        if found is None:
            raise NotFoundError(
                Text("Deze kalender bestaat niet.", "There is no such calendar.")
            )
        account_id, is_to_be_noted = found
        actor = actor_by_id(leidraad, connection, account_id, from_loopback=from_loopback)
    with leidraad.reading(actor) as connection:
        entries = calendar_entries(connection, actor)
    if is_to_be_noted:
        with leidraad.database.writing() as connection:
            calendar_feeds.note_reading(connection, hashed, now)
    return as_calendar(entries, actor.language, leidraad.settings.public_url)


def _must_be_a_person(actor: Actor) -> None:
    if actor.is_system:
        raise NotAllowedError(
            Text("Leidraad zelf heeft geen kalender.", "Leidraad itself has no calendar.")
        )
