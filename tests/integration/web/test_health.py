"""What a program asks that watches Leidraad: it needs no account, and reads no secret."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, text

from engine.definitions.bundle import Bundle
from engine.operations import Leidraad
from engine.operations.check_readiness import check_readiness
from engine.operations.publish import publish_law
from engine.operations.watch import Watch
from engine.people import SYSTEM
from engine.store import Database
from engine.store.tables import outbox, sign_in_failure, timer
from tests.support.offices import small_office
from tests.support.site import Site, opened, settings_for
from tests.support.visitor import Door
from web.app import create_app

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "operate.md"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
#: A law of no terms at all is a law.
LAW = Bundle({"deadlines.toml": b""})
TOKEN = "a-token-of-the-test-only"


@pytest.fixture
def watched(furnished: Path, tmp_path: Path) -> Iterator[Site]:
    """A site whose settings have a token for the figures."""
    with opened(furnished, tmp_path, metrics_token=TOKEN) as site:
        yield site


def figures(answer: str) -> dict[str, float]:
    """Read the answer with the parser of Prometheus: a value for each name and labels."""
    return {
        sample.name
        + "".join(f"[{label}]" for label in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer)
        for sample in family.samples
    }


@pytest.mark.databases("sqlite")
def test_a_process_lives_also_without_its_database(site, tmp_path):
    client = Door(create_app(site.leidraad))().client
    site.leidraad.close()
    for file in tmp_path.glob("site.sqlite*"):
        file.unlink()
    (tmp_path / "site.sqlite").mkdir()
    answer = client.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    ready = client.get("/ready")
    assert ready.status_code == 503
    assert ready.text == "De databank antwoordt niet.\nThe database does not answer.\n"
    assert client.get("/metrics").status_code == 503
    assert "sqlite" not in client.get("/metrics").text


def test_a_process_is_ready_once_the_law_is_published(visit, site):
    client = visit().client
    before = client.get("/ready")
    assert (before.status_code, before.mimetype) == (503, "text/plain")
    assert "No law is published yet" in before.text
    publish_law(site.leidraad, SYSTEM, LAW)
    after = client.get("/ready")
    assert (after.status_code, after.text) == (200, "ready\n")


def test_a_process_is_not_ready_on_the_tables_of_another_version(database_url):
    office = small_office(database_url)
    publish_law(office.leidraad, SYSTEM, LAW)
    assert check_readiness(office.leidraad) is None
    with office.leidraad.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    told = check_readiness(office.leidraad)
    assert told is not None
    assert told.en.startswith("The tables of the database belong to another version")
    office.leidraad.close()


def test_a_database_that_never_answers_is_given_up_soon(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        database = Database(f"postgresql+psycopg://me:hidden@127.0.0.1:{port}/none")
        leidraad = Leidraad(settings_for(tmp_path / "none"), database, None)
        told = check_readiness(leidraad)
    assert told is not None
    assert told.en == "The database does not answer."
    leidraad.close()


def test_the_figures_are_for_this_machine_and_for_who_has_the_token(watched):
    client = Door(create_app(watched.leidraad))().client
    assert client.get("/metrics").status_code == 200
    proxied = client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})
    assert proxied.status_code == 403
    for sent in (
        "",
        "Bearer",
        f"Basic {TOKEN}",
        "Bearer wrong",
        "Bearer é",
        f"Bearer {TOKEN}x",
    ):
        answer = client.get(
            "/metrics", headers={"Authorization": sent}, environ_base=ELSEWHERE
        )
        assert answer.status_code == 403, sent
    answer = client.get(
        "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, environ_base=ELSEWHERE
    )
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")


@pytest.mark.databases("sqlite")
def test_without_a_token_in_the_settings_none_is_good_enough(visit):
    client = visit().client
    for sent in ("Bearer ", "Bearer x"):
        answer = client.get(
            "/metrics", headers={"Authorization": sent}, environ_base=ELSEWHERE
        )
        assert answer.status_code == 403


@pytest.mark.databases("sqlite")
def test_every_figure_is_told_of_and_every_alert_asks_one_that_there_is(visit):
    answer = visit().client.get("/metrics").text
    there = set(re.findall(r"^# TYPE (leidraad_\w+)", answer, re.MULTILINE))
    named = set(re.findall(r"leidraad_\w+", GUIDE.read_text()))
    short = {"leidraad_timers_overdue", "leidraad_reminders_overdue"}
    assert named - there == set()
    assert there - named - short - {"leidraad_tasks_overdue"} == set()


def test_the_figures_count_what_stands_in_the_database(visit, site):
    case_id = site.past_intake()
    site.open_case("Oude", "Bekende")
    now = site.clock.now()
    late, later = now - timedelta(minutes=10), now + timedelta(days=1)
    with site.leidraad.database.writing() as connection:
        for nth, (due_at, status) in enumerate(
            [(late, "armed"), (now, "armed"), (later, "armed"), (late, "failed")], start=1
        ):
            connection.execute(
                insert(timer),
                {
                    "case_id": case_id,
                    "scope": "",
                    "element": "first_talk",
                    "occurrence": nth,
                    "due_at": due_at,
                    "status": status,
                },
            )
        for nth, status in enumerate(["waiting", "failed", "delivered"]):
            connection.execute(
                insert(outbox),
                {
                    "key": f"key-{nth}",
                    "case_id": case_id,
                    "scope": "",
                    "element": "x",
                    "occurrence": 1,
                    "kind": "mail",
                    "topic": "reminder",
                    "title_nl": "Aan Fatou",
                    "title_en": "To Fatou",
                    "payload": "{}",
                    "status": status,
                    "takeovers": nth,
                    "next_at": now,
                },
            )
        connection.execute(insert(sign_in_failure), {"login": "anke", "at": now})
    watch = Watch(site.leidraad, "host:1:start")
    watch.fired(timedelta(seconds=3))
    watch.work(7)
    site.clock.set(now + timedelta(minutes=2))
    answer = visit().client.get("/metrics").text
    found = figures(answer)
    expected = {
        "leidraad_timers_pending": 3,
        "leidraad_timers_overdue": 2,
        "leidraad_timers[failed]": 1,
        "leidraad_timer_lag_seconds": 12 * 60,
        "leidraad_outbox[mail][failed]": 1,
        "leidraad_outbox[mail][waiting]": 1,
        "leidraad_outbox_takeovers_total": 3,
        "leidraad_tasks_open[atlas]": 3,
        "leidraad_tasks_overdue[atlas]": 0,
        "leidraad_terms[missed]": 0,
        "leidraad_cases_running[atlas][welcome]": 2,
        "leidraad_schedulers[silent]": 1,
        "leidraad_schedulers[ticking]": 0,
        "leidraad_scheduler_last_tick_age_seconds[host:1:start]": 120,
        "leidraad_scheduler_done_total[host:1:start]": 7,
        "leidraad_scheduler_timer_lag_seconds[host:1:start][0.99]": 3,
        "leidraad_sign_in_failures": 1,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert "leidraad_outbox[mail][delivered]" not in found
    for private in ("Fatou", "anke", "ATL", "example.invalid", "key-"):
        assert private not in answer
