"""Every number of law or agreement in the files, with its source: the sourced facts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.deadlines.period import Days, Period
from engine.deadlines.term import Term
from engine.decisions import Decision, DecisionModel
from engine.decisions.table import DecisionTable, InputCell, Row
from engine.definitions.definition import Definition, LawTables
from engine.definitions.model import Node, Process
from engine.definitions.trajectory import FILE, Source
from engine.feel import NOT_CONSTANT, Expression, type_of
from engine.text import Text

__all__ = ["LegalNumber", "legal_numbers", "sources_of"]

_NOTHING = Text("", "")
_MONTHS = Text("maanden", "months")
_DAYS: Mapping[Days, Text] = {
    "calendar": Text("kalenderdagen", "calendar days"),
    "working": Text("werkdagen", "working days"),
}
#: Units that a column or decision names in brackets after its label.
_UNITS = {
    "euro": Text("euro", "euro"),
    "jaar": Text("jaar", "years"),
    "maanden": Text("maanden", "months"),
    "uren": Text("uren", "hours"),
    "uur": Text("uur", "hours"),
    "aandeel": Text("aandeel", "share"),
    "dagen": Text("dagen", "days"),
}
_DATE = Text("datum", "date")
_DURATION = Text("duur (ISO 8601)", "duration (ISO 8601)")
_MEASURED = frozenset(
    {"number", "date", "time", "date and time"}
    | {"days and time duration", "years and months duration"}
)
_IN_BRACKETS = re.compile(r"\((\w+)\)\s*$")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ISO = re.compile(r"R?\d*/?-?P(?=[\dT])[\dYMWDTHS]+")
_LITERAL = re.compile(r'\b(?:date|duration)\("([^"]+)"\)')
_QUOTED_ISO = re.compile(r'"R?\d*/?-?P[\dYMWDTHS]+"')
_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)"')
_SOURCE = frozenset({"bron", "source"})
_VALID = frozenset({"geldig vanaf", "valid from"})
_DOUBT = re.compile(r"te bevestigen|niet gevonden|to be confirmed|not found", re.IGNORECASE)
#: The column by which rows of law are chosen; it is told as "valid".
_REFERENCE = "reference_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalNumber:
    """A number, amount, age, length or date, and where it comes from."""

    term: Text
    #: The other conditions of its row, as they stand there.
    when: str
    value: str
    unit: Text
    legal_basis: str
    source: str
    #: A date, or what stands in its place; empty where nothing does.
    valid_from: str
    valid_until: str
    #: What nobody has confirmed yet; empty when all is known.
    to_be_confirmed: tuple[Text, ...]
    note: str
    #: The file, relative to the folder of its trajectory or of the law.
    file: str
    #: ``law``, or the id of the trajectory.
    part: str
    #: Name of the term, id of the decision, or id of the element.
    element: str


def legal_numbers(
    law: LawTables, definitions: Iterable[Definition]
) -> tuple[LegalNumber, ...]:
    """Give all numbers of the law and of trajectories, in the order of their files."""
    found = list(_in_files(law.terms.rows.values(), law.decisions, "law"))
    for definition in definitions:
        own = _in_files(definition.terms.rows.values(), definition.decisions, definition.id)
        found += [*own, *_settings(definition), *_diagrams(definition)]
    return tuple(found)


def sources_of(definitions: Iterable[Definition]) -> dict[str, Source]:
    """Give what the ids of sources stand for, in the order of their numbers."""
    found: dict[str, Source] = {}
    for definition in definitions:
        found |= dict(definition.settings.sources)
    return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))


def _in_files(
    rows: Iterable[tuple[Term, ...]], decisions: Mapping[str, DecisionModel], part: str
) -> Iterator[LegalNumber]:
    for terms in rows:
        for term in terms:
            yield from _term(term, part)
    for name, model in decisions.items():
        decision = model.decisions[name]
        if isinstance(decision.logic, DecisionTable):
            yield from _once(_table(model.file, decision, decision.logic, part))


def _term(term: Term, part: str) -> Iterator[LegalNumber]:
    if isinstance(term.length, Period):
        value, unit = _length(term.length, term.days)
    else:
        value, unit = term.length.source, _NOTHING
    doubts = [_missing("bron", "source")] if not term.source else []
    if term.to_be_confirmed:
        doubts.append(Text("lengte of bron", "length or source"))
    if part == "law" and term.valid_from is None:
        doubts.append(_missing("geldig vanaf", "valid from"))
    number = LegalNumber(
        term=term.title,
        when="",
        value=value,
        unit=unit,
        legal_basis=term.legal_basis,
        source=term.source,
        valid_from=_day(term.valid_from),
        valid_until=_day(term.valid_until),
        to_be_confirmed=tuple(doubts),
        note=term.note,
        file=term.file,
        part=part,
        element=term.name,
    )
    yield number
    if term.extension_at_most is not None:
        longest = Text(
            f"{term.title.nl}: langste verlenging",
            f"{term.title.en or term.title.nl}: longest extension",
        )
        value, unit = _length(term.extension_at_most, term.days)
        yield replace(number, term=longest, value=value, unit=unit)


def _length(period: Period, days: Days) -> tuple[str, Text]:
    if period.months and period.days:
        return str(period), _DURATION
    if period.months:
        return str(period.months), _MONTHS
    return str(period.days), _DAYS[days]


def _table(
    file: str, decision: Decision, table: DecisionTable, part: str
) -> Iterator[LegalNumber]:
    for row in table.rows:
        blank = _row(file, decision, table, row, part)
        conditions = _conditions(table, row)
        for column, cell in zip(table.inputs, row.conditions, strict=True):
            source = column.expression.expression.source if column.expression else ""
            if cell is None or source == _REFERENCE or not _measures(cell):
                continue
            yield replace(
                blank,
                term=_labelled(decision.name, column.label),
                value=_plain(cell.tests.source),
                unit=_unit(column.label, cell.tests.source),
            )
        for output, answer in zip(table.outputs, row.answers, strict=True):
            if answer is None or not _is_number(answer.expression):
                continue
            name = _named(output.label) if len(table.outputs) > 1 else decision.name
            yield replace(
                blank,
                term=name if name == decision.name else _labelled(decision.name, name.nl),
                when=conditions,
                value=_plain(answer.expression.source),
                unit=_unit(name.nl, answer.expression.source),
            )
        yield from _noted(blank, decision, table, row, conditions)


def _noted(
    blank: LegalNumber, decision: Decision, table: DecisionTable, row: Row, when: str
) -> Iterator[LegalNumber]:
    """Give numbers that stand in an annotation column with a name of its own."""
    for name, text in zip(table.annotations, row.annotations, strict=False):
        unit = _IN_BRACKETS.search(name)
        if unit and any(sign.isdigit() for sign in text):
            yield replace(
                blank,
                term=_labelled(decision.name, name),
                when=when,
                value=text,
                unit=_unit(name, ""),
            )


def _row(
    file: str, decision: Decision, table: DecisionTable, row: Row, part: str
) -> LegalNumber:
    notes = dict(zip(map(str.lower, table.annotations), row.annotations, strict=False))
    source = next((notes[name] for name in notes if name in _SOURCE), "")
    valid_from = next((notes[name] for name in notes if name in _VALID), "")
    remarks = [
        text for name, text in notes.items() if text and name not in _SOURCE | _VALID
    ]
    doubts = [_missing("bron", "source")] if not source else []
    if part == "law" and (not valid_from or _DOUBT.search(valid_from)):
        doubts.append(_missing("geldig vanaf", "valid from"))
    doubts += [Text(text, text) for text in (source, *remarks) if _DOUBT.search(text)]
    return LegalNumber(
        term=decision.name,
        when="",
        value="",
        unit=_NOTHING,
        legal_basis="",
        source=source,
        valid_from="" if _DOUBT.search(valid_from) else valid_from,
        valid_until=_until(table, row),
        to_be_confirmed=tuple(doubts),
        note="; ".join(remarks),
        file=file,
        part=part,
        element=decision.id,
    )


def _until(table: DecisionTable, row: Row) -> str:
    """Give the last day of a row that ends, by the column of the reference date."""
    for column, cell in zip(table.inputs, row.conditions, strict=True):
        source = column.expression.expression.source if column.expression else ""
        if cell is None or source != _REFERENCE:
            continue
        days = _DAY.findall(cell.tests.source)
        if not days or cell.tests.source.startswith(">"):
            return ""
        last = date.fromisoformat(days[-1])
        closed = cell.tests.source.endswith("]") or cell.tests.source.startswith("<=")
        return (last if closed else last - timedelta(days=1)).isoformat()
    return ""


def _once(numbers: Iterable[LegalNumber]) -> Iterator[LegalNumber]:
    """Leave out a number that another row of the table gives just so."""
    seen: set[tuple[str, ...]] = set()
    for each in numbers:
        key = (each.term.nl, each.when, each.value, each.source, each.valid_from)
        if key not in seen:
            seen.add(key)
            yield each


def _conditions(table: DecisionTable, row: Row) -> str:
    return ", ".join(
        f"{column.label}: {_plain(cell.tests.source)}"
        for column, cell in zip(table.inputs, row.conditions, strict=True)
        if cell is not None
    )


def _measures(cell: InputCell) -> bool:
    compared = cell.tests.compared()
    if compared is None:
        return _has_digits(cell.tests.source)
    return any(type_of(each) in _MEASURED for each in (*compared.values, *compared.bounds))


def _is_number(expression: Expression) -> bool:
    value = expression.folded()
    if value is NOT_CONSTANT:
        return _has_digits(expression.source)
    return type_of(value) in _MEASURED


def _has_digits(source: str) -> bool:
    """Whether a number of its own, not one in a name or a text, stands in FEEL."""
    return bool(_ISO.search(source) or re.search(r"(?<!\w)\d", _STRING.sub("", source)))


def _plain(source: str) -> str:
    """Write FEEL with its dates and durations as people do."""
    written = _LITERAL.sub(r"\1", source)
    return written.strip('"') if _QUOTED_ISO.fullmatch(written) else written


def _unit(label: str, source: str) -> Text:
    named = _IN_BRACKETS.search(label)
    if named:
        return _UNITS.get(named[1].lower(), Text(named[1], named[1]))
    if _DAY.search(source):
        return _DATE
    return _DURATION if _ISO.search(source) else _NOTHING


def _named(label: str) -> Text:
    return Text(label, label)


def _labelled(name: Text, label: str) -> Text:
    return Text(f"{name.nl}: {label}", f"{name.en or name.nl}: {label}")


def _missing(nl: str, en: str) -> Text:
    return Text(f"{nl} niet gevonden", f"{en} not found")


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def _settings(definition: Definition) -> Iterator[LegalNumber]:
    """Give the numbers of ``trajectory.toml``, which name no source."""
    settings = definition.settings
    own = _own(definition.id, FILE, "no_movement_working_days")
    yield replace(
        own,
        term=Text("Dossier zonder beweging", "Case without movement"),
        value=str(settings.no_movement_working_days),
        unit=_DAYS["working"],
    )
    kept = settings.retention
    yield replace(
        own,
        term=Text("Bewaartermijn", "Retention"),
        value=kept.period,
        unit=_DURATION if kept.period else _NOTHING,
        to_be_confirmed=own.to_be_confirmed if kept.to_be_confirmed else (),
        note=kept.note,
        element="retention",
    )


def _diagrams(definition: Definition) -> Iterator[LegalNumber]:
    """Give the numbers that stand in a diagram itself: work agreements, unsourced."""
    for process in definition.processes.values():
        for name, element, source in _formulas(process):
            if not _has_digits(source):
                continue
            yield replace(
                _own(definition.id, process.file, element),
                term=name if name.nl else Text(element, element),
                value=_plain(source),
                unit=_unit("", source),
            )


def _formulas(process: Process) -> Iterator[tuple[Text, str, str]]:
    """Give the timers and conditions of a process: name, id of the element, and FEEL."""
    for node in process.nodes.values():
        timer = node.event.timer if node.event else None
        if timer is not None and timer.deadline is None:
            yield _titled(process, node), node.id, timer.formula.source
    for flow in process.flows.values():
        if flow.condition is not None and _counts(flow.condition.source):
            gateway = process.nodes.get(flow.source)
            name = gateway.name if gateway is not None else flow.name
            yield name, flow.id, flow.condition.source


def _titled(process: Process, node: Node) -> Text:
    on = process.nodes.get(node.attached_to or "")
    if on is None:
        return node.name
    return Text(f"{on.name.nl}: {node.name.nl}", f"{on.name.nl}: {node.name.nl}")


def _counts(source: str) -> bool:
    """Whether a condition compares with more than nothing or one."""
    numbers = re.findall(r"(?<![\w.])\d+(?:\.\d+)?", _STRING.sub("", source))
    return any(float(number) > 1 for number in numbers)


def _own(part: str, file: str, element: str) -> LegalNumber:
    return LegalNumber(
        term=_NOTHING,
        when="",
        value="",
        unit=_NOTHING,
        legal_basis="",
        source="",
        valid_from="",
        valid_until="",
        to_be_confirmed=(_missing("bron", "source"),),
        note="",
        file=file,
        part=part,
        element=element,
    )
