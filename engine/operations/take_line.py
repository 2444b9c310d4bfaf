"""Taking in one line of a register feed: a case, a message, or a reported nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine import feel
from engine.decisions import DecisionResult, evaluate
from engine.definitions.definition import Definition
from engine.errors import ConflictError, InvalidDataError, StepFailedError
from engine.ids import AgencyId
from engine.operations.advance import Attempt, advance, report_failure
from engine.operations.leidraad import Leidraad
from engine.operations.open_case import Opening, PersonDetails, open_in, open_stuck
from engine.operations.register_lines import RegisterLine
from engine.operations.send_message import deliver
from engine.people import SYSTEM
from engine.store import Connection, accounts, cases, persons, rows, waits
from engine.text import Text

#: Decisions of the law that every feed needs.
CHOICE = "trajectory_choice"
AGENCY = "responsible_agency"
MESSAGE = "register_change"

#: What a line can only become once; a line that opened nothing is judged again.
_FOR_GOOD = frozenset({"opened", "changed", "unchanged"})
_MOVED = frozenset({"municipality", "region"})
_STATUS = frozenset(
    {"residence_card", "stay_reason", "nationality", "nationality_group", "register"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a line."""

    #: opened, changed, unchanged, no-target-group, closed-before, taken-before.
    result: str
    #: Why it opened nothing.
    reason: str = ""


def take_line(
    leidraad: Leidraad, connection: Connection, line: RegisterLine, now: datetime
) -> Taken:
    """Take in a line in the caller's transaction.

    Raises:
        ConflictError: A change is for a running case that does not await it.
        InvalidDataError: There is no agency of that code.
        NotFoundError: The trajectory has no live version.
        DecisionError: A table of the law has no answer.
    """
    persons.reserve(connection, line.register_key)
    if rows.line_result(connection, line.digest) in _FOR_GOOD:
        return Taken(result="taken-before")
    taking = _Taking(leidraad, connection, line, now)
    return taking.change() or taking.open()


