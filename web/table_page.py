"""Pages with a table drawn by dmn-js, whose mark brings styles of its own along."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response

from engine.decisions import DecisionModel
from engine.decisions.table import DecisionTable
from engine.text import Text
from web.guard import POLICY

#: The style attributes of the bpmn.io mark in dmn-js 17, and of what its click opens; no
#: other style attribute is let through.
_MARK = (
    "sha256-CA/eh4+2R0J7cEQ14gBMtx834RIOjzMUqCM+evtrkp4=",
    "sha256-r3vOsuepBDg6tz/cOusiNJ9Y4Lp9hGQTT7pzDks1Xxc=",
    "sha256-JpvvTIK7ulxf/3oA+AUuVbO9Labs8npGWGm9X9nGIWw=",
    "sha256-9OIpRRx0bq4t4s2zyqbocMNwedniLDaxLB+FlLIjNgM=",
    "sha256-GAdrtwahSjGXI0UQQnfyEVtPn+wfgQxvyrjyQuByfuU=",
    "sha256-ZG9bHUWWXDZyu7zfItuLwGK+cah/hweM0RfXpZpxZVM=",
)


def table_page(html: str) -> Response:
    """Answer with a page on which dmn-js draws."""
    styles = " ".join(["'self'", "'unsafe-hashes'", *(f"'{one}'" for one in _MARK)])
    answer = make_response(html)
    answer.headers["Content-Security-Policy"] = POLICY.format(styles=styles)
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNotes:
    """What the annotation columns of a table say; dmn-js does not draw them."""

    title: Text
    columns: tuple[str, ...]
    #: Number of the row and its annotations.
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def row_notes(decisions: Mapping[str, DecisionModel], file: str) -> list[RowNotes]:
    """Give the annotations of the tables in a file, in its order."""
    model = next((one for one in decisions.values() if one.file == file), None)
    found = []
    for decision in model.decisions.values() if model else ():
        table = decision.logic
        if isinstance(table, DecisionTable) and any(table.annotations):
            rows = tuple((row.number, row.annotations) for row in table.rows)
            found.append(
                RowNotes(title=decision.name, columns=table.annotations, rows=rows)
            )
    return found
