"""PostgreSQL's own lock: a page's transaction sees the rows of one agency."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import ProgrammingError

from engine.operations.add_note import add_note
from engine.store.tables import metadata
from tests.support.site import INTAKE, Site, furnish, opened_at, settings_at

#: Tables without a row about any case or newcomer.
OPEN_TO_ALL = {
    *("access", "account", "agency", "alembic_version", "case_number", "definition"),
    *("definition_file", "law_file", "law_version", "membership", "scheduler", "setting"),
    *("team", "team_role"),
}
NEVER_READ = {"api_token", "calendar_feed", "received_mail", "sign_in_failure"}


@pytest.fixture
def site(postgresql_url: str) -> Iterator[Site]:
    """A Leidraad on PostgreSQL with agencies and people."""
    furnish(settings_at(postgresql_url))
    with opened_at(postgresql_url) as site:
        yield site


def seen(site: Site, agency: str | None, query: str) -> list[object]:
    """Give what a query without any condition finds for an agency."""
    with site.leidraad.database.reading(agency) as connection:
        return list(connection.execute(text(query)).scalars())


def test_an_agency_sees_its_cases_whatever_the_query_forgets(site: Site) -> None:
    case_id = site.open_case()
    add_note(site.leidraad, site.actor("anke"), case_id, "Belt liever ’s avonds.")

    for query in (
        "SELECT case_id FROM cases",
        "SELECT case_id FROM task",
        "SELECT DISTINCT case_id FROM fact",
        "SELECT DISTINCT case_id FROM history",
        "SELECT case_id FROM note",
        "SELECT case_id FROM case_person",
    ):
        assert seen(site, "atlas", query) == [case_id]
        assert seen(site, "agii", query) == []
        assert seen(site, None, query) == [case_id]
    for query in ("person", "person_details", "person_word"):
        people = f"SELECT DISTINCT person_id FROM {query}"
        assert seen(site, "atlas", people) == seen(site, None, people) != []
        assert seen(site, "agii", people) == []


def test_an_agency_sees_the_case_of_another_in_which_it_has_a_task(site: Site) -> None:
    case_id = site.open_case(region="brussels")
    site.do("anke", case_id, "intake", **INTAKE)

    tasks = "SELECT agency_id FROM task WHERE status = 'open'"
    assert "hvn" in seen(site, None, tasks)
    assert seen(site, "hvn", "SELECT case_id FROM cases") == [case_id]
    assert set(seen(site, "hvn", tasks)) == {"hvn"}
    assert seen(site, "agii", "SELECT case_id FROM cases") == []


def test_nothing_of_a_transaction_stays_for_the_next_one(site: Site) -> None:
    case_id = site.open_case()
    assert seen(site, "agii", "SELECT case_id FROM cases") == []
    assert seen(site, None, "SELECT case_id FROM cases") == [case_id]


def test_a_page_cannot_read_what_opens_doors(site: Site) -> None:
    for query in (
        "SELECT password_hash FROM account",
        "SELECT token_hash FROM api_token",
        "SELECT token_hash FROM calendar_feed",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            seen(site, "atlas", query)


def test_every_table_is_locked_or_known_to_be_open(site: Site) -> None:
    with site.leidraad.reading() as connection:
        locked = set(
            connection.execute(
                text("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
            ).scalars()
        )
        tables = set(inspect(connection).get_table_names())
        readable = set(
            connection.execute(
                text(
                    "SELECT relname FROM pg_class WHERE relkind = 'r' "
                    "AND relnamespace = current_schema()::regnamespace "
                    "AND has_any_column_privilege('leidraad_reader', oid, 'SELECT')"
                )
            ).scalars()
        )

    assert tables - {"alembic_version"} == set(metadata.tables)
    assert locked == tables - OPEN_TO_ALL - NEVER_READ
    assert readable == tables - NEVER_READ
