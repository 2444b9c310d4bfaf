"""Real processes side by side: pages, pulses, and a demonstration that starts by itself."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from re import search
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from engine.clock import SystemClock, brussels_date
from engine.deadlines import Calendar, Sending, next_sending_moment
from engine.definitions.bundle import read_folder
from engine.ids import AgencyId
from engine.operations import Leidraad
from engine.operations.import_register import import_register
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.propose import propose
from engine.operations.publish import publish
from engine.operations.register_file import RawLine
from engine.people import SYSTEM
from engine.scenarios import demonstration
from engine.settings import Settings
from engine.store import rows
from tests.support.mailbox import Mailbox
from tests.support.processes import Running, answers, free_port, running, wait_until
from tests.support.staffed import KEY, newcomer

CLOCKWORK = Path(__file__).parents[2] / "support" / "trajectories" / "clockwork"


def environment(url: str, **more: str) -> dict[str, str]:
    """Give a process nothing of this machine but the path."""
    return {
        "PATH": os.environ["PATH"],
        "LEIDRAAD_DATABASE_URL": url,
        "LEIDRAAD_SECRET_KEY": KEY,
        **{f"LEIDRAAD_{name.upper()}": value for name, value in more.items()},
    }


@pytest.fixture
def on_postgresql(staffed_url: str) -> Iterator[tuple[str, Leidraad]]:
    """A demonstration on PostgreSQL, with the machine's own clock and its offset row."""
    leidraad = Leidraad.open(
        Settings(database_url=staffed_url, secret_key=KEY, mode="demonstration")
    )
    yield staffed_url, leidraad
    leidraad.close()


@pytest.mark.parametrize("staffed_url", ["postgresql"], indirect=True)
def test_schedulers_beside_the_pages_fire_and_remind_once(
    on_postgresql: tuple[str, Leidraad], mailbox: Mailbox
) -> None:
    url, leidraad = on_postgresql
    today = brussels_date(SystemClock().now())
    registered_on = (today - timedelta(days=5)).isoformat()
    line = newcomer(
        municipality="Anderlecht",
        region="brussels",
        registered_on=registered_on,
        first_registered_on=registered_on,
    )
    lines = [RawLine(number=2, values=line)]
    assert import_register(leidraad, SYSTEM, lines).results == {"opened": 1}
    publish(leidraad, SYSTEM, propose(leidraad, SYSTEM, read_folder(CLOCKWORK)))
    details = PersonDetails(given_name="Testo", family_name="Voorbeeld")
    opening = Opening(trajectory="clockwork", agency=AgencyId("agii"), person=details)
    open_case(leidraad, SYSTEM, opening)
    settings = environment(
        url, mode="demonstration", smtp_host=mailbox.host, smtp_port=str(mailbox.port)
    )
    port = free_port()

    with (
        running(settings, "serve", "--port", str(port), "--workers", "2") as pages,
        running(settings, "schedule") as first,
        running(settings, "schedule") as second,
    ):
        wait_until(lambda: answers(port), pages, first, second)
        assert mailbox.messages == []
        with leidraad.database.writing() as connection:
            rows.set_clock_offset(connection, _when_mails_go() - SystemClock().now())
        wait_until(lambda: _fired(leidraad) and _all_sent(leidraad), first, second)

    assert _count(leidraad, "history WHERE kind = 'timer_fired'") == 1
    planned = _count(leidraad, "reminder WHERE status = 'handed-over'")
    keys = [mail["Message-ID"] for mail in mailbox.messages]
    assert planned > 0
    sent = _count(leidraad, "outbox WHERE status = 'delivered'")
    assert len(keys) == len(set(keys)) == sent
    subjects = [mail["Subject"] for mail in mailbox.messages]
    assert any("AGII-" in subject for subject in subjects)
    assert not any("Voorbeeld" in mail.as_string() for mail in mailbox.messages)
    assert [one.process.returncode for one in (pages, first, second)] == [0, 0, 0]


def _count(leidraad: Leidraad, what: str) -> int:
    with leidraad.reading() as connection:
        counted = connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one()
        return int(counted)


def _fired(leidraad: Leidraad) -> bool:
    return _count(leidraad, "history WHERE kind = 'timer_fired'") > 0


def _all_sent(leidraad: Leidraad) -> bool:
    waiting = _count(leidraad, "outbox WHERE status NOT IN ('delivered', 'withdrawn')")
    return not waiting and _count(leidraad, "outbox WHERE topic = 'reminder'") > 0


def _when_mails_go() -> datetime:
    """Give ten o'clock of a working day, some 250 days on, whatever day it is now."""
    then = SystemClock().now() + timedelta(days=250)
    opens = next_sending_moment(then, Calendar.belgian(), Sending())
    return Sending().opening(brussels_date(opens)) + timedelta(hours=2)


class Visitor:
    """A browser without pictures."""

    def __init__(self, port: int) -> None:
        self._home = f"http://127.0.0.1:{port}"
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._opener.open(self._home + path, timeout=30) as response:
            return str(response.read().decode())

    def sign_in(self, login: str, password: str) -> str:
        found = search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in"))
        assert found is not None
        typed = {"login": login, "password": password, "csrf_token": found[1]}
        with self._opener.open(
            f"{self._home}/sign-in", urlencode(typed).encode(), timeout=30
        ) as response:
            return str(response.read().decode())


