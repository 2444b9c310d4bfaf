"""Signing in with a local account, and finding out who acts in a request."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import NotAllowedError, NotFoundError
from engine.operations.access import actor_of
from engine.operations.leidraad import Leidraad
from engine.people import Actor
from engine.store import Connection, accounts, record
from engine.store.accounts import AccountRow
from engine.text import Text

_HASHER = PasswordHasher()
_WINDOW = timedelta(minutes=15)
_ATTEMPTS = 5
_LONGEST_PASSWORD = 1000

_WRONG = Text(
    "Deze naam en dit wachtwoord horen niet bij elkaar.",
    "This name and this password do not belong together.",
)
_TOO_OFTEN = Text(
    "Te veel pogingen. Wacht een kwartier en probeer opnieuw.",
    "Too many attempts. Wait a quarter of an hour and try again.",
)
_DEMONSTRATION_ONLY = Text(
    "Demonstratieaccounts werken alleen in een demonstratie op deze machine.",
    "Demonstration accounts work only in a demonstration on this machine.",
)


def hash_password(password: str) -> str:
    """Hash a password with argon2id."""
    return _HASHER.hash(password)


def sign_in(leidraad: Leidraad, login: str, password: str, *, from_loopback: bool) -> Actor:
    """Check a name and password.

    Every attempt counts as failed until it proves right, so that many at once do not get
    more tries than many after each other. The slow hash is checked outside of any
    transaction.

    Raises:
        NotAllowedError: They do not match, there were five failed attempts in fifteen
            minutes, the account is closed, or it is a demonstration account outside a
            demonstration or off this machine.
    """
    login = login.strip().lower()[:200]
    if not login.isprintable():
        raise NotAllowedError(_WRONG)
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        accounts.forget_old_failures(connection, now)
        if accounts.failures_since(connection, login, now - _WINDOW) >= _ATTEMPTS:
            raise NotAllowedError(_TOO_OFTEN)
        accounts.note_failure(connection, login, now)
        row = accounts.by_login(connection, login)
    refused = _refusal(leidraad, row, password, from_loopback=from_loopback)
    with leidraad.database.writing() as connection:
        account_id = None if row is None else row.account_id
        if refused is None and row is not None:
            accounts.forget_failures(connection, login)
            record.add_access(
                connection, "signed_in", account_id=account_id, at=now, subject={}
            )
            return actor_of(connection, row)
        record.add_access(
            connection, "sign_in_refused", account_id=account_id, at=now, subject={}
        )
    raise NotAllowedError(refused or _WRONG)


def _refusal(
    leidraad: Leidraad, row: AccountRow | None, password: str, *, from_loopback: bool
) -> Text | None:
    if len(password) > _LONGEST_PASSWORD:
        return _WRONG
    try:
        _HASHER.verify(row.password_hash if row else _nobody(), password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return _WRONG
    if row is None or not row.is_active:
        return _WRONG
    if not _is_welcome(leidraad, row, from_loopback=from_loopback):
        return _DEMONSTRATION_ONLY
    return None


@cache
def _nobody() -> str:
    """Give a hash to verify when there is no such account, so that both take as long."""
    return _HASHER.hash(secrets.token_hex())


def actor_by_id(
    leidraad: Leidraad,
    connection: Connection,
    account_id: int,
    *,
    from_loopback: bool = False,
) -> Actor:
    """Give the actor of a session.

    Raises:
        NotFoundError: The account is gone or closed, or not for here.
    """
    row = accounts.by_id(connection, account_id)
    return _still_welcome(leidraad, connection, row, from_loopback=from_loopback)


def actor_by_token(
    leidraad: Leidraad, connection: Connection, token: str, *, from_loopback: bool = False
) -> Actor:
    """Give the actor of an API token.

    Raises:
        NotFoundError: The token is unknown, revoked or expired, or not for here.
    """
    row = accounts.by_token(connection, token_hash(token), leidraad.now(connection))
    return _still_welcome(leidraad, connection, row, from_loopback=from_loopback)


def _still_welcome(
    leidraad: Leidraad,
    connection: Connection,
    row: AccountRow | None,
    *,
    from_loopback: bool,
) -> Actor:
    if (
        row is None
        or not row.is_active
        or not _is_welcome(leidraad, row, from_loopback=from_loopback)
    ):
        raise NotFoundError(Text("U bent niet aangemeld.", "You are not signed in."))
    return actor_of(connection, row)


def _is_welcome(leidraad: Leidraad, row: AccountRow, *, from_loopback: bool) -> bool:
    if not row.is_demonstration:
        return True
    return leidraad.settings.is_demonstration and from_loopback


def token_hash(token: str) -> str:
    """Hash an API token, which is random and needs no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
