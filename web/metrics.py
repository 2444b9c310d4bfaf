"""Writes the figures of the database in the text format of Prometheus.

Labels are trajectories, agencies, statuses and processes: few, and never a person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from engine.queries.figures import Figures, SchedulerRow

#: What the answer says that it is.
CONTENT_TYPE = CONTENT_TYPE_LATEST

_Labels = tuple[str, ...]


def written(figures: Figures) -> bytes:
    """Write the figures, as `CONTENT_TYPE` says."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(figures))
    return generate_latest(registry)


class _Collector(Collector):
    """Gives the figures of one instant."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand: the registry serves one answer only."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Give each figure with its labels."""
        yield from _waiting(self._figures)
        yield from _work(self._figures)
        yield from _processes(self._figures.schedulers)


def _waiting(now: Figures) -> Iterator[Metric]:
    yield _gauge("timers_pending", "Timers that are to fire.", now.timers.get("armed", 0))
    yield _gauge("timers_overdue", "Timers that are due now.", now.timers_overdue)
    yield _by("timers", "Timers by status.", ("status",), _one(now.timers))
    yield _gauge(
        "timer_lag_seconds",
        "How late the timer is that is due longest.",
        now.timer_lag.total_seconds(),
    )
    yield _gauge("reminders_planned", "Reminders that are to go.", now.reminders)
    yield _gauge("reminders_overdue", "Reminders that are due now.", now.reminders_overdue)
    yield _by(
        "outbox",
        "What did not go out yet, by status and kind.",
        ("status", "kind"),
        now.deliveries.items(),
    )
    yield CounterMetricFamily(
        "leidraad_outbox_takeovers",
        "Deliveries taken over from a process that fell out: each possibly sent twice.",
        value=now.takeovers,
    )


def _work(now: Figures) -> Iterator[Metric]:
    yield _by(
        "incidents_open",
        "Steps that failed and wait for a retry.",
        ("kind",),
        _one(now.incidents),
    )
    yield _by("tasks_open", "Open tasks.", ("agency",), _one(now.tasks))
    late = {agency: now.tasks_overdue.get(agency, 0) for agency in now.tasks}
    yield _by("tasks_overdue", "Open tasks past their day.", ("agency",), _one(late))
    yield _by("terms", "Terms by status.", ("status",), _one(now.terms))
    yield _by(
        "cases_running",
        "Cases that are not closed.",
        ("trajectory", "agency"),
        now.cases.items(),
    )
    yield _gauge(
        "sign_in_failures",
        "Attempts to sign in that failed, in the last 15 minutes.",
        now.sign_in_failures,
    )


def _processes(found: Sequence[SchedulerRow]) -> Iterator[Metric]:
    statuses = dict.fromkeys(("ticking", "silent", "stopped"), 0)
    for one in found:
        statuses[one.status] += 1
    yield _by("schedulers", "Processes by status.", ("status",), _one(statuses))
    alive = [one for one in found if one.status != "stopped"]
    age = GaugeMetricFamily(
        "leidraad_scheduler_last_tick_age_seconds",
        "How long ago a process ticked that did not say that it stopped.",
        labels=["process"],
    )
    done = CounterMetricFamily(
        "leidraad_scheduler_done",
        "What a process did since it started: timers, terms, reminders, deliveries.",
        labels=["process"],
    )
    lag = GaugeMetricFamily(
        "leidraad_scheduler_timer_lag_seconds",
        "How late timers fired in the last tick that fired any: median and 99%.",
        labels=["process", "quantile"],
    )
    for one in alive:
        age.add_metric([one.process], one.age.total_seconds())
        done.add_metric([one.process], one.done)
        for quantile, late in (("0.5", one.lag_median_ms), ("0.99", one.lag_p99_ms)):
            if late is not None:
                lag.add_metric([one.process, quantile], late / 1000)
    yield from (age, done, lag)


def _one(values: Mapping[str, int]) -> Iterator[tuple[_Labels, float]]:
    """Give each value the one label that it has."""
    return (((label,), value) for label, value in values.items())


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"leidraad_{name}", told, value=value)


def _by(
    name: str, told: str, labels: _Labels, values: Iterable[tuple[_Labels, float]]
) -> Metric:
    family = GaugeMetricFamily(f"leidraad_{name}", told, labels=list(labels))
    for label, value in sorted(values):
        family.add_metric(list(label), value)
    return family
