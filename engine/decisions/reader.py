"""Reads a DMN file (versions 1.1 to 1.6) into a model, or says all that is wrong."""

import re
from collections.abc import Iterator

from engine.decisions.findings import Findings
from engine.decisions.model import DecisionModel
from engine.decisions.read_model import ModelReader
from engine.decisions.read_types import read_types
from engine.decisions.reading import Reading, child, children, special
from engine.decisions.vocabulary import check_vocabulary
from engine.errors import InvalidDefinitionError
from engine.xml import Element, parse_xml

__all__ = ["read_decisions"]

_MODEL = re.compile(r"https?://www\.omg\.org/spec/DMN/(\d{8})(?:/|/MODEL/?|/dmn\d*\.xsd)?")
#: Dates of the versions 1.1 (two drafts), 1.2, 1.3, 1.4, 1.5 and 1.6.
_FIRST_VERSION = {"20151101", "20151130"}
_VERSIONS = _FIRST_VERSION | {"20180521", "20191111", "20211108", "20230324", "20240513"}


def read_decisions(raw: bytes, *, file: str) -> DecisionModel:
    """Read a DMN file; every expression is compiled here, once.

    Args:
        raw: The bytes of the file.
        file: The path by which findings name the file.

    Raises:
        InvalidDefinitionError: The file cannot be used; its findings name all that is
            wrong with file, line, element, rule and remedy.
    """
    root = parse_xml(raw, file=file)
    findings = Findings(file)
    version = _version(root, findings)
    if not findings.listed:
        check_vocabulary(root, findings)
    if not version or any(found.rule == "decision-size" for found in findings.listed):
        raise InvalidDefinitionError(findings.listed)
    reading = Reading(
        findings=findings,
        language=root.get("expressionLanguage") or "",
        is_first_version=version in _FIRST_VERSION,
        type_names=frozenset(
            (element.get("name") or "").strip()
            for element in children(root, "itemDefinition")
        ),
        imports=frozenset(
            element.get("name") or "" for element in children(root, "import")
        ),
        members=special(_members(root)),
    )
    model = ModelReader(root, reading, read_types(reading, root)).read(file)
    if findings.listed:
        ordered = sorted(findings.listed, key=lambda finding: finding.line or 0)
        raise InvalidDefinitionError(ordered)
    return model


def _version(root: Element, findings: Findings) -> str:
    space, _, name = str(root.tag).rpartition("}")
    match = _MODEL.fullmatch(space[1:])
    if match is None or match[1] not in _VERSIONS or name != "definitions":
        findings.add(
            "decision-version",
            root,
            f"Dit is geen DMN van versie 1.1 tot 1.6 (element {name}, {space[1:] or '-'}).",
            f"This is no DMN of version 1.1 to 1.6 (element {name}, {space[1:] or '-'}).",
        )
        return ""
    return match[1]


def _members(root: Element) -> Iterator[str]:
    """Give the names by which parts of values may be read, anywhere in the file."""
    for element in root.iter("{*}itemComponent", "{*}output", "{*}column"):
        yield element.get("name") or ""
    for entry in root.iter("{*}contextEntry"):
        variable = child(entry, "variable")
        yield (variable.get("name") or "") if variable is not None else ""
