"""A trajectory of short branches, each with something that is easily done wrong.

The start fact ``way`` chooses the branch; see `WAYS`.
"""

import json
from datetime import date
from typing import Any, NamedTuple

from engine.clock import SetClock
from engine.definitions.bundle import Bundle, read_folder
from engine.ids import AgencyId, CaseId
from engine.operations import Leidraad
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.people import SYSTEM
from engine.scenarios.office import Office, open_office
from engine.settings import Settings
from tests.support import odd_files
from tests.support.offices import MORNING, SMALL

_SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:i18n="http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_EXPRESSION = 'xsi:type="bpmn:tFormalExpression"'
_FORM = "<zeebe:userTask /><zeebe:formDefinition formId='{}' />"


class _Branch(NamedTuple):
    """Nodes as pairs of id and XML, and flows; the first flow leaves the choice."""

    nodes: dict[str, str]
    flows: tuple[str, ...]


def _user(name: str, *, form: str = "word", more: str = "") -> str:
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'{_FORM.format(form)}{more}<i18n:translation target="@name" xml:lang="en">'
        f"{name}</i18n:translation></bpmn:extensionElements></bpmn:userTask>"
    )


def _timer(name: str, kind: str, text: str, *, host: str = "", calm: bool = False) -> str:
    tag = "boundaryEvent" if host else "intermediateCatchEvent"
    attached = f' attachedToRef="{host}"' if host else ""
    quiet = ' cancelActivity="false"' if calm else ""
    return (
        f'<bpmn:{tag} id="{name}" name="{name}"{attached}{quiet}>'
        f'<bpmn:timerEventDefinition id="{name}_timer"><bpmn:{kind} {_EXPRESSION}>{text}'
        f"</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:{tag}>"
    )


def _end(name: str, inside: str = "") -> str:
    return f'<bpmn:endEvent id="{name}" name="{name}">{inside}</bpmn:endEvent>'


def _fork(name: str) -> str:
    return f'<bpmn:parallelGateway id="{name}" />'


def _job(tag: str, name: str, topic: str, mapping: str = "") -> str:
    return (
        f'<bpmn:{tag} id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{topic}" />{mapping}'
        f"</bpmn:extensionElements></bpmn:{tag}>"
    )


def _script(name: str, source: str, result: str) -> str:
    return (
        f'<bpmn:scriptTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<zeebe:script expression="={source}" resultVariable="{result}" />'
        f"</bpmn:extensionElements></bpmn:scriptTask>"
    )


def _message(name: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{name}" name="{name}">'
        f'<bpmn:messageEventDefinition id="{name}_m" messageRef="message_{name}" />'
        f"</bpmn:intermediateCatchEvent>"
    )


def _term(name: str, *, quote: str = '"') -> str:
    return f"=deadline({quote}{name}{quote})"


def _due(name: str) -> str:
    return f'<zeebe:taskSchedule dueDate="{_term(name, quote="&quot;")}" />'


