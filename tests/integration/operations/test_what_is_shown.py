"""What a page may show of a case: role-only facts to their role, other agencies little."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from engine import queries
from engine.operations.access import facts_shown
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.people import Actor, Membership
from engine.scenarios.office import Office
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import task_of

TODAY = date(2026, 1, 5)


@pytest.fixture
def odd(database_url: str) -> Iterator[Office]:
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ann(odd: Office) -> Actor:
    return odd.person("atlas", "ann")


def without(actor: Actor, duty: str) -> Actor:
    return replace(
        actor,
        roles=frozenset(
            Membership(one.team_id, one.role, one.duties - {duty}) for one in actor.roles
        ),
    )


def test_a_task_shows_a_fact_for_one_role_to_that_role_only(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "secret")
    secret = task_of(odd, case, "secret_task")
    claim_task(odd.leidraad, ann, secret)
    complete_task(odd.leidraad, ann, secret, {"secret": "verborgen"})
    with odd.leidraad.reading() as connection:
        file = queries.task_file(connection, ann, secret, today=TODAY)
        facts = queries.facts_for(connection, file)
        definition = odd.leidraad.published.definition(connection, file.definition_id)
    assert facts_shown(ann, definition, facts)["secret"] == "verborgen"
    seen = facts_shown(without(ann, "team_lead"), definition, facts)
    assert "secret" not in seen
    assert seen["way"] == "secret"


def test_another_agency_does_not_read_how_a_case_ended(odd: Office, ann: Actor) -> None:
    eva = odd.person("amal", "eva")
    case = open_odd(odd, "named", done_by="amal")
    named = task_of(odd, case, "named_task")
    claim_task(odd.leidraad, eva, named)
    complete_task(odd.leidraad, eva, named, {"word": "x"})
    with odd.leidraad.reading() as connection:
        own = queries.case_head(connection, ann, case).case
        others = queries.case_head(connection, eva, case).case
        found = queries.search(connection, eva, "Voorbeeld").rows
    assert own.outcome == "named_end"
    assert others.outcome is None
    assert [row.outcome for row in found] == [None]
