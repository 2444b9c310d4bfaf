"""Two hundred claims of fifty tasks: fifty win, and the others read who was first."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from itertools import product

import pytest
from sqlalchemy import select

from engine.clock import SystemClock
from engine.errors import ConflictError
from engine.operations.claim_task import claim_task
from engine.operations.sign_in import token_hash
from engine.people import Actor
from engine.scenarios.office import Office
from engine.store import accounts
from engine.store.tables import task
from tests.support.many_cases import copy_case
from tests.support.offices import open_small, small_office
from tests.support.processes import answers, free_port, running, wait_until

_TASKS = 50
_STAFF = ("ann", "bert", "chris", "dirk")


def tasks_of(office: Office) -> list[int]:
    """Open so many cases, each with a task that nobody has."""
    case = open_small(office)
    with office.leidraad.database.writing() as connection:
        copy_case(connection, case, _TASKS - 1)
        return list(connection.scalars(select(task.c.task_id)))


def holders(office: Office) -> dict[int, int | None]:
    with office.leidraad.reading() as connection:
        rows = connection.execute(select(task.c.task_id, task.c.assignee_id))
        return {row.task_id: row.assignee_id for row in rows}


def test_each_who_comes_second_reads_the_name_of_who_was_first(office: Office) -> None:
    tasks = tasks_of(office)
    staff = [office.person("atlas", name) for name in _STAFF]

    def told(claim: tuple[int, Actor]) -> tuple[int, str, str]:
        try:
            claim_task(office.leidraad, claim[1], claim[0])
        except ConflictError as error:
            return claim[0], error.text.en, error.text.nl
        return claim[0], "", ""

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(told, product(tasks, staff)))
    names: dict[int, str] = {one.account_id: one.name for one in staff}
    held = holders(office)
    assert Counter(number for number, told, _ in results if not told) == Counter(tasks)
    for number, english, dutch in results:
        who = names[held[number] or 0]
        assert not english or english.startswith(f"{who} was first")
        assert not dutch or dutch.startswith(f"{who} was u voor")


@pytest.fixture
def served(postgresql_url: str) -> Iterator[tuple[Office, int]]:
    """The office behind two workers."""
    office = small_office(postgresql_url)
    office.clock.set(SystemClock().now())
    port = free_port()
    settings = {
        "PATH": os.environ["PATH"],
        "LEIDRAAD_DATABASE_URL": postgresql_url,
        "LEIDRAAD_SECRET_KEY": "k" * 40,
    }
    with running(settings, "serve", "--port", str(port), "--workers", "2") as pages:
        wait_until(lambda: answers(port), pages)
        yield office, port
    office.leidraad.close()


def test_two_workers_let_fifty_of_two_hundred_claims_win(
    served: tuple[Office, int],
) -> None:
    office, port = served
    tasks = tasks_of(office)
    for name in _STAFF:
        _give_token(office, office.person("atlas", name))

    def ask(method: str, path: str, name: str, tag: str = "") -> tuple[int, str, str]:
        http = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Authorization": f"Bearer token-of-{name}"}
        http.request(method, path, headers=headers | ({"If-Match": tag} if tag else {}))
        answer = http.getresponse()
        body = answer.read().decode()
        http.close()
        return answer.status, body, answer.headers["ETag"] or ""

    tags = {one: ask("GET", f"/api/tasks/{one}", "ann")[2] for one in tasks}

    def claim(wanted: tuple[int, str]) -> tuple[int, str]:
        number, name = wanted
        return ask("POST", f"/api/tasks/{number}/claim", name, tags[number])[:2]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(claim, product(tasks, _STAFF)))
    statuses = Counter(status for status, _ in results)
    assert statuses[200] == _TASKS
    assert set(statuses) <= {200, 409, 412}
    for status, body in results:
        said = json.loads(body)
        assert status == 200 or said["message"]
        assert "Traceback" not in body
    assert None not in holders(office).values()


def _give_token(office: Office, who: Actor) -> None:
    with office.leidraad.database.writing() as connection:
        accounts.add_token(
            connection,
            {
                "account_id": who.account_id,
                "token_hash": token_hash(f"token-of-{who.name.lower()}"),
                "label": "test",
                "created_at": office.clock.now(),
                "expires_at": office.clock.now() + timedelta(days=1),
            },
        )