#: What each branch is about.
WAYS: dict[str, _Branch] = {
    # A timer is armed and taken away in one step.
    "hasty": _Branch(
        {
            "hasty_count": _script("hasty_count", "1 + 1", "counted"),
            "hasty_late": _timer("hasty_late", "timeDuration", "P1D", host="hasty_count"),
            "hasty_after": _user("hasty_after"),
            "hasty_end": _end("hasty_end"),
        },
        (
            "hasty_count",
            "hasty_count>hasty_after",
            "hasty_late>hasty_after",
            "hasty_after>hasty_end",
        ),
    ),
    # A letter is asked for and withdrawn in one step.
    "withdrawn": _Branch(
        {
            "withdrawn_fork": _fork("withdrawn_fork"),
            "withdrawn_letter": _job("serviceTask", "withdrawn_letter", "letter"),
            "withdrawn_end": _end("withdrawn_end"),
            "withdrawn_stop": _end(
                "withdrawn_stop", '<bpmn:terminateEventDefinition id="withdrawn_all" />'
            ),
        },
        (
            "withdrawn_fork",
            "withdrawn_fork>withdrawn_letter",
            "withdrawn_letter>withdrawn_end",
            "withdrawn_fork>withdrawn_stop",
        ),
    ),
    # The case is over before the letter has gone.
    "sent": _Branch(
        {
            "sent_letter": _job("sendTask", "sent_letter", "decision-letter"),
            "sent_end": _end("sent_end"),
        },
        ("sent_letter", "sent_letter>sent_end"),
    ),
    # A condition waits beside a task; after it a timer that needs a span.
    "condition": _Branch(
        {
            "condition_fork": _fork("condition_fork"),
            "condition_task": _user("condition_task"),
            "condition_true": (
                '<bpmn:intermediateCatchEvent id="condition_true" name="condition_true">'
                '<bpmn:conditionalEventDefinition id="condition_true_c">'
                f"<bpmn:condition {_EXPRESSION}>=approved = true</bpmn:condition>"
                "</bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>"
            ),
            "condition_pause": _timer("condition_pause", "timeDuration", "=duration(span)"),
            "condition_end": _end("condition_end"),
        },
        (
            "condition_fork",
            "condition_fork>condition_task",
            "condition_fork>condition_true",
            "condition_task>condition_end",
            "condition_true>condition_pause",
            "condition_pause>condition_end",
        ),
    ),
    # A task that can fail, with a timer that takes it away.
    "work": _Branch(
        {
            "work_task": _user("work_task"),
            "work_late": _timer("work_late", "timeDuration", "P1D", host="work_task"),
            "work_choice": '<bpmn:exclusiveGateway id="work_choice" />',
            "work_after": _user("work_after"),
            "work_over": _user("work_over"),
            "work_end": _end("work_end"),
        },
        (
            "work_task",
            "work_task>work_choice",
            "work_choice>work_after?approved = true",
            "work_choice>work_end?approved = false",
            "work_late>work_over",
            "work_after>work_end",
            "work_over>work_end",
        ),
    ),
    # After a timer, one that needs a span.
    "span": _Branch(
        {
            "span_task": _user("span_task"),
            "span_pause": _timer("span_pause", "timeDuration", "=duration(span)"),
            "span_next": _timer("span_next", "timeDuration", "=duration(next_span)"),
            "span_end": _end("span_end"),
        },
        (
            "span_task",
            "span_task>span_pause",
            "span_pause>span_next",
            "span_next>span_end",
        ),
    ),
    # A task, with a timer beside it that asks for a look three times.
    "again": _Branch(
        {
            "again_task": _user("again_task"),
            "again_cycle": _timer(
                "again_cycle", "timeCycle", "R3/P7D", host="again_task", calm=True
            ),
            "again_look": _user("again_look"),
            "again_end": _end("again_end"),
        },
        (
            "again_task",
            "again_task>again_end",
            "again_cycle>again_look",
            "again_look>again_end",
        ),
    ),
    # The diagram names who does it, and which agency.
    "named": _Branch(
        {
            "named_task": _user(
                "named_task",
                more=(
                    '<zeebe:assignmentDefinition assignee="=who" />'
                    '<zeebe:properties><zeebe:property name="leidraad:agency" '
                    'value="=done_by" /></zeebe:properties>'
                ),
            ),
            "named_end": _end("named_end"),
        },
        ("named_task", "named_task>named_end"),
    ),
    # A fact for one role only.
    "secret": _Branch(
        {
            "secret_task": _user("secret_task", form="secret"),
            "secret_next": _user("secret_next"),
            "secret_end": _end("secret_end"),
        },
        ("secret_task", "secret_task>secret_next", "secret_next>secret_end"),
    ),
    # Two waits for one message, each with a key of its own.
    "keys": _Branch(
        {
            "keys_fork": _fork("keys_fork"),
            "parcel": _message("parcel"),
            "tracked": _message("tracked"),
            "keys_end": _end("keys_end"),
        },
        (
            "keys_fork",
            "keys_fork>parcel",
            "keys_fork>tracked",
            "parcel>keys_end",
            "tracked>keys_end",
        ),
    ),
    # After a message, a timer that needs a span.
    "told": _Branch(
        {
            "told": _message("told"),
            "told_pause": _timer("told_pause", "timeDuration", "=duration(span)"),
            "told_end": _end("told_end"),
        },
        ("told", "told>told_pause", "told_pause>told_end"),
    ),
    # A task with a term, and a timer at its end that takes the task away.
    "term": _Branch(
        {
            "term_task": _user("term_task", more=_due("reply")),
            "term_late": _timer("term_late", "timeDate", _term("reply"), host="term_task"),
            "term_over": _user("term_over"),
            "term_end": _end("term_end"),
        },
        (
            "term_task",
            "term_task>term_end",
            "term_late>term_over",
            "term_over>term_end",
        ),
    ),
    # The same, but the task stays when its term is over.
    "calm": _Branch(
        {
            "calm_task": _user("calm_task", more=_due("reply")),
            "calm_late": _timer(
                "calm_late", "timeDate", _term("reply"), host="calm_task", calm=True
            ),
            "calm_look": _user("calm_look"),
            "calm_end": _end("calm_end"),
        },
        (
            "calm_task",
            "calm_task>calm_end",
            "calm_late>calm_look",
            "calm_look>calm_end",
        ),
    ),
    # The case waits for the end of a term, and then for a task with a term of the law.
    "cooling": _Branch(
        {
            "cooling": _timer("cooling", "timeDate", _term("cooling")),
            "cooling_after": _user("cooling_after", more=_due("legal")),
            "cooling_end": _end("cooling_end"),
        },
        ("cooling", "cooling>cooling_after", "cooling_after>cooling_end"),
    ),
    # A message or the end of a term, whichever comes first.
    "either": _Branch(
        {
            "either": '<bpmn:eventBasedGateway id="either" name="either" />',
            "either_told": _message("either_told"),
            "either_late": _timer("either_late", "timeDate", _term("answer")),
            "either_after": _user("either_after"),
            "either_end": _end("either_end"),
        },
        (
            "either",
            "either>either_told",
            "either>either_late",
            "either_told>either_end",
            "either_late>either_after",
            "either_after>either_end",
        ),
    ),
    # A last day that is read from the ledger while the term runs.
    "ledger": _Branch(
        {
            "ledger_fork": _fork("ledger_fork"),
            "ledger_task": _user("ledger_task", more=_due("reply")),
            "ledger_ask": _user("ledger_ask"),
            "ledger_read": _script("ledger_read", "deadline(&quot;reply&quot;)", "seen"),
            "ledger_end": _end("ledger_end"),
        },
        (
            "ledger_fork",
            "ledger_fork>ledger_task",
            "ledger_fork>ledger_ask",
            "ledger_task>ledger_end",
            "ledger_ask>ledger_read",
            "ledger_read>ledger_end",
        ),
    ),
    # The person is handed over to another trajectory.
    "over": _Branch(
        {
            "over_task": _job(
                "sendTask",
                "over_task",
                "open-case",
                '<zeebe:ioMapping><zeebe:input source="=&quot;small&quot;" '
                'target="trajectory" /></zeebe:ioMapping>',
            ),
            "over_next": _user("over_next"),
            "over_end": _end("over_end"),
        },
        ("over_task", "over_task>over_next", "over_next>over_end"),
    ),
}
_TEAM_LEAD = frozenset({"secret_task"})


