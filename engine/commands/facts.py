"""``leidraad facts``: every number of law and agreement, with its source."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from engine.commands.arguments import Commands, existing_folder
from engine.definitions.bundle import read_folder
from engine.definitions.definition import Definition, LawTables
from engine.definitions.legal_numbers import LegalNumber, legal_numbers, sources_of
from engine.definitions.load import load, load_law
from engine.definitions.trajectory import FILE, Source
from engine.errors import Finding, InvalidDefinitionError, NotFoundError
from engine.text import Text

_LAW = "law"
_TITLE = Text("Getallen van de wet, met hun bron", "Numbers of law, with their source")
_INTRO = Text(
    "Gemaakt uit `workflows/` met `leidraad --language nl facts workflows`; niet met de "
    "hand te wijzigen. Wat geen bron of geen datum heeft, staat in de kolom "
    '"Te bevestigen".',
    "Made from `workflows/` with `leidraad --language en facts workflows --output "
    "docs/law.md`; not to be edited by hand. What has no source or no date stands in the "
    'column "To be confirmed".',
)
_COLUMNS = (
    Text("Wat", "What"),
    Text("Wanneer", "When"),
    Text("Waarde", "Value"),
    Text("Eenheid", "Unit"),
    Text("Rechtsgrond", "Legal basis"),
    Text("Bron", "Source"),
    Text("Geldig vanaf", "Valid from"),
    Text("Geldig tot en met", "Valid until"),
    Text("Te bevestigen", "To be confirmed"),
    Text("Staat in", "Stands in"),
)
_OF_LAW = Text("De wet", "The law")
_SOURCES = Text("Bronnen", "Sources")
_CONFIRM = Text("te bevestigen", "to be confirmed")


def add(commands: Commands) -> None:
    """Add the subcommand."""
    facts = commands.add_parser("facts", help="list every number of law with its source")
    facts.add_argument("path", type=existing_folder, metavar="PATH")
    facts.add_argument("--format", choices=("md", "json"), default="md")
    facts.add_argument("--output", type=Path, metavar="FILE", help="default: stdout")
    facts.set_defaults(do=_facts)


def facts_page(folder: Path, language: str) -> str:
    """Give the sourced facts of a folder of trajectories as Markdown.

    Raises:
        InvalidDefinitionError: A file cannot be read, so its numbers would be missing.
        NotFoundError: The folder holds neither law nor a trajectory.
    """
    law, definitions = _read(folder)
    return "\n".join(_lines(law, definitions, language)) + "\n"


def _facts(options: argparse.Namespace) -> int:
    if options.format == "json":
        numbers = legal_numbers(*_read(options.path))
        text = json.dumps([_plain(one) for one in numbers], ensure_ascii=False, indent=2)
        text += "\n"
    else:
        text = facts_page(options.path, options.language)
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0


def _read(folder: Path) -> tuple[LawTables, list[Definition]]:
    beside = folder.parent / _LAW if (folder / FILE).is_file() else folder / _LAW
    law = load_law(read_folder(beside)) if beside.is_dir() else LawTables()
    folders = [folder] if (folder / FILE).is_file() else _trajectories(folder)
    if not folders and not beside.is_dir():
        raise NotFoundError(
            Text(
                f"{folder}: hier is geen wet ({_LAW}) en geen traject ({FILE}).",
                f"{folder}: there is no law ({_LAW}) and no trajectory ({FILE}) here.",
            )
        )
    definitions = [load(read_folder(each), law=law) for each in folders]
    found = [*law.findings, *(one for each in definitions for one in each.findings)]
    errors: list[Finding] = [each for each in found if each.severity == "error"]
    if errors:
        raise InvalidDefinitionError(errors)
    return law, definitions


def _trajectories(folder: Path) -> list[Path]:
    return sorted(file.parent for file in folder.glob(f"*/{FILE}"))


def _plain(number: LegalNumber) -> dict[str, object]:
    texts = {"term": number.term, "unit": number.unit}
    plain = asdict(number) | {name: text._asdict() for name, text in texts.items()}
    plain["to_be_confirmed"] = [text._asdict() for text in number.to_be_confirmed]
    return plain


def _lines(
    law: LawTables, definitions: Sequence[Definition], language: str
) -> Iterator[str]:
    yield from (f"# {_TITLE.in_language(language)}", "", _INTRO.in_language(language))
    titles = {each.id: each.title for each in definitions} | {_LAW: _OF_LAW}
    numbers = legal_numbers(law, definitions)
    for part, listed in groupby(numbers, key=lambda each: each.part):
        yield from ("", f"## {titles[part].in_language(language)}", "")
        yield from _table(listed, language)
    yield from ("", f"## {_SOURCES.in_language(language)}", "")
    yield from (_source(each) for each in sources_of(definitions).values())


def _table(numbers: Iterable[LegalNumber], language: str) -> Iterator[str]:
    yield _row(column.in_language(language) for column in _COLUMNS)
    yield _row("---" for _ in _COLUMNS)
    for number in numbers:
        doubts = [text.in_language(language) for text in number.to_be_confirmed]
        confirm = f"**{_CONFIRM.in_language(language)}**: {'; '.join(doubts)}"
        yield _row(
            (
                number.term.in_language(language),
                number.when,
                f"`{number.value}`" if number.value else "",
                number.unit.in_language(language),
                number.legal_basis,
                number.source,
                number.valid_from,
                number.valid_until,
                confirm if doubts else "",
                f"`{number.part}/{number.file}`",
            )
        )


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or "-"


def _source(source: Source) -> str:
    return f"- {source.id}: {source.title}" + (
        f" ({source.address})" if source.address else ""
    )
