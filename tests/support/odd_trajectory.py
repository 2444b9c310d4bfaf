"""A trajectory of short branches, each with something that is easily done wrong.

The start fact ``way`` chooses the branch; see `WAYS`.
"""

import json
from datetime import date
from typing import Any

from engine.clock import SetClock
from engine.definitions.bundle import Bundle, read_folder
from engine.ids import AgencyId, CaseId
from engine.operations import Leidraad
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.people import SYSTEM
from engine.scenarios.office import Office, open_office
from engine.settings import Settings
from tests.support import odd_files
from tests.support.odd_nodes import (
    EXPRESSION,
    Branch,
    end,
    flow,
    fork,
    job,
    message,
    script,
    timer,
    user,
)
from tests.support.odd_terms import TERM_WAYS
from tests.support.offices import MORNING, SMALL

_SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:i18n="http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
#: What each branch is about.
WAYS: dict[str, Branch] = {
    # A timer is armed and taken away in one step.
    "hasty": Branch(
        {
            "hasty_count": script("hasty_count", "1 + 1", "counted"),
            "hasty_late": timer("hasty_late", "timeDuration", "P1D", host="hasty_count"),
            "hasty_after": user("hasty_after"),
            "hasty_end": end("hasty_end"),
        },
        (
            "hasty_count",
            "hasty_count>hasty_after",
            "hasty_late>hasty_after",
            "hasty_after>hasty_end",
        ),
    ),
    # A letter is asked for and withdrawn in one step.
    "withdrawn": Branch(
        {
            "withdrawn_fork": fork("withdrawn_fork"),
            "withdrawn_letter": job("serviceTask", "withdrawn_letter", "letter"),
            "withdrawn_end": end("withdrawn_end"),
            "withdrawn_stop": end(
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
    "sent": Branch(
        {
            "sent_letter": job("sendTask", "sent_letter", "decision-letter"),
            "sent_end": end("sent_end"),
        },
        ("sent_letter", "sent_letter>sent_end"),
    ),
    # A condition waits beside a task; after it a timer that needs a span.
    "condition": Branch(
        {
            "condition_fork": fork("condition_fork"),
            "condition_task": user("condition_task"),
            "condition_true": (
                '<bpmn:intermediateCatchEvent id="condition_true" name="condition_true">'
                '<bpmn:conditionalEventDefinition id="condition_true_c">'
                f"<bpmn:condition {EXPRESSION}>=approved = true</bpmn:condition>"
                "</bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>"
            ),
            "condition_pause": timer("condition_pause", "timeDuration", "=duration(span)"),
            "condition_end": end("condition_end"),
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
    "work": Branch(
        {
            "work_task": user("work_task"),
            "work_late": timer("work_late", "timeDuration", "P1D", host="work_task"),
            "work_choice": '<bpmn:exclusiveGateway id="work_choice" />',
            "work_after": user("work_after"),
            "work_over": user("work_over"),
            "work_end": end("work_end"),
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
    "span": Branch(
        {
            "span_task": user("span_task"),
            "span_pause": timer("span_pause", "timeDuration", "=duration(span)"),
            "span_next": timer("span_next", "timeDuration", "=duration(next_span)"),
            "span_end": end("span_end"),
        },
        (
            "span_task",
            "span_task>span_pause",
            "span_pause>span_next",
            "span_next>span_end",
        ),
    ),
    # A task, with a timer beside it that asks for a look three times.
    "again": Branch(
        {
            "again_task": user("again_task"),
            "again_cycle": timer(
                "again_cycle", "timeCycle", "R3/P7D", host="again_task", calm=True
            ),
            "again_look": user("again_look"),
            "again_end": end("again_end"),
        },
        (
            "again_task",
            "again_task>again_end",
            "again_cycle>again_look",
            "again_look>again_end",
        ),
    ),
    # The diagram names who does it, and which agency.
    "named": Branch(
        {
            "named_task": user(
                "named_task",
                more=(
                    '<zeebe:assignmentDefinition assignee="=who" />'
                    '<zeebe:properties><zeebe:property name="leidraad:agency" '
                    'value="=done_by" /></zeebe:properties>'
                ),
            ),
            "named_end": end("named_end"),
        },
        ("named_task", "named_task>named_end"),
    ),
    # A fact for one role only.
    "secret": Branch(
        {
            "secret_task": user("secret_task", form="secret"),
            "secret_next": user("secret_next"),
            "secret_end": end("secret_end"),
        },
        ("secret_task", "secret_task>secret_next", "secret_next>secret_end"),
    ),
    # Two waits for one message, each with a key of its own.
    "keys": Branch(
        {
            "keys_fork": fork("keys_fork"),
            "parcel": message("parcel"),
            "tracked": message("tracked"),
            "keys_end": end("keys_end"),
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
    "told": Branch(
        {
            "told": message("told"),
            "told_pause": timer("told_pause", "timeDuration", "=duration(span)"),
            "told_end": end("told_end"),
        },
        ("told", "told>told_pause", "told_pause>told_end"),
    ),
    # The person is handed over to another trajectory.
    "over": Branch(
        {
            "over_task": job(
                "sendTask",
                "over_task",
                "open-case",
                '<zeebe:ioMapping><zeebe:input source="=&quot;small&quot;" '
                'target="trajectory" /></zeebe:ioMapping>',
            ),
            "over_next": user("over_next"),
            "over_end": end("over_end"),
        },
        ("over_task", "over_task>over_next", "over_next>over_end"),
    ),
    **TERM_WAYS,
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
        "other_end": end("other_end"),
    }
    flows = [flow("begin", "choice"), flow("choice", "other_end", name="choice_other")]
    for way, branch in WAYS.items():
        nodes |= branch.nodes
        first, *others = branch.flows
        flows.append(flow("choice", first, f'way = "{way}"'))
        for each in others:
            ends, _, condition = each.partition("?")
            source, _, target = ends.partition(">")
            flows.append(flow(source, target, condition))
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


def _form(name: str, field: dict[str, object]) -> bytes:
    asked = {"id": f"field_{name}", "label": name, **field}
    return json.dumps(
        {"type": "default", "id": name, "schemaVersion": 16, "components": [asked]}
    ).encode()
