"""A simulated year of a thousand cases: what happened in it, and how fast it went by."""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from engine.scenarios.year import YearPlan, YearReport
from tests.bench.measuring import Ratio
from tests.support.played import FIRST_DAY, played

#: A thousand case-years in five minutes.
_LIMIT_MS = 300.0
#: Weeks within which a case in which something happened is looked at closely.
_CLOSELY_EVERY = 4
_TERMS = ("deadline_opened", "deadline_met", "deadline_missed", "deadline_waived")
_BY_HAND = ("term_suspended", "term_resumed", "term_extended", "term_met", "term_waived")
_STEPS = ("task_completed", "timer_fired", "message_received", "message_delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The years of all processes together."""

    reports: tuple[YearReport, ...]
    seconds: float
    #: Seconds of processor, of all processes together.
    busy: float

    @property
    def case_years(self) -> float:
        """How long all cases together were open."""
        return sum(report.case_years for report in self.reports)

    @property
    def per_minute(self) -> float:
        """Case-years in a minute."""
        return self.case_years / self.seconds * 60


def measure_year(
    *, caseload: int = 1_000, processes: int = 2, seed: int = 1, days: int = 370
) -> Ratio:
    """Play a year with so many cases at a time, and print what came of it.

    They come in within the first days; the days beyond a year make up for that.
    Each process has agencies, a staff and a database of its own. Whatever does not hold
    raises and names its seed.
    """
    with TemporaryDirectory(prefix="leidraad-year-") as folder:
        urls = [f"sqlite:///{Path(folder) / str(n)}.sqlite" for n in range(processes)]
        plans = [
            YearPlan(
                seed=seed + number,
                starts_on=FIRST_DAY,
                caseload=caseload // processes,
                days=days,
            )
            for number in range(processes)
        ]
        began, before = time.monotonic(), _busy()
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            closely = partial(played, closely_every=_CLOSELY_EVERY)
            reports = tuple(pool.map(closely, urls, plans))
        took = Played(
            reports=reports, seconds=time.monotonic() - began, busy=_busy() - before
        )
    print(table(took), file=sys.stderr)
    each = took.seconds / took.case_years * 1_000
    return Ratio(
        name="year-of-1000-cases",
        ratio=round(each / _LIMIT_MS, 3),
        limit=1.0,
        measured_ms=round(each, 1),
        against_ms=_LIMIT_MS,
        rounds=round(took.case_years),
        note=f"{took.per_minute:,.0f} case-years a minute by {processes} processes",
    )


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(took: Played) -> str:
    """Write what came of it, a figure a line."""
    happened = _sum(report.happened for report in took.reports)
    incidents = _sum(report.incidents for report in took.reports)
    days = sorted(day for report in took.reports for day in report.durations)
    lines = [
        ("case-years", f"{took.case_years:,.0f}"),
        ("seconds", f"{took.seconds:,.0f}, {len(took.reports)} processes"),
        ("seconds of processor", f"{took.busy:,.0f}"),
        ("case-years a minute", f"{took.per_minute:,.0f}"),
        ("cases", f"{happened['case_opened']:,}"),
        ("steps", f"{sum(report.steps for report in took.reports):,}"),
        *((_words(kind), f"{happened[kind]:,}") for kind in (*_STEPS, *_TERMS, *_BY_HAND)),
        ("incidents, all made to happen", f"{incidents.total():,}"),
        ("days from opening to end", _spread(days)),
    ]
    lines += [
        (f"{name}: {what} never reached", f"{missed} of {all_of_it}")
        for name in sorted({name for one in took.reports for name in one.coverage})
        for what, missed, all_of_it in _never(took.reports, name)
    ]
    lines += [
        (f"{trajectory}: {how}", f"{count:,}")
        for (trajectory, how), count in _outcomes(took.reports)
    ]
    return "\n".join(
        ["\nA simulated year:", *(f"  {what:<50}{n:>20}" for what, n in lines)]
    )


def _never(
    reports: tuple[YearReport, ...], trajectory: str
) -> Iterator[tuple[str, int, int]]:
    """Count the tasks and flows that no case of any process reached."""
    found = [one.coverage[trajectory] for one in reports if trajectory in one.coverage]
    tasks = frozenset.intersection(*(one.missed_tasks for one in found))
    flows = frozenset.intersection(*(one.missed_flows for one in found))
    yield "tasks", len(tasks), len(found[0].tasks)
    yield "flows", len(flows), len(found[0].flows)


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _spread(days: list[float]) -> str:
    if len(days) < 2:  # quantiles want two
        return "-"
    return f"median {median(days):.0f}, p90 {quantiles(days, n=10)[-1]:.0f}"


def _outcomes(reports: tuple[YearReport, ...]) -> list[tuple[tuple[str, str], int]]:
    total: Counter[tuple[str, str]] = Counter()
    for report in reports:
        total.update(report.outcomes)
    return sorted(total.items(), key=lambda one: (one[0][0], -one[1]))


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counters:
        total.update(one)
    return total
