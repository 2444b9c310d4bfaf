"""One mail a working day to each person with tasks that are late, near or new."""

from datetime import date, datetime

from engine.clock import BRUSSELS, brussels_date
from engine.deadlines import Calendar, Sending
from engine.notices.digest import DigestMail
from engine.operations.access import actor_of
from engine.operations.leidraad import Leidraad
from engine.queries.digest import digest
from engine.store import Connection, accounts, deliveries, rows
from engine.store.accounts import AccountRow

#: The setting that holds the last day of which all digests were made, or, after a slash,
#: the last account of a day that is not done.
_TURN = "digests"


def send_digests(
    leidraad: Leidraad, *, now: datetime | None = None, limit: int = 500
) -> int:
    """Hand the digests of the day over to the outbox, from the time set for them on.

    Only on days on which the agency works, only while a mail server is set, and not in the
    evening: after a long outage it starts again the next working day. Several processes may
    do this at once; each person gets one digest a day.

    Returns:
        How many digests were made; who has nothing to read gets none.
    """
    if not leidraad.settings.smtp_host:
        return 0
    with leidraad.reading() as connection:
        at = now or leidraad.now(connection)
        day = brussels_date(at)
        if not _is_time(leidraad, at) or _is_done(connection, day):
            return 0
    made = 0
    while made < limit:
        sent = _send_next(leidraad, at)
        if sent is None:
            break
        made += sent
    return made


def _is_time(leidraad: Leidraad, at: datetime) -> bool:
    local = at.astimezone(BRUSSELS)
    in_time = leidraad.settings.digest_at <= local.time() < Sending().closes
    return in_time and Calendar.belgian().is_working_day(local.date())


def _is_done(connection: Connection, day: date) -> bool:
    then, _, last = (rows.setting_of(connection, _TURN) or "").partition("/")
    return then > day.isoformat() or (then == day.isoformat() and not last)


def _send_next(leidraad: Leidraad, at: datetime) -> bool | None:
    """Take the next account, and tell whether it got a digest; None after the last one."""
    day = brussels_date(at)
    with leidraad.database.writing() as connection:
        then, _, last = rows.lock_setting(connection, _TURN).partition("/")
        if _is_done(connection, day):
            return None
        after = int(last) if then == day.isoformat() else 0
        row = accounts.next_with_digest(connection, after=after)
        if row is None:
            rows.set_setting(connection, _TURN, day.isoformat())
            return None
        rows.set_setting(connection, _TURN, f"{day.isoformat()}/{row.account_id}")
        return _hand_over(leidraad, connection, row, at)


def _hand_over(
    leidraad: Leidraad, connection: Connection, row: AccountRow, at: datetime
) -> bool:
    day = brussels_date(at)
    _, law = leidraad.published.law(connection)
    calendar = Calendar.belgian(law.closing_days.get(row.agency_id))
    if not calendar.is_working_day(day):
        return False
    actor = actor_of(connection, row)
    since = _since(leidraad, calendar, day)
    found = digest(connection, actor, today=day, since=since)
    if found.is_empty:
        return False
    mail = DigestMail(digest=found, day=day, url=leidraad.settings.public_url)
    subject = mail.subject
    payload = {
        "to": [row.email],
        "subject": subject.en if actor.language == "en" else subject.nl,
        "body": mail.body(actor.language),
    }
    return deliveries.add_digest(connection, row.account_id, day, payload, at)


def _since(leidraad: Leidraad, calendar: Calendar, day: date) -> datetime:
    """Give when the digest of the working day before was made."""
    before = calendar.add_working_days(day, -1)
    return datetime.combine(before, leidraad.settings.digest_at, BRUSSELS)