def odd_office(database_url: str, *, owner: str = "all", durable: bool = True) -> Office:
    """Open the agencies with the odd and the small trajectory."""
    clock = SetClock(MORNING)
    leidraad = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32),
        clock=clock,
        durable=durable,
    )
    bundle = odd_trajectory(owner=owner)
    law = Bundle({"deadlines.toml": odd_files.LAW.encode()})
    return open_office(leidraad, clock, bundle, law, [read_folder(SMALL)])


def open_odd(office: Office, way: str, *, agency: str = "atlas", **facts: Any) -> CaseId:
    """Open a case that takes one of `WAYS`."""
    return open_case(
        office.leidraad,
        SYSTEM,
        Opening(
            trajectory="odd",
            agency=AgencyId(agency),
            person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
            facts={"way": way, "registered_on": date(2026, 1, 2), **facts},
        ),
    )


def odd_trajectory(*, owner: str = "all") -> Bundle:
    """Give the files of the trajectory ``odd``."""
    return Bundle(
        {
            "trajectory.toml": odd_files.TOML.replace("OWNER", owner).encode(),
            "facts.toml": odd_files.FACTS.encode(),
            "deadlines.toml": odd_files.TERMS.encode(),
            "odd.bpmn": _diagram().encode(),
            "forms/word.json": _form("word", {"type": "textfield", "key": "word"}),
            "forms/secret.json": _form(
                "secret",
                {
                    "type": "textfield",
                    "key": "secret",
                    "properties": {"sensitivity": "role-only", "roles": "team_lead"},
                },
            ),
        }
    )


