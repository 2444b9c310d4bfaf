"""Runs a scenario through the operations, on a clock that it moves itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.clock import BRUSSELS, start_of_day
from engine.errors import EngineError, InvalidDataError
from engine.ids import AgencyId, CaseId
from engine.operations.cancel_case import cancel_case
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import report_delivery
from engine.operations.fact_values import read_values
from engine.operations.move_clock import pass_time
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.retry_incident import retry_incident
from engine.operations.send_message import send_message
from engine.people import SYSTEM
from engine.queries.case_state import CaseState, StandingTask, case_state, fired_elements
from engine.scenarios.doing import do_task
from engine.scenarios.expectations import unmet
from engine.scenarios.office import Office
from engine.scenarios.periods import after
from engine.scenarios.reading import Scenario, ScenarioStep
from engine.scenarios.ticking import Ticking
from engine.text import Text

_STAFF = ("ann", "bert", "chris")
_FAILED = Text("De verzending is mislukt (scenario).", "The delivery failed (scenario).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a scenario."""

    scenario: Scenario
    #: Line and what went wrong there; empty when it passed.
    problems: tuple[tuple[int, Text], ...]
    #: What the engine fired: ``element`` or ``process:element``.
    fired: frozenset[str]


class _MismatchError(Exception):
    """A step could not be done, or an expectation does not hold."""

    def __init__(self, *told: Text) -> None:
        super().__init__(told)
        self.told = told


