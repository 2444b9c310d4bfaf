"""Proposing, publishing and withdrawing versions, and what the list says of them."""

from collections.abc import Mapping
from threading import Barrier, Thread

import pytest

from engine.definitions.bundle import Bundle, read_folder
from engine.errors import ConflictError, InvalidDefinitionError, NotAllowedError
from engine.operations.propose import propose
from engine.operations.publish import publish, withdraw
from engine.operations.set_up import NewAccount, add_account
from engine.operations.sign_in import actor_by_id
from engine.operations.version_findings import version_findings
from engine.people import SYSTEM, Actor
from engine.queries import definitions
from engine.scenarios.office import Office
from tests.support.offices import SMALL, open_small

FILES: Mapping[str, bytes] = read_folder(SMALL).files


def bundle(number: int = 1, **changed: bytes) -> Bundle:
    """Give the small trajectory with something new in it."""
    return Bundle({**FILES, "README.md": f"{number}".encode(), **changed})


def designer(office: Office, agency: str, name: str) -> Actor:
    """Hire somebody who designs."""
    account_id = add_account(
        office.leidraad,
        NewAccount(
            agency_id=agency,
            login=name,
            name=name.capitalize(),
            email=f"{name}@example.invalid",
            password="een lang wachtwoord",
            roles={office.teams[agency]: ("designer",)},
        ),
    )
    with office.leidraad.reading() as connection:
        return actor_by_id(office.leidraad, connection, account_id)


def statuses(office: Office, actor: Actor = SYSTEM) -> dict[int, str]:
    with office.leidraad.reading() as connection:
        rows = definitions.versions_of(connection, actor, "small")
    return {row.version: row.status for row in rows}


def test_a_proposal_waits_until_a_second_person_publishes_it(office: Office) -> None:
    first, second = designer(office, "atlas", "dina"), designer(office, "amal", "dora")
    open_small(office)
    version = propose(office.leidraad, first, bundle())
    assert statuses(office) == {1: "live", 2: "proposed"}
    with pytest.raises(NotAllowedError, match="second person"):
        publish(office.leidraad, first, version)
    publish(office.leidraad, second, version)
    assert statuses(office) == {1: "replaced", 2: "live"}

    open_small(office)
    with office.leidraad.reading() as connection:
        (row,) = definitions.trajectories(connection, first)
    assert row.live is not None
    assert (row.live.version, row.live.published_by) == (2, "Dora")
    assert [(one.version, one.running) for one in row.in_use] == [(2, 1), (1, 1)]
    assert row.proposed == 0


def test_an_older_version_can_be_published_again(office: Office) -> None:
    first, second = designer(office, "atlas", "dina"), designer(office, "amal", "dora")
    publish(office.leidraad, second, propose(office.leidraad, first, bundle()))
    with office.leidraad.reading() as connection:
        rows = definitions.versions_of(connection, first, "small")
    (shipped,) = [row.definition_id for row in rows if row.version == 1]
    publish(office.leidraad, first, shipped)
    assert statuses(office) == {1: "live", 2: "replaced"}
    with pytest.raises(ConflictError, match="live already"):
        publish(office.leidraad, second, shipped)


def test_a_withdrawn_version_stays_withdrawn(office: Office) -> None:
    first = designer(office, "atlas", "dina")
    version = propose(office.leidraad, first, bundle())
    withdraw(office.leidraad, first, version, reason="Vergissing")
    assert statuses(office) == {1: "live", 2: "withdrawn"}
    with pytest.raises(ConflictError, match="withdrawn already"):
        withdraw(office.leidraad, first, version, reason="Nog eens")
    with pytest.raises(ConflictError):
        publish(office.leidraad, designer(office, "amal", "dora"), version)


def test_errors_come_first_and_nothing_is_kept(office: Office) -> None:
    broken = FILES["small.bpmn"].replace(b"</bpmn:process>", b"<x/></bpmn:process>", 1)
    broken = broken.replace(b"sequenceFlow ", b"sequenceFlow sourceRef2='x' ", 1)
    wrong = bundle(1, **{"small.bpmn": broken.replace(b'targetRef="', b'targetRef="no_')})
    with pytest.raises(InvalidDefinitionError) as refused:
        propose(office.leidraad, SYSTEM, wrong)
    severities = [found.severity for found in refused.value.findings]
    assert severities[0] == "error"
    assert severities == sorted(severities, key=lambda one: one != "error")
    assert statuses(office) == {1: "live"}


def test_what_is_live_is_not_proposed_again(office: Office) -> None:
    with pytest.raises(ConflictError, match="live now"):
        propose(office.leidraad, SYSTEM, Bundle(FILES))


def test_a_trajectory_stays_its_owners(office: Office) -> None:
    atlas = designer(office, "atlas", "dina")
    settings = FILES["trajectory.toml"].replace(b'owner = "all"', b'owner = "atlas"')
    assert settings != FILES["trajectory.toml"]
    with pytest.raises(ConflictError, match="another owner"):
        propose(office.leidraad, atlas, bundle(1, **{"trajectory.toml": settings}))
    own = settings.replace(b'id = "small"', b'id = "own"')
    version = propose(office.leidraad, atlas, bundle(1, **{"trajectory.toml": own}))
    publish(office.leidraad, atlas, version)
    other = designer(office, "amal", "dora")
    with office.leidraad.reading() as connection:
        names = [row.trajectory for row in definitions.trajectories(connection, other)]
    assert names == ["small"]
    with pytest.raises(NotAllowedError):
        withdraw(office.leidraad, other, version, reason="Niet de mijne")


def test_two_who_publish_at_once_leave_one_version_live(office: Office) -> None:
    first, second = designer(office, "atlas", "dina"), designer(office, "amal", "dora")
    versions = [
        propose(office.leidraad, first, bundle(1)),
        propose(office.leidraad, second, bundle(2)),
    ]
    gate = Barrier(2)

    def go(actor: Actor, version: int) -> None:
        gate.wait()
        publish(office.leidraad, actor, version)

    threads = [
        Thread(target=go, args=(actor, version))
        for actor, version in zip((second, first), versions, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses(office).values()) == ["live", "replaced", "replaced"]


def test_findings_are_checked_once_for_each_law(office: Office) -> None:
    with office.leidraad.reading() as connection:
        rows = definitions.versions_of(connection, SYSTEM, "small")
        first = version_findings(office.leidraad, connection, rows[0].definition_id)
        again = version_findings(office.leidraad, connection, rows[0].definition_id)
    assert all(found.severity == "warning" for found in first)
    assert again is first


def test_counsellors_do_not_see_trajectories(office: Office) -> None:
    ann = office.person("atlas", "ann")
    assert ann.has_role("supervisor")
    only = Actor(
        account_id=ann.account_id,
        name=ann.name,
        agency=ann.agency,
        roles=frozenset(one for one in ann.roles if one.role == "counsellor"),
    )
    with office.leidraad.reading() as connection:
        assert definitions.trajectories(connection, ann)
        with pytest.raises(NotAllowedError):
            definitions.trajectories(connection, only)
