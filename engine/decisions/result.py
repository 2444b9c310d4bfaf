"""What an evaluated decision answers, and why: the rows of the tables that matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.errors import EngineError
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRow:
    """A row that contributed to the answer."""

    #: Id of the decision or business knowledge model that holds the table.
    table: str
    #: Counted from 1, as the editors show it.
    row: int
    #: Id of the rule element; empty where the file gives none.
    rule_id: str
    #: Texts of the annotation columns in order (source, valid from, ...).
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """The answer of a decision and the rows it rests on."""

    #: Id of the decision.
    decision: str
    #: A FEEL value; a context where a table has several outputs.
    value: Any
    #: Rows of the decision itself and of the decisions it requires, as evaluated.
    rows: tuple[MatchedRow, ...] = ()
    #: Version of the table of law; filled by who holds the versions, else empty.
    version: str = ""
    #: The date by which the rows were chosen: the input ``reference_on``, if it was given.
    reference_on: date | None = None


class DecisionError(EngineError):
    """A decision has no answer for these inputs; names decision, table and rows."""

    code = "decision-failed"

    def __init__(
        self, text: Text, *, decision: str, table: str = "", rows: Sequence[int] = ()
    ) -> None:
        super().__init__(text)
        self.decision = decision
        self.table = table
        #: Row numbers counted from 1; empty where no row is to blame.
        self.rows = tuple(rows)


class MismatchError(DecisionError):
    """A value is not of the declared type; inside a function this becomes null."""

    code = "decision-type"
