"""What the tests stand on is real: a server, a browser, a mail conversation, no outside."""

import smtplib
import socket
from email.message import EmailMessage

import psycopg
import pytest
from playwright.sync_api import Page

from engine.store import Database, migrate
from tests.support import browser, loopback
from tests.support.mailbox import Mailbox
from tests.support.postgresql import OWNER, Server


def test_each_test_has_a_database_of_its_own_and_no_superuser(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as connection:
        row = connection.execute(
            "SELECT current_user, rolsuper, current_setting('timezone')"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row == (OWNER, False, "UTC")


def test_a_copied_database_has_the_tables_that_migrating_makes(
    database_url: str, empty_database_url: str
) -> None:
    copied, made = Database(database_url), Database(empty_database_url)

    migrate.upgrade(made)

    for database in (copied, made):
        assert migrate.differences(database) == []
        database.close()


def test_a_dropped_database_is_gone(postgresql_server: Server) -> None:
    url = postgresql_server.create("gone").replace("+psycopg", "")

    postgresql_server.drop("gone")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_mail_is_received_as_it_was_sent(mailbox: Mailbox) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "leidraad@localhost", "an@example.org"
    message["Subject"] = "Vóór 5 april: rapporteer"
    message.set_content("Beste An\n")

    with smtplib.SMTP(mailbox.host, mailbox.port) as server:
        server.send_message(message)

    assert [each["Subject"] for each in mailbox.messages] == ["Vóór 5 april: rapporteer"]


def test_a_mail_server_refuses_as_told_and_then_takes_mail(mailbox: Mailbox) -> None:
    mailbox.refusals.append("451 Try later")

    with smtplib.SMTP(mailbox.host, mailbox.port) as server:
        with pytest.raises(smtplib.SMTPDataError):
            server.sendmail("a@localhost", "b@localhost", "Subject: 1\r\n\r\n")
        server.sendmail("a@localhost", "b@localhost", "Subject: 2\r\n\r\n")

    assert [each["Subject"] for each in mailbox.messages] == ["2"]


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_other_machine_is_reached(host: str) -> None:
    with pytest.raises(loopback.OutsideError):
        socket.create_connection((host, 80), timeout=1)


def test_the_browser_speaks_the_dutch_of_belgium(page: Page) -> None:
    page.goto("data:text/html;charset=utf-8,<!doctype html><p id=p>")

    shown = page.evaluate("new Date(Date.UTC(2026, 3, 5, 22)).toLocaleDateString()")

    assert (page.evaluate("navigator.language"), shown) == ("nl-BE", "6/4/2026")


def test_axe_finds_a_picture_without_words(page: Page) -> None:
    page.goto("data:text/html,<!doctype html><html lang=nl><title>x</title><main><img>")

    faults = browser.accessibility_faults(page)

    assert any(fault.startswith("image-alt") for fault in faults)
