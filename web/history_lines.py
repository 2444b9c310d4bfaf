"""The history in sentences that a colleague reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from engine.deadlines import Term
from engine.definitions.definition import Definition
from engine.queries import HistoryRow
from web.formats import day, moment, words
from web.reminder_lines import reminder_lines
from web.term_words import change_words, due_words


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One entry, in words."""

    at: datetime
    by: str
    sentence: str
    #: More to it: reason, facts, rows of a decision table.
    details: tuple[str, ...]


def history_lines(rows: Iterable[HistoryRow], definition: Definition) -> list[HistoryLine]:
    """Write the entries of a page of the history."""
    return [
        HistoryLine(
            at=row.at,
            by=row.by,
            sentence=_sentence(row, definition),
            details=tuple(_details(row, definition)),
        )
        for row in rows
    ]


def _sentence(row: HistoryRow, definition: Definition) -> str:
    name = _name(row, definition)
    detail = row.detail
    if row.kind.startswith("term_"):
        return _term_changed(row, definition)
    sentences = {
        "case_opened": gettext("Dossier geopend"),
        "case_ended": gettext("Dossier afgesloten: %(name)s", name=name),
        "case_cancelled": gettext("Dossier stopgezet"),
        "task_claimed": gettext("‘%(name)s’ opgenomen", name=name),
        "task_released": gettext("‘%(name)s’ vrijgegeven", name=name),
        "task_completed": gettext("‘%(name)s’ afgerond", name=name),
        "task_reassigned": gettext(
            "‘%(name)s’ toegewezen aan %(to)s", name=name, to=detail.get("to", "")
        ),
        "timer_fired": gettext("Tijd verstreken: ‘%(name)s’", name=name),
        "timer_changed": gettext("Timer verzet: ‘%(name)s’", name=name),
        "message_received": gettext(
            "Bericht ontvangen: %(name)s", name=_message(detail, definition)
        ),
        "deadline_opened": gettext(
            "Termijn ‘%(name)s’ loopt tot %(day)s",
            name=_term(detail, definition),
            day=day(detail.get("due_on")),
        ),
        "deadline_met": gettext(
            "Termijn ‘%(name)s’ gehaald", name=_term(detail, definition)
        ),
        "deadline_missed": gettext(
            "Termijn ‘%(name)s’ niet gehaald", name=_term(detail, definition)
        ),
        "deadline_waived": gettext(
            "Termijn ‘%(name)s’ vervallen", name=_term(detail, definition)
        ),
        "decision_taken": gettext("Beslissing ‘%(name)s’", name=name),
        "fact_corrected": gettext(
            "Gegeven verbeterd: %(name)s", name=_fact(detail.get("fact", ""), definition)
        ),
        "note_added": gettext("Notitie toegevoegd"),
        "reminder_sent": gettext("Herinnering verstuurd"),
        "reminder_shown": gettext("Herinnering getoond in de takenlijst"),
        "reminder_undeliverable": gettext(
            "Geen e-mailadres van de inburgeraar: bel zelf over een termijn"
        ),
        "incident_retried": gettext("Stap opnieuw geprobeerd: ‘%(name)s’", name=name),
        "message_delivered": gettext("Verzonden: ‘%(name)s’", name=name),
        "step_failed": gettext("Stap mislukt: ‘%(name)s’", name=name),
        "condition_met": gettext("Voorwaarde vervuld"),
    }
    return str(sentences.get(row.kind, row.kind.replace("_", " ")))


def _details(row: HistoryRow, definition: Definition) -> Iterable[str]:
    detail = row.detail
    yield from reminder_lines(row)
    if row.kind.startswith("term_"):
        moved = due_words(_day(detail, "due_before"), _day(detail, "due_after"))
        yield from (moved,) if moved else ()
    if row.kind == "timer_changed":
        yield gettext(
            "Van %(before)s naar %(after)s",
            before=moment(detail.get("due_before")),
            after=moment(detail.get("due_at")),
        )
    if detail.get("reason") and isinstance(detail["reason"], str):
        yield gettext("Reden: %(reason)s", reason=detail["reason"])
    if detail.get("facts"):
        titles = [_fact(name, definition) for name in detail["facts"]]
        yield gettext("Ingevuld: %(facts)s", facts=", ".join(dict.fromkeys(titles)))
    for used in detail.get("rows") or ():
        notes = "; ".join(note for note in used.get("annotations") or () if note)
        yield gettext(
            "Tabel ‘%(table)s’, regel %(row)s",
            table=_table(used["table"], definition),
            row=used["row"],
        ) + (f" ({notes})" if notes else "")
    if row.kind == "decision_taken" and detail.get("version"):
        yield gettext("Versie van de wet: %(version)s", version=detail["version"])


def _name(row: HistoryRow, definition: Definition) -> str:
    if row.title is not None:
        return words(row.title)
    for process in definition.processes.values():
        node = process.nodes.get(row.element)
        if node is not None and node.name.nl:
            return words(node.name)
    return row.element


def _message(detail: Mapping[str, Any], definition: Definition) -> str:
    declared = definition.messages.get(str(detail.get("name", "")))
    return words(declared.title) if declared else str(detail.get("name", ""))


def _term_changed(row: HistoryRow, definition: Definition) -> str:
    """Say what happened to a term, as its ledger does."""
    found = _term_row(row.detail, definition)
    what = change_words(
        row.kind.removeprefix("term_"),
        from_on=_day(row.detail, "from_on"),
        until_on=_day(row.detail, "until_on"),
        period=row.detail.get("period"),
        days=found.days if found else "calendar",
    )
    name = _term(row.detail, definition)
    return str(gettext("Termijn ‘%(name)s’: %(what)s", name=name, what=what))


def _day(detail: Mapping[str, Any], name: str) -> date | None:
    """Read a day as the history keeps it."""
    return date.fromisoformat(detail[name]) if detail.get(name) else None


def _term(detail: Mapping[str, Any], definition: Definition) -> str:
    found = _term_row(detail, definition)
    return words(found.title) if found else str(detail.get("name", ""))


def _term_row(detail: Mapping[str, Any], definition: Definition) -> Term | None:
    for terms in (definition.terms, definition.law.terms):
        rows = terms.rows.get(str(detail.get("name", "")))
        if rows:
            return rows[-1]
    return None


def _table(name: str, definition: Definition) -> str:
    for models in (definition.decisions, definition.law.decisions):
        if name in models and name in models[name].decisions:
            return words(models[name].decisions[name].name)
    return name


def _fact(name: str, definition: Definition) -> str:
    fact = definition.facts.get(name)
    return words(fact.title) if fact and fact.title.nl else name
