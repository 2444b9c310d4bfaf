"""Tells what is wrong between the rows of decision tables: gaps, overlaps, idle rows."""

from collections.abc import Iterator
from typing import Final, Literal

from engine.decisions.completeness import STEPS, examine
from engine.decisions.cover import Budget
from engine.decisions.examined import Examined, Example, ExampleCell
from engine.decisions.model import Decision, DecisionModel
from engine.decisions.scope import Where
from engine.decisions.table import DecisionTable
from engine.errors import Finding
from engine.feel import string_of
from engine.text import Text

__all__ = ["table_findings"]

#: How many gaps, and how many overlaps, of one table are told.
_TOLD: Final = 3
_GAP: Final = "decision-gap"
_OVERLAP: Final = "decision-overlap"
_UNREACHED: Final = "decision-unreached"
_UNEXAMINED: Final = "decision-unexamined"
_REMEDIES: Final = {
    _GAP: Text(
        "Voeg een rij toe voor dit geval. Is de opening bedoeld, verbind dan in het DRD "
        "een tekstannotatie 'Opening bedoeld: waarom' met de beslissing.",
        "Add a row for this case. If the gap is intended, connect a text annotation "
        "'Intended gap: why' with the decision in the DRD.",
    ),
    _OVERLAP: Text(
        "Maak de voorwaarden van een van beide rijen enger, of kies FIRST of PRIORITY.",
        "Narrow the conditions of one of the rows, or choose FIRST or PRIORITY.",
    ),
    _UNREACHED: Text(
        "Verwijder de rij, verbeter haar cellen, of zet haar hoger.",
        "Remove the row, correct its cells, or move it up.",
    ),
    _UNEXAMINED: Text(
        "Vergelijk in elke cel alleen met vaste waarden; reken in de uitdrukking van de "
        "kolom of in een aparte beslissing. Splits een grote tabel.",
        "Compare with fixed values only in each cell; count in the expression of the "
        "column or in a decision of its own. Split a large table.",
    ),
}


def table_findings(model: DecisionModel) -> list[Finding]:
    """Examine all tables of a file.

    Only an overlap that certainly stops a case is an error: a decision with the hit policy
    UNIQUE, or ANY, whose inputs can be given as in the example.
    """
    budget = Budget(STEPS)
    found: list[Finding] = []
    for decision in model.decisions.values():
        examined = examine(model, decision, budget)
        if examined is not None and isinstance(decision.logic, DecisionTable):
            found.extend(_Told(model.file, decision, decision.logic, examined).findings())
    return found