def run_scenario(office: Office, trajectory: str, scenario: Scenario) -> Outcome:
    """Open the case of a scenario and do its steps until one goes wrong."""
    office.clock.set(scenario.now)
    run = _Run(office, trajectory, scenario)
    problems: list[tuple[int, Text]] = []
    line = 1
    try:
        run.open()
        for step in scenario.steps:
            line = step.line
            run.do(step)
    except _MismatchError as mismatch:
        problems = [(line, told) for told in mismatch.told]
    except InvalidDataError as error:
        problems = [(line, _with_fields(error))]
    except EngineError as error:
        problems = [(line, error.text)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        problems = [(line, _unreadable(error))]
    outcome = Outcome(scenario=scenario, problems=tuple(problems), fired=run.fired())
    run.close()
    return outcome


def _unreadable(error: Exception) -> Text:
    told = f"{error!s:.200}"
    return Text(
        f"Deze stap heeft een waarde die niet past: {told}.",
        f"This step has a value that does not fit: {told}.",
    )


def _with_fields(error: InvalidDataError) -> Text:
    nl = "; ".join(f"{key}: {told[0].nl}" for key, told in error.fields.items())
    en = "; ".join(f"{key}: {told[0].en}" for key, told in error.fields.items())
    return Text(f"{error.text.nl} {nl}", f"{error.text.en} {en}")


class _Run:
    def __init__(self, office: Office, trajectory: str, scenario: Scenario) -> None:
        self._office = office
        self._leidraad = office.leidraad
        self._trajectory = trajectory
        self._scenario = scenario
        self._case: CaseId | None = None

    def open(self) -> None:
        """Open the case, as the register feed does."""
        with self._leidraad.reading() as connection:
            version = self._leidraad.published.live(connection, self._trajectory)
        given = self._scenario.person
        self._case = open_case(
            self._leidraad,
            SYSTEM,
            Opening(
                trajectory=self._trajectory,
                agency=AgencyId(self._scenario.agency),
                person=PersonDetails(
                    given_name=str(given.get("given_name", "Test")),
                    family_name=str(given.get("family_name", "Voorbeeld")),
                    born_on=_day(given.get("born_on")),
                    contact_language=str(given.get("contact_language", "nl")),
                ),
                facts=read_values(version.definition.facts, self._scenario.facts),
            ),
        )

    def fired(self) -> frozenset[str]:
        """Give what the engine fired so far."""
        if self._case is None:
            return frozenset()
        with self._leidraad.reading() as connection:
            return frozenset(fired_elements(connection, self._case))

    def close(self) -> None:
        """Stop the case, so that its timers do not fire in the next scenario."""
        if self._case is not None and self._state().status in ("running", "starting"):
            supervisor = self._office.person(self._scenario.agency, "sam")
            cancel_case(self._leidraad, supervisor, self._case, reason="scenario")

    def do(self, step: ScenarioStep) -> None:
        """Do one step."""
        actions: dict[str, Callable[[ScenarioStep], None]] = {
            "do": self._complete,
            "message": self._message,
            "clock": self._clock,
            "deliver": self._deliver,
            "fail": self._deliver,
            "retry": self._retry,
            "correct": self._correct,
            "cancel": self._cancel,
            "expect": self._expect,
        }
        actions[step.action](step)

    def _state(self) -> CaseState:
        with self._leidraad.reading() as connection:
            return case_state(connection, self._the_case)

    @property
    def _the_case(self) -> CaseId:
        if self._case is None:
            raise _MismatchError(Text("Er is geen dossier.", "There is no case."))
        return self._case

    def _complete(self, step: ScenarioStep) -> None:
        task = self._task(str(step.subject))
        answers = {key: _answer(value) for key, value in step.answers.items()}
        names = (step.who,) if step.who else _STAFF
        do_task(
            self._leidraad,
            (
                (f"{name}@{task.agency}", self._office.person(task.agency, name))
                for name in names
            ),
            task,
            answers,
        )

    def _task(self, element: str) -> StandingTask:
        state = self._state()
        for task in state.tasks:
            if task.element == element:
                return task
        listed = ", ".join(task.element for task in state.tasks) or "-"
        raise _MismatchError(
            Text(
                f"De taak ‘{element}’ is niet open; wel open: {listed}.",
                f"The task ‘{element}’ is not open; open are: {listed}.",
            )
        )

    def _message(self, step: ScenarioStep) -> None:
        send_message(
            self._leidraad,
            SYSTEM,
            self._the_case,
            str(step.subject),
            {key: _answer(value) for key, value in step.answers.items()},
        )

    def _clock(self, step: ScenarioStep) -> None:
        now = self._office.clock.now()
        until = _until(step.subject, now)
        if until < now:
            raise _MismatchError(
                Text("De klok gaat alleen vooruit.", "The clock moves forward only.")
            )
        pass_time(self._leidraad, now, until, Ticking(self._office.clock))

    def _deliver(self, step: ScenarioStep) -> None:
        report_delivery(
            self._leidraad,
            self._the_case,
            str(step.subject),
            failure=_FAILED if step.action == "fail" else None,
        )

    def _retry(self, step: ScenarioStep) -> None:
        supervisor = self._office.person(self._scenario.agency, "sam")
        for incident_id, element in self._state().incidents:
            if element == step.subject:
                retry_incident(self._leidraad, supervisor, incident_id)
                now = self._office.clock.now()
                pass_time(self._leidraad, now, now, self._office.clock.set)
                return
        raise _MismatchError(
            Text(
                f"Er is geen incident bij ‘{step.subject}’.",
                f"There is no incident at ‘{step.subject}’.",
            )
        )

    def _correct(self, step: ScenarioStep) -> None:
        supervisor = self._office.person(self._scenario.agency, "sam")
        for name, value in dict(step.subject).items():
            correct_fact(
                self._leidraad,
                supervisor,
                self._the_case,
                str(name),
                _answer(value),
                reason=step.reason or "scenario",
            )

    def _cancel(self, step: ScenarioStep) -> None:
        supervisor = self._office.person(self._scenario.agency, "sam")
        cancel_case(self._leidraad, supervisor, self._the_case, reason=str(step.subject))

    def _expect(self, step: ScenarioStep) -> None:
        problems = unmet(self._state(), dict(step.subject))
        if problems:
            raise _MismatchError(*problems)


def _answer(value: Any) -> Any:
    """Write what YAML reads as a date or instant as the text that a form gets."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _until(subject: Any, now: datetime) -> datetime:
    if isinstance(subject, datetime):
        return subject if subject.tzinfo else subject.replace(tzinfo=BRUSSELS)
    if isinstance(subject, date):
        return start_of_day(subject)
    text = str(subject)
    if text.startswith("P"):
        return after(now, text)
    moment = datetime.fromisoformat(text)
    if len(text) <= len("2026-01-01"):
        return start_of_day(moment.date())
    return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)
