"""The size of a case's state with thirty live tokens."""

from dataclasses import dataclass

from sqlalchemy import select

from engine.definitions.bundle import Bundle
from engine.ids import AgencyId
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.people import SYSTEM
from engine.scenarios.office import throw_away
from engine.store.tables import cases, task
from tests.bench.common_case import FOLDER, NOW
from tests.bench.measuring import Ratio

_BRANCHES = 30
_LIMIT = 8 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Bytes of a state and the tokens in it."""

    tokens: int
    size: int


def state_of_thirty_tokens() -> Size:
    """Open a case that forks into thirty user tasks and read its state."""
    with throw_away(_wide(), Bundle({}), NOW) as office:
        case_id = open_case(
            office.leidraad,
            SYSTEM,
            Opening(
                trajectory="common",
                agency=AgencyId("atlas"),
                person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
            ),
        )
        with office.leidraad.reading() as connection:
            state = connection.scalar(
                select(cases.c.state).where(cases.c.case_id == case_id)
            )
            tokens = connection.scalars(
                select(task.c.task_id).where(task.c.case_id == case_id)
            ).all()
    assert state is not None
    return Size(tokens=len(tokens), size=len(state))


def measure_state() -> Ratio:
    """Compare the size with the limit of 8 KB."""
    found = state_of_thirty_tokens()
    assert found.tokens == _BRANCHES
    return Ratio(
        name="state-30-tokens",
        ratio=round(found.size / _LIMIT, 3),
        limit=1.0,
        measured_ms=0,
        against_ms=0,
        rounds=1,
        note=f"{found.size} bytes of {_LIMIT}",
    )


def _wide() -> Bundle:
    """Make the common trajectory fork into thirty tasks."""
    files = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in FOLDER.rglob("*")
        if path.is_file()
    }
    tasks = "".join(
        f'<userTask id="branch_{n}" name="Tak {n}"><extensionElements><z:userTask/>'
        f'<z:formDefinition formId="task_b"/><i:translation target="@name" '
        f'xml:lang="en">Branch {n}</i:translation></extensionElements>'
        f"<incoming>in_{n}</incoming><outgoing>out_{n}</outgoing></userTask>"
        f'<sequenceFlow id="in_{n}" sourceRef="fork" targetRef="branch_{n}"/>'
        f'<sequenceFlow id="out_{n}" sourceRef="branch_{n}" targetRef="join"/>'
        for n in range(_BRANCHES)
    )
    refs = "".join(
        f"<flowNodeRef>{name}</flowNodeRef>"
        for name in ("begin", "fork", "join", "end", *(f"branch_{n}" for n in range(30)))
    )
    outs = "".join(f"<outgoing>in_{n}</outgoing>" for n in range(_BRANCHES))
    ins = "".join(f"<incoming>out_{n}</incoming>" for n in range(_BRANCHES))
    files["common.bpmn"] = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:z="http://camunda.org/schema/zeebe/1.0" '
        'xmlns:i="http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0" '
        'id="d" targetNamespace="https://leidraad.invalid/wide">'
        '<process id="common" isExecutable="true"><laneSet id="s">'
        f'<lane id="lane_counsellor" name="Begeleider">{refs}</lane></laneSet>'
        '<startEvent id="begin"><outgoing>f1</outgoing></startEvent>'
        f'<parallelGateway id="fork"><incoming>f1</incoming>{outs}</parallelGateway>'
        f'<parallelGateway id="join">{ins}<outgoing>f2</outgoing></parallelGateway>'
        '<endEvent id="end"><incoming>f2</incoming></endEvent>'
        '<sequenceFlow id="f1" sourceRef="begin" targetRef="fork"/>'
        f'<sequenceFlow id="f2" sourceRef="join" targetRef="end"/>{tasks}'
        "</process></definitions>"
    ).encode()
    return Bundle(files)
