"""Changed files of the small trajectory, as a process designer sends them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from engine.definitions.bundle import Bundle, read_folder
from engine.operations.propose import propose
from engine.operations.publish import publish_law
from engine.people import SYSTEM
from tests.support.site import TRAJECTORY, Site

DIAGRAM = "welcome.bpmn"
FILES: Mapping[str, bytes] = read_folder(TRAJECTORY).files
LAW = Path(__file__).resolve().parents[2] / "workflows" / "law"
HOWTO = Path(__file__).resolve().parents[2] / "docs" / "howto" / "scenarios.md"
#: The example that the documents give.
STORY = HOWTO.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]


def diagram(*replacements: tuple[str, str]) -> bytes:
    """Give the diagram with texts replaced, each once."""
    text = FILES[DIAGRAM].decode()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def zipped(files: Mapping[str, bytes], folder: str = "welcome/") -> bytes:
    """Give files as a zip with a folder in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, raw in files.items():
            archive.writestr(f"{folder}{name}", raw)
    return buffer.getvalue()


def proposed(site: Site, changed: Mapping[str, bytes], *, by: str = "drew") -> int:
    """Propose the trajectory with other contents for some of its files."""
    return propose(site.leidraad, site.actor(by), Bundle({**FILES, **changed}))


def publish_fees(site: Site) -> None:
    """Put the fees and their table in force."""
    publish_law(
        site.leidraad,
        SYSTEM,
        Bundle({"fees.dmn": (LAW / "fees.dmn").read_bytes()}),
    )


_GREET = (
    '<bpmn:manualTask id="greet" name="Begroeten"><bpmn:extensionElements>'
    '<i18n:translation target="@name" xml:lang="en">Greet</i18n:translation>'
    "</bpmn:extensionElements><bpmn:incoming>flow_begun_intake</bpmn:incoming>"
    "<bpmn:outgoing>flow_greet_intake</bpmn:outgoing></bpmn:manualTask>"
    '<bpmn:sequenceFlow id="flow_greet_intake" sourceRef="greet" targetRef="intake" />'
)
_GREET_DRAWN = (
    '<bpmndi:BPMNShape id="greet_di" bpmnElement="greet">'
    '<dc:Bounds x="180" y="150" width="60" height="30" /></bpmndi:BPMNShape>'
    '<bpmndi:BPMNEdge id="greeted_di" bpmnElement="flow_greet_intake">'
    '<di:waypoint x="240" y="165" /><di:waypoint x="260" y="150" /></bpmndi:BPMNEdge>'
)
_REF = "<bpmn:flowNodeRef>"
#: The diagram with one task put in, one renamed and one drawn elsewhere.
CHANGED = diagram(
    ('name="Intake doen"', 'name="Intakegesprek"'),
    ('<dc:Bounds x="750" y="230"', '<dc:Bounds x="760" y="235"'),
    ("<bpmn:incoming>flow_begun_intake", "<bpmn:incoming>flow_greet_intake"),
    ('targetRef="intake" />', 'targetRef="greet" />'),
    ("</bpmn:process>", f"{_GREET}</bpmn:process>"),
    (f"{_REF}intake<", f"{_REF}greet</bpmn:flowNodeRef>{_REF}intake<"),
    ("</bpmndi:BPMNPlane>", f"{_GREET_DRAWN}</bpmndi:BPMNPlane>"),
)
