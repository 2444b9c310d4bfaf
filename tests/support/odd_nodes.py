"""The parts of which the odd trajectory is drawn, as XML."""

from typing import NamedTuple

EXPRESSION = 'xsi:type="bpmn:tFormalExpression"'
_FORM = "<zeebe:userTask /><zeebe:formDefinition formId='{}' />"


class Branch(NamedTuple):
    """Nodes as pairs of id and XML, and flows; the first flow leaves the choice."""

    nodes: dict[str, str]
    flows: tuple[str, ...]


def user(name: str, *, form: str = "word", more: str = "") -> str:
    """Draw a task of a person."""
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'{_FORM.format(form)}{more}<i18n:translation target="@name" xml:lang="en">'
        f"{name}</i18n:translation></bpmn:extensionElements></bpmn:userTask>"
    )


def timer(name: str, kind: str, text: str, *, host: str = "", calm: bool = False) -> str:
    """Draw a timer: between two flows, or on a task."""
    tag = "boundaryEvent" if host else "intermediateCatchEvent"
    attached = f' attachedToRef="{host}"' if host else ""
    quiet = ' cancelActivity="false"' if calm else ""
    return (
        f'<bpmn:{tag} id="{name}" name="{name}"{attached}{quiet}>'
        f'<bpmn:timerEventDefinition id="{name}_timer"><bpmn:{kind} {EXPRESSION}>{text}'
        f"</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:{tag}>"
    )


def end(name: str, inside: str = "") -> str:
    """Draw an end."""
    return f'<bpmn:endEvent id="{name}" name="{name}">{inside}</bpmn:endEvent>'


def fork(name: str) -> str:
    """Draw a parallel gateway."""
    return f'<bpmn:parallelGateway id="{name}" />'


def job(tag: str, name: str, topic: str, mapping: str = "") -> str:
    """Draw a service or send task."""
    return (
        f'<bpmn:{tag} id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{topic}" />{mapping}'
        f"</bpmn:extensionElements></bpmn:{tag}>"
    )


def script(name: str, source: str, result: str) -> str:
    """Draw a script task of one formula."""
    return (
        f'<bpmn:scriptTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<zeebe:script expression="={source}" resultVariable="{result}" />'
        f"</bpmn:extensionElements></bpmn:scriptTask>"
    )


def message(name: str) -> str:
    """Draw a wait for a message."""
    return (
        f'<bpmn:intermediateCatchEvent id="{name}" name="{name}">'
        f'<bpmn:messageEventDefinition id="{name}_m" messageRef="message_{name}" />'
        f"</bpmn:intermediateCatchEvent>"
    )


def term(name: str, *, quote: str = '"') -> str:
    """Write the formula that names a term."""
    return f"=deadline({quote}{name}{quote})"


def due(name: str) -> str:
    """Write the due date that follows a term."""
    return f'<zeebe:taskSchedule dueDate="{term(name, quote="&quot;")}" />'


def flow(source: str, target: str, condition: str = "", *, name: str = "") -> str:
    """Draw a flow."""
    inside = ""
    if condition:
        written = condition.replace('"', "&quot;")
        inside = (
            f"<bpmn:conditionExpression {EXPRESSION}>={written}</bpmn:conditionExpression>"
        )
    return (
        f'<bpmn:sequenceFlow id="f_{name or f"{source}_{target}"}" sourceRef="{source}" '
        f'targetRef="{target}">{inside}</bpmn:sequenceFlow>'
    )
