"""A staff that plays cases: hired, on leave and back, chosen by a seed.

They act through the operations only, as the pages do, and know no trajectory: what they
fill in comes from the forms, what they tell from the messages that a case awaits.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from engine.clock import brussels_date
from engine.definitions.definition import Definition
from engine.errors import ConflictError, EngineError, NotAllowedError, NotFoundError
from engine.forms import Option
from engine.operations.add_note import add_note
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import report_delivery
from engine.operations.reassign_task import reassign_task
from engine.operations.release_task import release_task
from engine.operations.retry_incident import retry_incident
from engine.operations.save_draft import save_draft
from engine.operations.send_message import send_message
from engine.operations.set_up import NewAccount, add_account
from engine.operations.sign_in import actor_by_id
from engine.people import SYSTEM, Actor
from engine.queries.news import (
    AwaitedMessage,
    NewDelivery,
    RunningCase,
    Work,
    awaited,
    running_case,
    work,
)
from engine.scenarios.answers import another_value, fill_in
from engine.scenarios.office import AGENCIES, Office
from engine.text import Text

_NOT_DELIVERED = Text("Adres onbekend (nagespeeld).", "Unknown address (simulated).")
_NOBODY = Text("Niemand mag deze taak doen.", "Nobody may do this task.")
_COUNSELLORS = 3
#: A message with more fields than this carries only what changed.
_FEW_FIELDS = 3
_CHANGED = 0.08
#: How often a task is typed half first, is given back, or goes to a colleague.
_DRAFTS, _RELEASES, _REASSIGNS = 0.05, 0.04, 0.04
_FAILED_DELIVERIES = 0.03


@dataclass(slots=True, kw_only=True)
class Colleague:
    """Somebody with an account."""

    actor: Actor
    supervises: bool
    #: The first day back; None when there.
    away_until: date | None = None

    def is_there(self, today: date) -> bool:
        """Whether they work today."""
        return self.away_until is None or self.away_until <= today


class Staff:
    """The colleagues of every agency, and what they do at a case.

    What an act could not be done at any more, as the case went on without it, is counted
    as ``too late`` and is no fault; every other refusal is raised.
    """

    def __init__(self, office: Office, random: Random) -> None:
        self._office = office
        self._leidraad = office.leidraad
        self._random = random
        self._people: dict[str, list[Colleague]] = {name: [] for name, _, _ in AGENCIES}
        #: What was done how often.
        self.done: Counter[str] = Counter()
        #: Cases and topics of deliveries that were made to fail.
        self.failed_deliveries: Counter[int] = Counter()
        for agency in self._people:
            self.hire(agency, supervises=True)
            for _ in range(_COUNSELLORS):
                self.hire(agency)

    @property
    def today(self) -> date:
        """The date in Brussels."""
        return brussels_date(self._office.clock.now())

    def hire(self, agency: str, *, supervises: bool = False) -> None:
        """Give somebody an account in the team of an agency."""
        people = self._people[agency]
        name = f"{'Chef' if supervises else 'Collega'} {len(people) + 1}"
        account_id = add_account(
            self._leidraad,
            NewAccount(
                agency_id=agency,
                login=f"{name.lower().replace(' ', '.')}@{agency}",
                name=name,
                email=f"collega{len(people) + 1}.{agency}@leidraad.invalid",
                roles={
                    self._office.teams[agency]: ("counsellor", "supervisor")
                    if supervises
                    else ("counsellor",)
                },
                password_hash="!",  # noqa: S106  # nobody signs in with it
            ),
        )
        with self._leidraad.reading() as connection:
            actor = actor_by_id(self._leidraad, connection, account_id)
        people.append(Colleague(actor=actor, supervises=supervises))
        self.done["hired"] += 1

    def go_on_leave(self, until: date) -> None:
        """Let one counsellor of some agency be away until a day."""
        agency = self._random.choice(list(self._people))
        there = [one for one in self._there(agency) if not one.supervises]
        if len(there) > 1:
            self._random.choice(there).away_until = until
            self.done["leaves"] += 1

    def _there(self, agency: str) -> list[Colleague]:
        return [one for one in self._people[agency] if one.is_there(self.today)]

    def chef(self, agency: str) -> Actor:
        """Give who supervises at an agency."""
        return next(one.actor for one in self._people[agency] if one.supervises)

    def anybody(self, agency: str) -> Actor:
        """Give somebody of an agency who works today."""
        return self._random.choice(self._there(agency)).actor

    def take(self, task_id: int) -> None:
        """Claim a task and leave it for later; perhaps type a part of it."""
        found = self._work(task_id)
        if found is None or found.assignee_id is not None:
            return
        actor = self._claim(found)
        self.done["taken for later"] += 1
        if self._random.random() < _DRAFTS * 4:
            save_draft(self._leidraad, actor, task_id, self._answers(found))
            self.done["drafts"] += 1

    def finish(self, task_id: int) -> int | None:
        """Do a task; gives its case, or None when it is gone."""
        found = self._work(task_id)
        if found is None:
            return None
        actor = self._claim(found)
        if self._random.random() < _RELEASES:
            release_task(self._leidraad, actor, task_id)
            self.done["released"] += 1
            actor = self._claim(replace(found, assignee_id=None))
        answers = self._answers(found)
        with told(f"task {found.element} of case {found.case_id}: {answers}"):
            complete_task(self._leidraad, actor, task_id, answers)
        return found.case_id

    def _work(self, task_id: int) -> Work | None:
        with self._leidraad.reading() as connection:
            found = work(connection, task_id)
        if found is None:
            self.done["too late"] += 1
        return found

    def _claim(self, found: Work) -> Actor:
        """Claim a task as somebody who may; somebody is hired when all did the other eyes.

        From whoever is away it is taken first.
        """
        there = self._there(found.agency)
        for one in there:
            if one.actor.account_id == found.assignee_id:
                return one.actor
        actor = self._claim_as_one_of(self._random.sample(there, len(there)), found)
        if actor is None:
            self.hire(found.agency)
            actor = self._claim_as_one_of(self._people[found.agency][-1:], found)
        if actor is None:
            raise NotAllowedError(_NOBODY)
        return actor

    def _claim_as_one_of(self, people: list[Colleague], found: Work) -> Actor | None:
        held = found.assignee_id is not None
        for one in people:
            with suppress(NotAllowedError):
                if held or self._random.random() < _REASSIGNS:
                    self._hand(found, one.actor)
                else:
                    claim_task(self._leidraad, one.actor, found.task_id)
                return one.actor
        return None

    def _hand(self, found: Work, to: Actor) -> None:
        reassign_task(
            self._leidraad,
            self.chef(found.agency),
            found.task_id,
            to=to.account_id,
            reason="Verdeling van het werk",
        )
        self.done["reassigned"] += 1

    def _answers(self, found: Work) -> dict[str, Any]:
        if found.form is None:
            return {}
        form = self.definition(found.definition_id).forms[found.form]
        now = self._office.clock.now()
        return fill_in(form, found.facts, now=now, random=self._random)

    def definition(self, definition_id: int) -> Definition:
        """Give a version of a trajectory."""
        with self._leidraad.reading() as connection:
            return self._leidraad.published.version(connection, definition_id).definition

    def tell(self, message: AwaitedMessage) -> bool:
        """Let a message come in; False when the case waits for it no more."""
        with self._leidraad.reading() as connection:
            case = running_case(connection, message.case_id)
            if case is None or message not in awaited(connection, [message.case_id]):
                return False
        payload = self._payload(case, message.name)
        sender = SYSTEM if self._random.random() < 0.5 else self.anybody(case.agency)  # noqa: PLR2004
        with told(f"message {message.name} to case {message.case_id}: {payload}"):
            send_message(
                self._leidraad,
                sender,
                message.case_id,
                message.name,
                payload,
                key=message.key,
            )
        return True

    def _payload(self, case: RunningCase, name: str) -> dict[str, Any]:
        """Make up the fields of a message; of a long one only some changed."""
        definition = self.definition(case.definition_id)
        declared = definition.messages.get(name)
        fields = {} if declared is None else declared.fields
        payload = {}
        for index, (key, fact) in enumerate(fields.items()):
            if len(fields) > _FEW_FIELDS and index and self._random.random() > _CHANGED:
                continue
            value = another_value(
                fact.type,
                case.facts.get(key),
                fact.options or options_of(definition, key),
                today=self.today,
                random=self._random,
            )
            if value is not None:
                payload[key] = value
        return payload

    def deliver(self, entry: NewDelivery) -> None:
        """Say what became of a letter: nearly always it arrived."""
        fails = self._random.random() < _FAILED_DELIVERIES
        try:
            report_delivery(
                self._leidraad,
                entry.case_id,
                entry.topic,
                failure=_NOT_DELIVERED if fails else None,
            )
        except NotFoundError:
            self.done["too late"] += 1
            return
        if fails:
            self.failed_deliveries[entry.case_id] += 1
            self.done["failed deliveries"] += 1

    def retry(self, case_id: int, incident_id: int) -> None:
        """Let a supervisor try a failed delivery again."""
        with self._leidraad.reading() as connection:
            case = running_case(connection, case_id)
        if case is None:
            return
        try:
            retry_incident(self._leidraad, self.chef(case.agency), incident_id)
        except ConflictError:
            self.done["too late"] += 1

    def note(self, case: RunningCase) -> None:
        """Write a note."""
        add_note(self._leidraad, self.anybody(case.agency), case.case_id, "Gebeld.")
        self.done["notes"] += 1

    def correct(self, case: RunningCase) -> None:
        """Correct something that a form or the register gave."""
        definition = self.definition(case.definition_id)
        given = {one.name for one in definition.writers if one.origin in ("start", "form")}
        known = sorted(given & set(case.facts))
        if not known:
            return
        name = self._random.choice(known)
        value = another_value(
            definition.facts[name].type,
            case.facts[name],
            options_of(definition, name),
            today=self.today,
            random=self._random,
        )
        if value is None:
            return
        with told(f"correction of {name} in case {case.case_id}: {value}"):
            correct_fact(
                self._leidraad,
                self.chef(case.agency),
                case.case_id,
                name,
                value,
                reason="Nagekeken",
            )
        self.done["corrected"] += 1

    def cancel(self, case: RunningCase) -> None:
        """Stop a case for good."""
        cancel_case(
            self._leidraad, self.chef(case.agency), case.case_id, reason="Vertrokken"
        )
        self.done["cancelled"] += 1


def options_of(definition: Definition, name: str) -> tuple[Option, ...]:
    """Give the answers of a fact: of its declaration, or of a form that asks it."""
    fact = definition.facts.get(name)
    if fact is not None and fact.options:
        return fact.options
    for asked in _asking(definition, name):
        if asked:
            return asked
    return ()


def _asking(definition: Definition, name: str) -> Iterable[tuple[Option, ...]]:
    for form in definition.forms.values():
        for field in form.fields:
            if field.fact == name and not field.is_multiple:
                yield field.options


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say with an error what was being done."""
    try:
        yield
    except EngineError as error:
        error.add_note(what)
        for key, texts in getattr(error, "fields", {}).items():
            error.add_note(f"{key}: {texts[0].en}")
        raise