class _Taking:
    """One line, in its transaction."""

    def __init__(
        self,
        leidraad: Leidraad,
        connection: Connection,
        line: RegisterLine,
        now: datetime,
    ) -> None:
        self._leidraad = leidraad
        self._connection = connection
        self._line = line
        self._now = now
        self._person_id = persons.find(connection, line.register_key)

    def change(self) -> Taken | None:
        """Tell the running cases of a known person; None when there are none.

        Raises:
            ConflictError: Something changed, and none of the cases awaits the message.
        """
        if self._person_id is None:
            return None
        running = cases.running_of(self._connection, self._person_id)
        if not running:
            return None
        results = {self._tell(case_id) for case_id in running}
        result = "changed" if "changed" in results else "unchanged"
        if "not-awaited" in results and result == "unchanged":
            number = cases.number_of(self._connection, running[0])
            raise ConflictError(
                Text(
                    f"Dossier {number} wacht niet op een wijziging in het register; de "
                    "regel is niet verwerkt. Verwittig wie het dossier opvolgt.",
                    f"Case {number} does not await a change in the register; the line was "
                    "not taken. Tell whoever follows the case.",
                ),
                code="message-not-awaited",
            )
        persons.change(self._connection, self._person_id, self._details().as_row())
        return self._note(result, case_id=running[0])

    def _tell(self, case_id: int) -> str:
        row = cases.lock(self._connection, case_id)
        ready = advance(self._leidraad, self._connection, row, self._now)
        message = ready.version.definition.messages.get(MESSAGE)
        known = cases.top_facts(ready.surroundings["facts"])
        start = _start_names(ready.version.definition)
        changed = {
            name: value
            for name, value in self._line.facts.items()
            if name in start and known.get(name) != value
        }
        if not (changed or self._line.change):
            return "unchanged"
        places = waits.waits_for(self._connection, case_id, MESSAGE, "")
        if message is None or not places:
            return "not-awaited"
        payload = {name: one for name, one in changed.items() if name in message.fields}
        if "kind" in message.fields:
            payload["kind"] = self._line.change or _kind(changed)
        try:
            with self._connection.begin_nested():
                deliver(ready, places[0], MESSAGE, payload, account_id=None)
        except StepFailedError as error:
            attempt = Attempt(
                case_id=case_id,
                kind="message",
                place=places[0],
                material={"name": MESSAGE, "payload": payload},
            )
            report_failure(self._connection, attempt, error, self._now)
        return "changed"

    def open(self) -> Taken:
        """Open a case on the trajectory that the law chooses, or note why not."""
        chosen = self._decide(CHOICE)
        trajectory, reason = _choice(chosen)
        if trajectory is None:
            return self._note("no-target-group", reason=reason, used=_used(chosen))
        if self._person_id is not None and cases.had(
            self._connection, self._person_id, trajectory
        ):
            return self._note("closed-before", used=_used(chosen))
        opening = self._opening(trajectory, chosen)
        try:
            with self._connection.begin_nested():
                case_id = open_in(self._leidraad, self._connection, SYSTEM, opening)
        except StepFailedError as error:
            case_id = open_stuck(self._leidraad, self._connection, SYSTEM, opening, error)
        return self._note("opened", case_id=case_id, used=opening.reason)

    def _opening(self, trajectory: str, chosen: DecisionResult) -> Opening:
        agency = self._line.agency
        used = [chosen]
        if not agency:
            used.append(self._decide(AGENCY))
            agency = str(used[-1].value or "")
        if accounts.prefix_of(self._connection, agency) is None:
            unknown = Text("Er is geen agentschap met deze code.", "No such agency.")
            raise InvalidDataError(unknown, {"agency": [unknown]})
        version = self._leidraad.published.live(self._connection, trajectory)
        known = _start_names(version.definition)
        return Opening(
            trajectory=trajectory,
            agency=AgencyId(agency),
            person=self._details(),
            register_key=self._line.register_key,
            facts={name: one for name, one in self._line.facts.items() if name in known},
            reason=_used(*used),
        )

    def _decide(self, decision: str) -> DecisionResult:
        version, law = self._leidraad.published.law(self._connection)
        model = law.decisions[decision]
        result = evaluate(model, decision, self._line.facts, now=self._now)
        return replace(result, version=version)

    def _details(self) -> PersonDetails:
        """Give what is known of the person, with what the line says anew."""
        known: Mapping[str, Any] = {}
        if self._person_id is not None:
            known = persons.details_of(self._connection, self._person_id)
        return PersonDetails(**{"given_name": "", **known, **self._line.details})

    def _note(
        self,
        result: str,
        *,
        reason: str = "",
        case_id: int | None = None,
        used: Mapping[str, Any] | None = None,
    ) -> Taken:
        rows.note_line(
            self._connection,
            {
                "line_digest": self._line.digest,
                "register_key": self._line.register_key,
                "person_id": persons.find(self._connection, self._line.register_key),
                "case_id": case_id,
                "result": result,
                "decision": feel.dump(dict(used or {})),
                "imported_at": self._now,
            },
        )
        return Taken(result=result, reason=reason)


def _choice(chosen: DecisionResult) -> tuple[str | None, str]:
    value = chosen.value if isinstance(chosen.value, dict) else {}
    trajectory = value.get("trajectory")
    reason = str(value.get("reason") or "")
    return (None if trajectory in (None, "none") else str(trajectory)), reason


def _used(*taken: DecisionResult) -> dict[str, Any]:
    """Name the version of the law and the rows that decided, as the history tells them."""
    return {
        "decision": taken[0].decision,
        "version": taken[0].version,
        "rows": [
            {
                "table": row.table,
                "row": str(row.row),
                "rule": row.rule_id,
                "annotations": list(row.annotations),
            }
            for one in taken
            for row in one.rows
        ],
    }


def _start_names(definition: Definition) -> frozenset[str]:
    return frozenset(one.name for one in definition.writers if one.origin == "start")


def _kind(changed: Mapping[str, Any]) -> str:
    if _MOVED & set(changed):
        return "move"
    return "new_status" if _STATUS & set(changed) else "other"
