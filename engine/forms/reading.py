"""Reads a form-js file into a `Form` and says, per component, what is wrong with it."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any, get_args

from engine import feel
from engine.errors import Finding, InvalidDefinitionError
from engine.forms.components import IGNORED, REMEDIES, UNKNOWN
from engine.forms.field_reader import read_field
from engine.forms.findings import Findings, inner
from engine.forms.form import Form
from engine.forms.json_lines import JsonLinesError, JsonObject, decode
from engine.forms.model import Display, Kind, Layout, Part, Placement
from engine.forms.order import ConditionCycleError
from engine.text import Text

MAX_FIELDS = 300
#: The newest schema that was read in tests; newer ones are read as far as known.
MAX_SCHEMA = 99
_DATETIMES: dict[str, Kind] = {"date": "date", "time": "time", "datetime": "datetime"}
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def read_form(raw: bytes, *, file: str) -> Form:
    """Read a form; all that is wrong is told at once.

    Rules: ``form-unreadable`` (no JSON, too large, a key twice), ``form-schema`` (no
    form of form-js), ``form-component`` (a component that cannot be handled),
    ``form-key``, ``form-label``, ``form-options``, ``form-property``,
    ``form-validation`` and ``form-expression`` (no FEEL, or conditions in a circle).

    Args:
        raw: The bytes of the file, at most a megabyte.
        file: The path by which findings name it.

    Raises:
        InvalidDefinitionError: With every finding.
    """
    findings = Findings(file)
    document = _document(raw, findings)
    walk = _Walk(findings)
    walk.components(document, conditions=())
    walk.check_keys()
    form = None
    if not findings.found:
        try:
            name = str(document.get("id") or "")
            form = Form(id=name, file=file, layout=Layout(parts=walk.parts))
        except ConditionCycleError as error:
            findings.add("form-expression", document, error.text, error.remedy)
    if form is None:
        raise InvalidDefinitionError(findings.found)
    return form


def _document(raw: bytes, findings: Findings) -> JsonObject:
    try:
        document = decode(raw)
    except JsonLinesError as error:
        raise InvalidDefinitionError(
            [
                Finding(
                    file=findings.file,
                    line=error.line,
                    element="",
                    rule="form-unreadable",
                    message=error.text,
                    remedy=Text(
                        "Bewaar het formulier opnieuw uit de formuliereditor.",
                        "Save the form again from the form editor.",
                    ),
                )
            ]
        ) from error
    is_form = (
        isinstance(document, JsonObject)
        and document.get("type", "default") == "default"
        and isinstance(document.get("components"), list)
        and _is_version(document.get("schemaVersion", Decimal(1)))
    )
    if not is_form:
        found = document if isinstance(document, JsonObject) else JsonObject(1)
        findings.add(
            "form-schema",
            found,
            Text("Dit is geen formulier van form-js.", "This is no form of form-js."),
            Text(
                'Verwacht: "type": "default", "schemaVersion" en "components".',
                'Expected: "type": "default", "schemaVersion" and "components".',
            ),
        )
        raise InvalidDefinitionError(findings.found)
    return document  # type: ignore[no-any-return]  # a JsonObject, by is_form


def _is_version(version: Any) -> bool:
    return isinstance(version, Decimal) and 1 <= version <= MAX_SCHEMA


class _Walk:
    """Walks the components; groups are taken apart, their conditions handed down."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._parts: list[tuple[Part, JsonObject]] = []

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that were read, in order."""
        return tuple(part for part, _ in self._parts)

    def components(
        self, parent: JsonObject, *, conditions: tuple[feel.Expression, ...]
    ) -> None:
        """Read the components of a form or group."""
        listed = parent.get("components")
        for component in listed if isinstance(listed, list) else ():
            if isinstance(component, JsonObject):
                self._component(component, conditions)
            else:
                self._refuse(parent, "", UNKNOWN)

    def check_keys(self) -> None:
        """Refuse keys and facts that several fields have, and too many fields."""
        asked = [(part, one) for part, one in self._parts if not isinstance(part, Display)]
        keys = Counter(part.key for part, _ in asked)
        facts = Counter(part.fact for part, _ in asked)
        for part, component in asked:
            if part.key != "unnamed" and (keys[part.key] > 1 or facts[part.fact] > 1):
                self._findings.add(
                    "form-key",
                    component,
                    Text(
                        f"Meer dan een veld vult '{part.fact}' in.",
                        f"More than one field fills in '{part.fact}'.",
                    ),
                    Text(
                        "Geef elk veld een eigen sleutel.", "Give each field its own key."
                    ),
                    key="key",
                )
        if len(asked) > MAX_FIELDS:
            self._findings.add(
                "form-schema",
                asked[MAX_FIELDS][1],
                Text("Er zijn te veel velden.", "There are too many fields."),
                Text("Verdeel ze over taken.", "Spread them over tasks."),
            )

    def _component(
        self, component: JsonObject, conditions: tuple[feel.Expression, ...]
    ) -> None:
        kind = component.get("type")
        kind = kind if isinstance(kind, str) else ""
        if kind in IGNORED:
            return
        placement = self._placement(component, conditions)
        if kind == "group":
            self._group(component, placement)
        elif (asked := self._kind(component, kind)) is not None:
            field = read_field(component, asked, placement, self._findings)
            self._parts.append((field, component))
        elif kind in {"text", "separator", "spacer"}:
            self._parts.append((self._display(component, kind, placement), component))
        else:
            self._refuse(component, kind, REMEDIES.get(kind, UNKNOWN))

    def _kind(self, component: JsonObject, kind: str) -> Kind | None:
        if kind == "datetime":
            return _DATETIMES.get(str(component.get("subtype") or "date"))
        known: Kind
        for known in get_args(Kind):
            if kind == known and kind not in {"date", "time"}:
                return known
        return None

    def _group(self, component: JsonObject, placement: Placement) -> None:
        if component.get("path"):
            self._findings.add(
                "form-key",
                component,
                Text(
                    "De groep geeft haar velden een pad.",
                    "The group puts a path before its fields.",
                ),
                Text(
                    "Maak het pad leeg: elk veld is een gegeven van het dossier.",
                    "Empty the path: every field is a fact of the case.",
                ),
                key="path",
            )
        label = component.get("label")
        if isinstance(label, str) and label.strip():
            english = inner(component, "properties").get("label_en", label)
            heading = Display(
                kind="heading",
                pieces=((label.strip(),), (str(english),)),
                placement=placement,
            )
            self._parts.append((heading, component))
        self.components(component, conditions=placement.conditions)

    def _placement(
        self, component: JsonObject, conditions: tuple[feel.Expression, ...]
    ) -> Placement:
        layout = inner(component, "layout")
        columns = layout.get("columns")
        hide = inner(component, "conditional").get("hide")
        if hide not in (None, ""):
            conditions = (
                *conditions,
                self._findings.compiled(component, "conditional", hide),
            )
        return Placement(
            row=str(layout.get("row") or ""),
            columns=int(columns) if isinstance(columns, Decimal) and columns > 0 else None,
            conditions=conditions,
            line=component.line,
        )

    def _display(self, component: JsonObject, kind: str, placement: Placement) -> Display:
        if kind == "separator":
            return Display(kind="separator", placement=placement)
        if kind == "spacer":
            return Display(kind="spacer", placement=placement)
        dutch = component.get("text")
        english = inner(component, "properties").get("text_en", dutch)
        pieces = (self._pieces(component, dutch), self._pieces(component, english))
        return Display(kind="text", pieces=pieces, placement=placement)

    def _pieces(
        self, component: JsonObject, written: Any
    ) -> tuple[str | feel.Expression, ...]:
        """Take a text apart at its ``{{ }}``; a text that starts with ``=`` is FEEL."""
        text = written if isinstance(written, str) else ""
        if text.startswith("="):
            return (self._findings.compiled(component, "text", text),)
        pieces: list[str | feel.Expression] = []
        for index, piece in enumerate(_PLACEHOLDER.split(text)):
            if index % 2 == 0:
                pieces.append(piece)
            else:
                pieces.append(self._findings.compiled(component, "text", piece))
        return tuple(piece for piece in pieces if piece != "")

    def _refuse(self, component: JsonObject, kind: str, remedy: Text) -> None:
        self._findings.add(
            "form-component",
            component,
            Text(
                f"Een onderdeel '{kind}' kan niet gebruikt worden.",
                f"A component '{kind}' cannot be used.",
            ),
            remedy,
            key="type",
        )