def test_a_demonstration_fills_itself_once(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    url = f"sqlite:///{tmp_path / 'demonstration.sqlite'}"
    port = free_port()
    command = ("run", "--demonstration", "--port", str(port))
    pictures = []
    for start in ("first", "second"):
        began = time.monotonic()
        with running(environment(url), *command) as process:
            wait_until(lambda: answers(port), process)
            record_property(f"{start} start, seconds", time.monotonic() - began)
            page = Visitor(port).sign_in("ann.atlas", demonstration.PASSWORD)
            assert "Ann Demo (atlas)" in page
            process.process.terminate()
            assert process.ended() == 0
            told = process.told()
        assert f"http://127.0.0.1:{port}" in told
        assert demonstration.PASSWORD in told
        assert "Traceback" not in told
        pictures.append(_picture(url))

    first, second = pictures
    assert first == second
    assert first["cases"] > 400
    assert first["incident"] == 0


def _picture(url: str) -> dict[str, int]:
    leidraad = Leidraad.open(
        Settings(database_url=url, secret_key=KEY, mode="demonstration")
    )
    counts = {
        table: _count(leidraad, table)
        for table in ("agency", "account", "cases", "person", "register_line", "definition")
    }
    counts["incident"] = _count(leidraad, "incident")
    with leidraad.reading() as connection:
        offset = rows.clock_offset(connection)
    leidraad.close()
    return {**counts, "clock offset in minutes": round(offset.total_seconds() / 60)}


def test_an_empty_demonstration_has_accounts_and_no_cases(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demonstration.sqlite'}"
    port = free_port()
    command = ("run", "--demonstration", "--empty", "--port", str(port))
    with running(environment(url), *command) as process:
        wait_until(lambda: answers(port), process)

    picture = _picture(url)
    assert picture["account"] == 20
    assert (picture["cases"], picture["person"]) == (0, 0)


def test_a_filling_that_was_broken_off_comes_to_its_end(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demonstration.sqlite'}"
    port = free_port()
    command = ("run", "--demonstration", "--empty", "--port", str(port))
    leidraad = Leidraad.open(
        Settings(database_url=url, secret_key=KEY, mode="demonstration")
    )

    def enough(what: str) -> None:
        if "newcomers" not in what and _count(leidraad, "agency") == 0:
            return
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demonstration.fill(leidraad, newcomers=5, tell=enough)
    assert _count(leidraad, "account") == 20
    assert demonstration.fill(leidraad, newcomers=5) is not None
    assert _count(leidraad, "account") == 20
    assert _count(leidraad, "person") > 0
    assert demonstration.fill(leidraad, newcomers=5) is None
    leidraad.close()
    with running(environment(url), *command) as process:
        wait_until(lambda: answers(port), process)


@pytest.mark.parametrize("staffed_url", ["sqlite"], indirect=True)
def test_a_pulse_ends_in_peace(staffed_url: str) -> None:
    settings = environment(staffed_url)
    for number in (signal.SIGTERM, signal.SIGINT):
        with running(settings, "schedule") as process:
            wait_until(lambda: _ticked(process))
            process.process.send_signal(number)
            assert process.ended() == 0


def _ticked(one: Running) -> bool:
    """Whether the process handles signals by now, which it does just before it ticks."""
    status = Path(f"/proc/{one.process.pid}/status").read_text()
    caught = search(r"SigCgt:\s*([0-9a-f]+)", status)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_a_port_that_is_taken_is_told_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demonstration.sqlite'}"
    port = free_port()
    command = ("run", "--demonstration", "--empty", "--port", str(port))
    with running(environment(url), *command) as process:
        wait_until(lambda: answers(port), process)
        with running(environment(url), *command) as other:
            assert other.ended() == 2
            told = other.told()
    assert f"127.0.0.1:{port}" in told
    assert "--port" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "leidraad.example"])
def test_a_demonstration_is_not_served_to_other_machines(tmp_path: Path, host: str) -> None:
    settings = environment(f"sqlite:///{tmp_path / 'd.sqlite'}", mode="demonstration")
    with running(settings, "serve", "--host", host) as process:
        assert process.ended() == 2


@pytest.mark.parametrize("mode", ["production", "demonstration"])
def test_real_accounts_are_never_put_in_a_demonstration(tmp_path: Path, mode: str) -> None:
    url = f"sqlite:///{tmp_path / 'real.sqlite'}"
    leidraad = Leidraad.open(
        Settings(database_url=url, secret_key=KEY, mode="demonstration")
    )
    demonstration.fill(leidraad, newcomers=0)
    with leidraad.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE account SET is_demonstration = false WHERE login = 'ann.agii'"
        )
    leidraad.close()

    command = ("run", "--demonstration", "--port", str(free_port()))
    with running(environment(url, mode=mode), *command) as process:
        assert process.ended() == 2
        assert "LEIDRAAD_DATABASE_URL" in process.told()
