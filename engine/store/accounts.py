"""Accounts, teams and their rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from engine.store.tables import (
    account,
    agency,
    api_token,
    cases,
    membership,
    sign_in_failure,
    team,
    team_role,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account with what is needed to make it an actor."""

    account_id: int
    agency_id: str
    login: str
    name: str
    email: str
    password_hash: str
    language: str
    is_active: bool
    is_demonstration: bool
    #: Whether a digest of the work goes out each working day.
    digest: bool
    #: Pairs of team and role.
    memberships: frozenset[tuple[int, str]]


def _read(connection: Connection, row: Any) -> AccountRow | None:
    if row is None:
        return None
    pairs = connection.execute(
        select(membership.c.team_id, membership.c.role).where(
            membership.c.account_id == row.account_id
        )
    )
    return AccountRow(
        **row._mapping,  # noqa: SLF001
        memberships=frozenset((team_id, role) for team_id, role in pairs),
    )


def by_login(connection: Connection, login: str) -> AccountRow | None:
    """Find an account by the name it signs in with, whatever its case."""
    row = connection.execute(
        select(account).where(account.c.login == login.strip().lower())
    ).one_or_none()
    return _read(connection, row)


def by_id(connection: Connection, account_id: int) -> AccountRow | None:
    """Find an account by its id."""
    row = connection.execute(
        select(account).where(account.c.account_id == account_id)
    ).one_or_none()
    return _read(connection, row)


def next_with_digest(connection: Connection, *, after: int) -> AccountRow | None:
    """Find the first active account behind another one that wants a daily digest."""
    row = connection.execute(
        select(account)
        .where(account.c.account_id > after, account.c.is_active, account.c.digest)
        .order_by(account.c.account_id)
        .limit(1)
    ).one_or_none()
    return _read(connection, row)


def set_preferences(
    connection: Connection, account_id: int, *, language: str, digest: bool
) -> None:
    """Keep the language of a person, and whether a daily digest goes out."""
    connection.execute(
        update(account)
        .where(account.c.account_id == account_id)
        .values(language=language, digest=digest)
    )


def by_token(connection: Connection, token_hash: str, now: datetime) -> AccountRow | None:
    """Find the account of an API token that is neither revoked nor expired."""
    row = connection.execute(
        select(account)
        .join(api_token, api_token.c.account_id == account.c.account_id)
        .where(
            api_token.c.token_hash == token_hash,
            api_token.c.revoked_at.is_(None),
            api_token.c.expires_at > now,
        )
    ).one_or_none()
    return _read(connection, row)