class _Told:
    """The findings about one table."""

    def __init__(
        self, file: str, decision: Decision, table: DecisionTable, examined: Examined
    ) -> None:
        self._file = file
        self._decision = decision
        self._table = table
        self._examined = examined

    def findings(self) -> Iterator[Finding]:
        """Give all of them, the gaps first."""
        yield from self._gaps()
        yield from self._overlaps()
        yield from self._unreached()
        yield from self._unexamined()

    def _gaps(self) -> Iterator[Finding]:
        gaps = () if self._examined.unclear else self._examined.gaps
        if self._decision.intended_gap:
            if not self._examined.gaps and not self._examined.too_large:
                yield self._stale_mark()
            return
        for number, example in enumerate(gaps[:_TOLD], start=1):
            nl, en = _row(example)
            more = len(gaps) - _TOLD if number == _TOLD else 0
            hint = self._hint(example)
            yield self._finding(
                _GAP,
                Text(
                    f"Geen rij van {self._named().nl} geldt voor {nl}.{hint.nl}"
                    + (f" Zo zijn er nog {more} of meer." if more > 0 else ""),
                    f"No row of {self._named().en} holds for {en}.{hint.en}"
                    + (f" There are {more} or more others." if more > 0 else ""),
                ),
            )

    def _stale_mark(self) -> Finding:
        return self._finding(
            _GAP,
            Text(
                f"Een tekstannotatie noemt een bedoelde opening, maar {self._named().nl} "
                "heeft er geen.",
                f"A text annotation tells of an intended gap, but {self._named().en} has "
                "none.",
            ),
            remedy=Text(
                "Verwijder de tekstannotatie uit het DRD.",
                "Remove the text annotation from the DRD.",
            ),
        )

    def _overlaps(self) -> Iterator[Finding]:
        overlaps = self._examined.overlaps
        policy = self._table.hit_policy
        for number, overlap in enumerate(overlaps[:_TOLD], start=1):
            one, other = overlap.rows
            nl, en = _row(overlap.example)
            hint = Text("", "") if overlap.certain else self._hint(overlap.example)
            more = len(overlaps) - _TOLD if number == _TOLD else 0
            yield self._finding(
                _OVERLAP,
                Text(
                    f"De rijen {one.number} en {other.number} van {self._named().nl} "
                    f"gelden samen voor {nl}, wat {policy} niet toelaat.{hint.nl}"
                    + (f" Zo zijn er nog {more} paren of meer." if more > 0 else ""),
                    f"Rows {one.number} and {other.number} of {self._named().en} both hold "
                    f"for {en}, which {policy} does not allow.{hint.en}"
                    + (f" There are {more} or more other pairs." if more > 0 else ""),
                ),
                where=other.where,
                severity="error" if overlap.certain else "warning",
            )

    def _unreached(self) -> Iterator[Finding]:
        for each in self._examined.unreached:
            number = each.row.number
            listed = ", ".join(map(str, each.taken_by))
            why = Text("haar cellen gelden nooit.", "its cells never hold.")
            if each.taken_by:
                why = Text(
                    f"wat zij zou beslissen, beslist altijd een van de rijen {listed}.",
                    f"what it would decide, one of the rows {listed} always decides.",
                )
            yield self._finding(
                _UNREACHED,
                Text(
                    f"Rij {number} van {self._named().nl} geeft nooit het antwoord: "
                    + why.nl,
                    f"Row {number} of {self._named().en} never gives the answer: " + why.en,
                ),
                where=each.row.where,
            )

    def _unexamined(self) -> Iterator[Finding]:
        named = self._named()
        if self._examined.too_large:
            yield self._finding(
                _UNEXAMINED,
                Text(
                    f"{named.nl} is te groot om openingen en overlappingen te zoeken.",
                    f"{named.en} is too large to look for gaps and overlaps.",
                ),
            )
        if self._examined.doubtful:
            rows = ", ".join(map(str, self._examined.doubtful))
            yield self._finding(
                _UNEXAMINED,
                Text(
                    f"Van de rijen {rows} van {named.nl} staat niet vast wanneer ze gelden "
                    "of wat ze geven, dus ook niet of er openingen of overlappingen zijn.",
                    f"When rows {rows} of {named.en} hold, or what they give, is not "
                    "certain, nor whether there are gaps or overlaps.",
                ),
            )
        if self._examined.unclear:
            columns = ", ".join(self._examined.unclear)
            yield self._finding(
                _UNEXAMINED,
                Text(
                    f"Welke waarden {columns} in {named.nl} kan hebben, staat niet vast, "
                    "dus ook niet of er openingen zijn.",
                    f"Which values {columns} can have in {named.en} is not certain, nor "
                    "whether there are gaps.",
                ),
            )

    def _hint(self, example: Example) -> Text:
        several = sum(cell.matters for cell in example) > 1
        if self._examined.independent or not several:
            return Text("", "")
        return Text(
            " Of deze waarden samen voorkomen, is niet nagegaan.",
            " Whether these values occur together was not examined.",
        )

    def _named(self) -> Text:
        return Text(
            f"beslissingstabel '{self._decision.name.nl}'",
            f"decision table '{self._decision.name.en or self._decision.name.nl}'",
        )

    def _finding(
        self,
        rule: str,
        message: Text,
        *,
        where: Where | None = None,
        remedy: Text | None = None,
        severity: Literal["error", "warning"] = "warning",
    ) -> Finding:
        return Finding(
            file=self._file,
            line=(where or self._table.where).line,
            element=where.element if where else self._decision.id,
            rule=rule,
            message=Text(_sentence(message.nl), _sentence(message.en)),
            remedy=remedy or _REMEDIES[rule],
            severity=severity,
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _row(example: Example) -> Text:
    """Write an example: the columns that matter, each with its value."""
    shown = [cell for cell in example if cell.matters]
    if not shown:
        return Text("om het even welke waarden", "any values")
    values = [_value(cell) for cell in shown]
    return Text(
        ", ".join(f"{cell.label} = {v.nl}" for cell, v in zip(shown, values, strict=True)),
        ", ".join(f"{cell.label} = {v.en}" for cell, v in zip(shown, values, strict=True)),
    )


def _value(cell: ExampleCell) -> Text:
    if cell.value is None:
        return Text("leeg", "empty")
    if cell.is_other:
        return Text("iets anders", "anything else")
    written = f'"{cell.value}"' if isinstance(cell.value, str) else string_of(cell.value)
    return Text(written, written)
