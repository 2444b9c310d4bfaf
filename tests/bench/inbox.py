"""The inbox at 100,000 open tasks against the inbox at 1,000."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from engine.ids import AccountId, AgencyId, TeamId
from engine.people import Actor, Membership
from engine.queries.counts import inbox_counts
from engine.queries.inbox import InboxFilter, inbox
from engine.queries.page import Cursor
from engine.store import Database, migrate
from engine.store.tables import task, team
from tests.bench.measuring import Ratio, Timing, in_turns
from tests.support import rows

_CASES = 500
_ROUNDS = 80
_PAGE = 50
#: Page 500 begins after this many rows, or at the last page where there are fewer.
_BEFORE_PAGE_500 = 499 * _PAGE
_TEAMS = tuple(range(101, 111))
_FEW, _MANY = 1_000, 100_000


def measure_inbox(urls: Mapping[str, tuple[str, str]]) -> Iterator[Ratio]:
    """Measure on each database; a URL for few and one for many tasks by its name."""
    worst: list[Ratio] = []
    for kind, (few_url, many_url) in urls.items():
        few, many = _Inbox(few_url, _FEW), _Inbox(many_url, _MANY)
        parts = [_compare(kind, part, few, many) for part in few.parts()]
        worst += parts
        yield from parts
        few.close()
        many.close()
    slowest = max(worst, key=lambda one: one.ratio)
    yield Ratio(
        name="inbox-100k-vs-1k",
        ratio=slowest.ratio,
        limit=2.0,
        measured_ms=slowest.measured_ms,
        against_ms=slowest.against_ms,
        rounds=slowest.rounds,
        note=f"the slowest: {slowest.name}",
    )


def _compare(kind: str, part: str, few: "_Inbox", many: "_Inbox") -> Ratio:
    small, large = Timing(), Timing()
    works = (few.parts()[part], many.parts()[part])
    for work in works:
        work()
    in_turns([(small, works[0]), (large, works[1])], _ROUNDS)
    return Ratio(
        name=f"inbox-{part}-{kind}",
        ratio=round(large.median / small.median, 3),
        limit=2.0,
        measured_ms=round(large.median, 3),
        against_ms=round(small.median, 3),
        rounds=_ROUNDS,
    )


class _Inbox:
    """A database with so many open tasks, and a counsellor with three tenths of them."""

    def __init__(self, url: str, tasks: int) -> None:
        self._database = Database(url)
        migrate.upgrade(self._database)
        with self._database.writing() as connection:
            _fill(connection, tasks)
        if not self._database.is_sqlite:
            with self._database.engine().connect() as connection:
                free = connection.execution_options(isolation_level="AUTOCOMMIT")
                free.exec_driver_sql("ANALYZE")
        self._actor = Actor(
            account_id=AccountId(rows.ANKE.account_id),
            name="Anke",
            agency=AgencyId("atlas"),
            roles=frozenset(Membership(TeamId(one), "counsellor") for one in _TEAMS[:3]),
        )
        self._after = self._cursor(_PAGE if tasks == _FEW else 499)

    def parts(self) -> dict[str, Callable[[], object]]:
        """Give what a page of the inbox reads, by name."""
        team = InboxFilter(view="team")
        return {
            "first-page": lambda: self._read(team),
            "page-500": lambda: self._read(team, after=self._after),
            "unclaimed": lambda: self._read(InboxFilter(view="unclaimed")),
            "filter": lambda: self._read(
                InboxFilter(view="team", trajectory="minor_newcomer")
            ),
            "counts": self._count,
        }

    def close(self) -> None:
        self._database.close()

    def _read(self, wanted: InboxFilter, *, after: Cursor | None = None) -> Any:
        with self._database.reading("atlas") as connection:
            return inbox(
                connection, self._actor, wanted, today=rows.TODAY, after=after, limit=_PAGE
            )

    def _count(self) -> Any:
        with self._database.reading("atlas") as connection:
            return inbox_counts(connection, self._actor, today=rows.TODAY)

    def _cursor(self, step: int) -> Cursor:
        """Walk to page 500 in steps, or to the last full page."""
        after: Cursor | None = None
        seen = 0
        with self._database.reading("atlas") as connection:
            while seen < _BEFORE_PAGE_500:
                page = inbox(
                    connection,
                    self._actor,
                    InboxFilter(view="team"),
                    today=rows.TODAY,
                    after=after,
                    limit=step,
                )
                if page.next is None:
                    break
                seen += len(page.rows)
                after = page.next
        assert after is not None
        return after


def _fill(connection: Connection, tasks: int) -> None:
    office = rows.Office(connection)
    office.furnish()
    office.trajectory("minor_newcomer")
    connection.execute(
        insert(team),
        [{"team_id": one, "agency_id": "atlas", "name": f"Team {one}"} for one in _TEAMS],
    )
    cases = [office.case(f"ATL-2026-{number:06d}") for number in range(1, _CASES + 1)]
    for begin in range(0, tasks, 10_000):
        some = range(begin, min(begin + 10_000, tasks))
        connection.execute(insert(task), [_task(number, cases) for number in some])


def _task(number: int, cases: list[int]) -> dict[str, Any]:
    due_on: date | None = rows.TODAY + timedelta(days=number * 7919 % 400 - 40)
    if number % 10 == 0:
        due_on = None
    return {
        "case_id": cases[number % len(cases)],
        "scope": "",
        "element": f"task_{number}",
        "occurrence": 1,
        "title_nl": "Taak",
        "title_en": "Task",
        "trajectory": ("civic_orientation", "minor_newcomer")[number // 10 % 2],
        "agency_id": "atlas",
        "team_id": _TEAMS[number % len(_TEAMS)],
        "role": "counsellor",
        "assignee_id": rows.ANKE.account_id if number % 7 == 0 else None,
        "status": "open",
        "due_on": due_on,
        "urgent_on": due_on or date(9999, 12, 31),
        "priority": 50,
        "not_by": "",
        "opened_at": rows.NOW,
        "version": 1,
    }