def add_agency(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert an agency: id, name, prefix of case numbers, dispatch address."""
    connection.execute(insert(agency), dict(values))


def dispatch_of(connection: Connection, case_id: int) -> tuple[str, str]:
    """Give the number of a case and where its agency's deliveries go."""
    row = connection.execute(
        select(cases.c.number, agency.c.dispatch_email)
        .join(agency, agency.c.agency_id == cases.c.agency_id)
        .where(cases.c.case_id == case_id)
    ).one()
    return row.number, row.dispatch_email


def desk_of(connection: Connection, agency_id: str) -> tuple[str, str]:
    """Give the name of an agency and the address at which it is reached."""
    row = connection.execute(
        select(agency.c.name, agency.c.dispatch_email).where(
            agency.c.agency_id == agency_id
        )
    ).one()
    return row.name, row.dispatch_email


def add_team(
    connection: Connection, agency_id: str, name: str, roles: tuple[str, ...]
) -> int:
    """Insert a team that does these roles of the diagrams for its agency."""
    team_id: int = connection.execute(
        insert(team).returning(team.c.team_id), {"agency_id": agency_id, "name": name}
    ).scalar_one()
    if roles:
        connection.execute(
            insert(team_role),
            [{"agency_id": agency_id, "role": role, "team_id": team_id} for role in roles],
        )
    return team_id


def add_account(
    connection: Connection,
    values: Mapping[str, Any],
    memberships: Mapping[int, tuple[str, ...]],
) -> int:
    """Insert an account with its roles by team."""
    account_id: int = connection.execute(
        insert(account).returning(account.c.account_id),
        {**values, "login": values["login"].strip().lower()},
    ).scalar_one()
    connection.execute(
        insert(membership),
        [
            {"account_id": account_id, "team_id": team_id, "role": role}
            for team_id, roles in memberships.items()
            for role in roles
        ],
    )
    return account_id


def add_token(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert an API token by its hash."""
    connection.execute(insert(api_token), dict(values))


_PREFIX = select(agency.c.prefix).where(agency.c.agency_id == bindparam("of"))


def prefix_of(connection: Connection, agency_id: str) -> str | None:
    """Give the prefix of the case numbers of an agency; None when there is none such."""
    found: str | None = connection.execute(_PREFIX, {"of": agency_id}).scalar_one_or_none()
    return found


def note_failure(connection: Connection, login: str, at: datetime) -> None:
    """Remember a failed attempt to sign in."""
    connection.execute(insert(sign_in_failure), {"login": login, "at": at})


def failures_since(connection: Connection, login: str, since: datetime) -> int:
    """Count the failed attempts since an instant."""
    counted: int = connection.execute(
        select(func.count())
        .select_from(sign_in_failure)
        .where(sign_in_failure.c.login == login, sign_in_failure.c.at > since)
    ).scalar_one()
    return counted


def forget_failures(connection: Connection, login: str) -> None:
    """Start counting anew after a good sign-in."""
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.login == login))


def forget_old_failures(connection: Connection, now: datetime) -> None:
    """Drop attempts of more than a day ago."""
    connection.execute(
        delete(sign_in_failure).where(sign_in_failure.c.at < now - timedelta(days=1))
    )


def emails_for(
    connection: Connection, *, team_id: int, role: str | None = None
) -> list[str]:
    """List the addresses of the active people in a team, or of those with a role there."""
    query = (
        select(account.c.email)
        .distinct()
        .join(membership, membership.c.account_id == account.c.account_id)
        .where(membership.c.team_id == team_id, account.c.is_active)
        .order_by(account.c.email)
    )
    if role is not None:
        query = query.where(membership.c.role == role)
    return [email for (email,) in connection.execute(query)]


def has_real_ones(connection: Connection) -> bool:
    """Tell whether there are accounts that are not of a demonstration."""
    query = select(account.c.account_id).where(~account.c.is_demonstration).limit(1)
    return connection.execute(query).first() is not None


def supervisors_of(connection: Connection, case_id: int) -> list[str]:
    """List the addresses of the active supervisors of the agency that holds a case."""
    query = (
        select(account.c.email)
        .distinct()
        .join(membership, membership.c.account_id == account.c.account_id)
        .join(cases, cases.c.agency_id == account.c.agency_id)
        .where(
            cases.c.case_id == case_id,
            membership.c.role == "supervisor",
            account.c.is_active,
        )
        .order_by(account.c.email)
    )
    return list(connection.scalars(query))


def team_ids(connection: Connection, agency_id: str) -> dict[str, int]:
    """Give the teams of an agency by name."""
    rows = connection.execute(
        select(team.c.name, team.c.team_id).where(team.c.agency_id == agency_id)
    )
    return {name: team_id for name, team_id in rows}  # noqa: C416  # rows, not pairs


def has_prefix(connection: Connection, prefix: str) -> bool:
    """Tell whether an agency numbers its cases with a prefix."""
    found = connection.execute(select(agency.c.agency_id).where(agency.c.prefix == prefix))
    return found.first() is not None


def duties_of(connection: Connection, agency_id: str) -> dict[int, set[str]]:
    """Give the roles of the diagrams that each team of an agency does."""
    duties: dict[int, set[str]] = {}
    rows = connection.execute(
        select(team_role.c.team_id, team_role.c.role).where(
            team_role.c.agency_id == agency_id
        )
    )
    for team_id, role in rows:
        duties.setdefault(team_id, set()).add(role)
    return duties
