"""The tables of law in force, and the pages that explain the rules of the check."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.definitions.bpmn import read_processes
from engine.definitions.definition import LawTables
from engine.definitions.legal_numbers import legal_numbers, sources_of
from engine.errors import InvalidDefinitionError
from engine.queries import definitions
from engine.queries.definitions import LawVersionRow
from web.case_diagrams import english_names
from web.guard import allow
from web.pages.designer import ONLOOKERS, attachment, zipped
from web.rule_text import rule_page, rule_text
from web.table_page import row_notes, table_page
from web.visit import visit

pages = Blueprint("law", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A diagram beside the page of a rule."""

    #: wrong or right.
    kind: str
    xml: str
    #: English names by id of the element.
    english: dict[str, str]
    #: Whether it says where its elements stand.
    is_drawn: bool


@pages.get("/law")
@allow(*ONLOOKERS)
def show() -> str:
    """List the tables and terms of law."""
    law, versions = _law()
    return render_template(
        "designer/law.html",
        law=law,
        versions=versions,
        terms=[row for rows in law.terms.rows.values() for row in rows],
    )


@pages.get("/law/numbers")
@allow(*ONLOOKERS)
def numbers() -> str:
    """List every number of the law in force and of the live trajectories."""
    now = visit()
    with now.leidraad.reading() as connection:
        law = now.leidraad.published.law(connection)[1]
        rows = definitions.trajectories(connection, now.actor)
        live = [
            now.leidraad.published.definition(connection, row.live.definition_id)
            for row in rows
            if row.live is not None
        ]
    found = legal_numbers(law, live)
    return render_template(
        "designer/numbers.html",
        titles={each.id: each.title for each in live},
        parts=[
            (part, list(listed)) for part, listed in groupby(found, lambda each: each.part)
        ],
        total=len(found),
        doubtful=sum(bool(each.to_be_confirmed) for each in found),
        sources=sources_of(live),
    )


@pages.get("/law/tables/<path:file>")
@allow(*ONLOOKERS)
def table(file: str) -> Response:
    """Show one file of tables of law."""
    law, _ = _law()
    raw = law.files.files.get(file)
    if raw is None or not file.endswith(".dmn"):
        raise NotFound
    return table_page(
        render_template(
            "designer/law_table.html",
            file=file,
            xml=raw.decode("utf-8", "replace"),
            wanted=request.args.get("decision", ""),
            notes=row_notes(law.decisions, file),
        )
    )


@pages.get("/law/download")
@allow(*ONLOOKERS)
def download() -> Response:
    """Give all files of law as a zip."""
    law, _ = _law()
    return zipped(law.files.files, "law", "law.zip")


@pages.get("/law/files/<path:file>")
@allow(*ONLOOKERS)
def one_file(file: str) -> Response:
    """Give one file of law."""
    raw = _law()[0].files.files.get(file)
    if raw is None:
        raise NotFound
    return attachment(raw, file)


def _law() -> tuple[LawTables, tuple[LawVersionRow, ...]]:
    now = visit()
    with now.leidraad.reading() as connection:
        versions = definitions.law_versions(connection, now.actor)
        return now.leidraad.published.law(connection)[1], versions


@pages.get("/rules/<rule>")
@allow(*ONLOOKERS)
def explain(rule: str) -> str:
    """Explain one rule, with its wrong and its right diagram."""
    file = rule_page(rule)
    if file is None:
        raise NotFound
    return render_template(
        "designer/rule.html",
        rule=rule,
        text=rule_text(file.read_text(encoding="utf-8")),
        examples=[
            example
            for kind in ("wrong", "right")
            if (example := _example(file.with_suffix("") / f"{kind}.bpmn"))
        ],
    )


def _example(file: Path) -> Example | None:
    """Read an example; None when there is none."""
    if not file.is_file():
        return None
    raw = file.read_bytes()
    try:
        english = english_names(read_processes(raw, file=file.name))
    except InvalidDefinitionError:
        english = {}
    return Example(
        kind=file.stem,
        xml=raw.decode("utf-8", "replace"),
        english=english,
        is_drawn=b"BPMNShape" in raw,
    )
