"""Dutch and English words for the parts of a diagram, as designers know them."""

from collections.abc import Mapping

from engine.definitions.model import NodeKind
from engine.text import Text

KINDS: Mapping[NodeKind, Text] = {
    NodeKind.START_EVENT: Text("begin", "start event"),
    NodeKind.END_EVENT: Text("einde", "end event"),
    NodeKind.CATCH_EVENT: Text("wachtpunt", "catch event"),
    NodeKind.THROW_EVENT: Text("uitgaande gebeurtenis", "throw event"),
    NodeKind.BOUNDARY_EVENT: Text("gebeurtenis op de rand", "boundary event"),
    NodeKind.USER_TASK: Text("taak met formulier", "user task"),
    NodeKind.MANUAL_TASK: Text("taak zonder formulier", "manual task"),
    NodeKind.SERVICE_TASK: Text("verzending", "service task"),
    NodeKind.SEND_TASK: Text("verzending", "send task"),
    NodeKind.RECEIVE_TASK: Text("ontvangst", "receive task"),
    NodeKind.SCRIPT_TASK: Text("berekening", "script task"),
    NodeKind.BUSINESS_RULE_TASK: Text("beslissing", "business rule task"),
    NodeKind.CALL_ACTIVITY: Text("ander diagram", "call activity"),
    NodeKind.SUB_PROCESS: Text("deelproces", "sub-process"),
    NodeKind.EVENT_SUB_PROCESS: Text("deelproces bij een gebeurtenis", "event sub-process"),
    NodeKind.TRANSACTION: Text("transactie", "transaction"),
    NodeKind.AD_HOC_SUB_PROCESS: Text("vrij deelproces", "ad-hoc sub-process"),
    NodeKind.EXCLUSIVE_GATEWAY: Text("keuze", "exclusive gateway"),
    NodeKind.PARALLEL_GATEWAY: Text("parallelle poort", "parallel gateway"),
    NodeKind.INCLUSIVE_GATEWAY: Text("inclusieve poort", "inclusive gateway"),
    NodeKind.EVENT_GATEWAY: Text("keuze door een gebeurtenis", "event gateway"),
    NodeKind.COMPLEX_GATEWAY: Text("complexe poort", "complex gateway"),
}
FLOW = Text("pijl", "sequence flow")
LANE = Text("baan", "lane")
PROCESS = Text("proces", "process")
OTHER = Text("ander element", "other element")

#: By path in the model; of ``event.timer.kind`` the longest known beginning counts.
_PARTS: Mapping[str, Text] = {
    "name": Text("naam", "name"),
    "name.en": Text("Engelse naam", "English name"),
    "kind": Text("soort", "kind"),
    "parent": Text("staat in", "inside"),
    "lane": LANE,
    "default": Text("standaardpijl", "default flow"),
    "event": Text("gebeurtenis", "event"),
    "event.kind": Text("soort gebeurtenis", "kind of event"),
    "event.name": Text("naam van het bericht of de fout", "name of the message or error"),
    "event.timer": Text("tijd", "timer"),
    "event.condition": Text("voorwaarde", "condition"),
    "attached_to": Text("zit op", "attached to"),
    "interrupting": Text("onderbreekt", "interrupts"),
    "source": Text("van", "from"),
    "target": Text("naar", "to"),
    "condition": Text("voorwaarde", "condition"),
    "executable": Text("uitvoerbaar", "executable"),
    "multi_instance": Text("herhaling per element", "multi-instance"),
    "loop": Text("herhaling", "loop"),
    "work.form": Text("formulier", "form"),
    "work.roles": Text("rol", "role"),
    "work.assignee": Text("toegewezen aan", "assignee"),
    "work.agency": Text("agentschap", "agency"),
    "work.due": Text("uiterste datum", "due date"),
    "work.due_deadline": Text("termijn", "term"),
    "work.priority": Text("prioriteit", "priority"),
    "work.not_by": Text("niet door wie deed", "not by who did"),
    "work.decision": Text("beslissing", "decision"),
    "work.called": Text("roept op", "calls"),
    "work.binding": Text("versie van de tabel of het diagram", "binding"),
    "work.result": Text("resultaat", "result"),
    "work.script": Text("berekening", "script"),
    "work.topic": Text("soort verzending", "topic"),
    "work.inputs": Text("geeft mee", "inputs"),
    "work.outputs": Text("neemt over", "outputs"),
    "work.properties": Text("eigenschap", "property"),
    "documentation": Text("toelichting", "documentation"),
}


def part_words(path: str) -> Text:
    """Name a part by its path; what follows the known beginning is added as it is."""
    known = path
    while known and known not in _PARTS:
        known = known.rpartition(".")[0]
    if not known:
        plain = path.replace("_", " ")
        return Text(plain, plain)
    rest = path[len(known) + 1 :]
    words = _PARTS[known]
    return Text(f"{words.nl} {rest}".strip(), f"{words.en} {rest}".strip())
