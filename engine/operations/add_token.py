"""Giving a program of an agency a token for the API."""

import secrets
from datetime import timedelta

from engine.errors import InvalidDataError, NotFoundError
from engine.operations.leidraad import Leidraad
from engine.operations.sign_in import token_hash
from engine.store import accounts
from engine.text import Text

_LONGEST_DAYS = 400
_LONGEST_LABEL = 100


def add_token(leidraad: Leidraad, login: str, *, label: str, days: int) -> str:
    """Make a token that acts as an account for a number of days.

    Only its hash is kept: the answer is the one time that it can be read.

    Raises:
        NotFoundError: Nobody signs in with this name.
        InvalidDataError: The label is empty, or the days are not 1 to 400.
    """
    if not (label.strip() and len(label) <= _LONGEST_LABEL and label.isprintable()):
        raise InvalidDataError(
            Text("Zeg waarvoor het token dient.", "Say what the token is for.")
        )
    if not 1 <= days <= _LONGEST_DAYS:
        raise InvalidDataError(
            Text(
                f"Een token geldt 1 tot {_LONGEST_DAYS} dagen.",
                f"A token is valid for 1 to {_LONGEST_DAYS} days.",
            )
        )
    token = secrets.token_urlsafe(32)
    with leidraad.database.writing() as connection:
        row = accounts.by_login(connection, login)
        if row is None or not row.is_active:
            raise NotFoundError(
                Text(f"Er is geen account ‘{login}’.", f"There is no account ‘{login}’.")
            )
        now = leidraad.now(connection)
        accounts.add_token(
            connection,
            {
                "account_id": row.account_id,
                "token_hash": token_hash(token),
                "label": label.strip(),
                "created_at": now,
                "expires_at": now + timedelta(days=days),
            },
        )
    return token