def _diagram() -> str:
    nodes = {
        "begin": '<bpmn:startEvent id="begin" name="begin" />',
        "choice": (
            '<bpmn:exclusiveGateway id="choice" name="way?" default="f_choice_other" />'
        ),
        "other_end": _end("other_end"),
    }
    flows = [_flow("begin", "choice"), _flow("choice", "other_end", name="choice_other")]
    for way, branch in WAYS.items():
        nodes |= branch.nodes
        first, *others = branch.flows
        flows.append(_flow("choice", first, f'way = "{way}"'))
        for each in others:
            ends, _, condition = each.partition("?")
            source, _, target = ends.partition(">")
            flows.append(_flow(source, target, condition))
    lanes = {
        "lane_counsellor": [name for name in nodes if name not in _TEAM_LEAD],
        "lane_team_lead": sorted(_TEAM_LEAD),
    }
    drawn = "".join(
        f'<bpmn:lane id="{lane}" name="{lane}">'
        + "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)
        + "</bpmn:lane>"
        for lane, names in lanes.items()
    )
    messages = "".join(
        f'<bpmn:message id="message_{name}" name="{called}">{inside}</bpmn:message>'
        for name, called, inside in (
            ("told", "told", ""),
            ("parcel", "parcel", _key("one")),
            ("tracked", "parcel", _key("two")),
            ("either_told", "told", ""),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {_SPACES} id="d" '
        f'targetNamespace="https://leidraad.invalid/odd">{messages}'
        '<bpmn:process id="odd" name="odd" isExecutable="true">'
        f'<bpmn:laneSet id="lanes">{drawn}</bpmn:laneSet>'
        f"{''.join(nodes.values())}{''.join(flows)}</bpmn:process></bpmn:definitions>"
    )


def _key(key: str) -> str:
    return (
        "<bpmn:extensionElements>"
        f'<zeebe:subscription correlationKey="=&quot;{key}&quot;" />'
        "</bpmn:extensionElements>"
    )


def _flow(source: str, target: str, condition: str = "", *, name: str = "") -> str:
    inside = ""
    if condition:
        written = condition.replace('"', "&quot;")
        inside = (
            f"<bpmn:conditionExpression {_EXPRESSION}>={written}</bpmn:conditionExpression>"
        )
    return (
        f'<bpmn:sequenceFlow id="f_{name or f"{source}_{target}"}" sourceRef="{source}" '
        f'targetRef="{target}">{inside}</bpmn:sequenceFlow>'
    )


def _form(name: str, field: dict[str, object]) -> bytes:
    asked = {"id": f"field_{name}", "label": name, **field}
    return json.dumps(
        {"type": "default", "id": name, "schemaVersion": 16, "components": [asked]}
    ).encode()
