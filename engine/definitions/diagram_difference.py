"""What changed between two versions of one diagram, element by element."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from engine.definitions import part_words
from engine.definitions.diagram import Diagram
from engine.definitions.model import Assignment, Formula
from engine.definitions.tree import (
    child,
    children,
    element_id,
    is_bpmn,
    tag,
    text_of,
)
from engine.text import Text
from engine.xml import Element, local_name

Kind = Literal["added", "removed", "changed", "moved"]
#: Fields of the model that tell where something stands, not what it says.
_WHERE = frozenset(
    {"line", "file", "incoming", "outgoing", "names", "written", "nodes", "flows"}
    | {"lanes", "id"}
)
_ORDER: Mapping[Kind, int] = {"added": 0, "removed": 1, "changed": 2, "moved": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """One part of an element that says something else."""

    part: Text
    #: Empty when it was not there.
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChange:
    """One element that is new, gone, different, or only drawn elsewhere."""

    id: str
    kind: Kind
    #: What sort of element it is.
    sort: Text
    name: Text
    parts: tuple[PartChange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What one element says: parts by path."""

    sort: Text
    name: Text
    parts: Mapping[str, str]


def diagram_difference(
    before: Diagram | None, after: Diagram | None
) -> tuple[ElementChange, ...]:
    """Compare two versions of a diagram; None is a diagram that is not there."""
    old, new = _told(before), _told(after)
    old_places, new_places = _places(before), _places(after)
    changes = []
    for name in {**old, **new}:
        parts = _parts(old.get(name), new.get(name))
        kind = _kind(name in old, name in new, bool(parts))
        if kind is None and old_places.get(name) != new_places.get(name):
            kind = "moved"
        if kind is not None:
            told = new.get(name) or old[name]
            changes.append(
                ElementChange(
                    id=name,
                    kind=kind,
                    sort=told.sort,
                    name=told.name,
                    parts=parts if kind == "changed" else (),
                )
            )
    return tuple(sorted(changes, key=lambda one: (_ORDER[one.kind], one.id)))


def _kind(was: bool, is_now: bool, differs: bool) -> Kind | None:  # noqa: FBT001
    if not was:
        return "added"
    if not is_now:
        return "removed"
    return "changed" if differs else None


def _parts(old: _Told | None, new: _Told | None) -> tuple[PartChange, ...]:
    if old is None or new is None:
        return ()
    return tuple(
        PartChange(
            part=part_words.part_words(path),
            before=old.parts.get(path, ""),
            after=new.parts.get(path, ""),
        )
        for path in {**old.parts, **new.parts}
        if old.parts.get(path, "") != new.parts.get(path, "")
    )


def _told(diagram: Diagram | None) -> dict[str, _Told]:
    """Say for every element with an id what it says."""
    if diagram is None:
        return {}
    found: dict[str, _Told] = {}
    for process in diagram.processes.values():
        found[process.id] = _one(part_words.PROCESS, process)
        for lane in process.lanes.values():
            found[lane.id] = _one(part_words.LANE, lane)
        for node in process.nodes.values():
            found[node.id] = _one(part_words.KINDS[node.kind], node)
        for flow in process.flows.values():
            found[flow.id] = _one(part_words.FLOW, flow)
    return _with_the_rest(diagram, found)


def _one(sort: Text, value: Any) -> _Told:
    return _Told(sort, value.name, dict(_flat("", value)))


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Give the parts of a value of the model by their path; empty ones are left out."""
    if isinstance(value, Formula):
        yield path, value.source
        return
    inner: Mapping[str, Any] = {}
    if isinstance(value, Text):
        inner = {"": value.nl, "en": value.en}
    elif isinstance(value, Mapping):
        inner = value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.name not in _WHERE]
        inner = {name: getattr(value, name) for name in names}
    elif value not in (None, "", ()):
        yield path, _plain(value)
    for name, one in inner.items():
        yield from _flat(f"{path}.{name}".strip("."), one)


def _plain(value: Any) -> str:
    if isinstance(value, tuple | frozenset):
        return "; ".join(_plain(one) for one in value)
    if isinstance(value, Assignment):
        return f"{value.target} = {value.formula.source}"
    return value.value if isinstance(value, StrEnum) else str(value)


def _with_the_rest(diagram: Diagram, found: dict[str, _Told]) -> dict[str, _Told]:
    """Add what the model leaves out: documentation, notes, data, messages, pools."""
    for name, element in diagram.tree.by_id.items():
        told = found.get(name)
        documentation = _documentation(element)
        if told is not None:
            if documentation:
                parts = {**told.parts, "documentation": documentation}
                found[name] = dataclasses.replace(told, parts=parts)
        elif name not in diagram.tree.made_ids and tag(element) not in _CARRIERS:
            words = element.get("name") or text_of(child(element, "text"))
            found[name] = _Told(
                part_words.OTHER, Text(words, ""), dict(_raw(element, tag(element)))
            )
    return found


#: Elements whose content is told by what is in them, or by the element around them.
_CARRIERS = frozenset(
    {"definitions", "collaboration", "laneSet", "extensionElements", "documentation"}
    | {"conditionExpression", "timeDuration", "timeDate", "timeCycle"}
    | {"timerEventDefinition", "messageEventDefinition", "errorEventDefinition"}
    | {"signalEventDefinition", "escalationEventDefinition", "linkEventDefinition"}
    | {"terminateEventDefinition", "conditionalEventDefinition"}
    | {"compensateEventDefinition", "cancelEventDefinition", "condition"}
    | {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}
)


def _raw(element: Element, path: str) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name != "id":
            yield f"{path} {str(name).rpartition('}')[2]}", str(value)
    if element.text and element.text.strip():
        yield path, element.text.strip()
    for inner in element:
        if not (is_bpmn(inner) and element_id(inner)):
            yield from _raw(inner, f"{path} {local_name(inner)}")


def _documentation(element: Element) -> str:
    return "\n".join(text_of(each) for each in children(element, "documentation"))


def _places(diagram: Diagram | None) -> dict[str, tuple[str, ...]]:
    """Give where each element is drawn: its corners, points and label."""
    found: dict[str, tuple[str, ...]] = {}
    if diagram is None:
        return found
    for drawn in diagram.tree.root.iter():
        if local_name(drawn) in ("BPMNShape", "BPMNEdge"):
            name = (drawn.get("bpmnElement") or "").rpartition(":")[2]
            found[name] = tuple(_points(drawn))
    return found


def _points(drawn: Element) -> Iterator[str]:
    for each in drawn.iter():
        if local_name(each) in ("Bounds", "waypoint"):
            yield " ".join(_number(each.get(key, "")) for key in _CORNERS)


_CORNERS = ("x", "y", "width", "height")


def _number(written: str) -> str:
    """Write a coordinate without the zeros that one editor adds and another drops."""
    return written.rstrip("0").rstrip(".") if "." in written else written
