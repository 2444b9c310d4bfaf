"""The examination of tables agrees with the engine on every value of a grid."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions import DecisionError, evaluate
from tests.support import dmn
from tests.support.tables import examined, typed


def cells(text):
    return st.sampled_from(text.split(" ; "))


NUMBERS = cells(
    "- ; null ; not(null) ; 1 ; 2,3 ; < 1 ; <= 2 ; > 3 ; >= 2 ; [1..3] ; (1..3) ; ]1..2] ; "
    "not(1) ; not([1..2]) ; ? > 1 and ? < 3 ; null, 2 ; not(? = 2)"
)
WORDS = cells(
    '- ; null ; "a" ; "a","b" ; not("a") ; not("a","b") ; ? != "b" ; not(null) ; < "b" ; '
    '["a".."b"] ; "a", null'
)
TRUTHS = cells("- ; true ; false ; null ; not(true) ; ? = true ; true,null")
DAYS = cells(
    '- ; null ; < @"2024-02-29" ; >= @"2024-03-01" ; @"2024-02-29" ; not(@"2024-03-02") ; '
    '[@"2024-02-28"..@"2024-03-02"] ; > date("2024-02-28"), null ; ? <= @"2024-03-02"'
)
HOURS = cells(
    '- ; not(null) ; < @"08:00:00" ; >= @"08:00:00" ; [@"08:00:00"..@"17:30:00") ; '
    '> @"17:30:00" ; @"17:30:00" ; not(@"00:00:00"), null'
)
MOMENTS = cells(
    '- ; null ; < @"2024-03-31T03:00:00+02:00" ; >= @"2024-03-31T03:00:00+02:00" ; '
    '@"2024-03-31T00:30:00Z" ; > @"2024-03-31T00:30:00Z" ; not(@"2024-03-31T01:00:00Z")'
)
LENGTHS = cells(
    '- ; null ; < @"P1D" ; >= @"P1D" ; @"P1D" ; (@"P1D"..@"P2D"] ; > @"P2D", null ; '
    'not(@"PT36H")'
)
MIDNIGHT = datetime(2024, 3, 31, 0, 0, tzinfo=UTC)
GRID: dict[str, list[Any]] = {
    "number": [None, *(Decimal(n) / 2 for n in range(9))],
    "string": [None, "", "a", "aa", "b", "c", "zz"],
    "boolean": [None, True, False],
    "date": [None, *(date(2024, 2, 26) + timedelta(days=n) for n in range(8))],
    "time": [
        *(None, time.min, time.max, time(8), time(17, 30), time(7), time(12), time(18)),
        *(time(8, tzinfo=UTC), time(17, 30, tzinfo=UTC), time(0, tzinfo=UTC)),
    ],
    "date and time": [
        None,
        *(MIDNIGHT + timedelta(minutes=15 * n) for n in range(16)),
        *((MIDNIGHT + timedelta(minutes=15 * n)).replace(tzinfo=None) for n in range(16)),
    ],
    "days and time duration": [None, *(timedelta(hours=6 * n) for n in range(10))],
}
CELLS = {
    "number": NUMBERS,
    "string": WORDS,
    "boolean": TRUTHS,
    "date": DAYS,
    "time": HOURS,
    "date and time": MOMENTS,
    "days and time duration": LENGTHS,
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=2))
    types = {f"x{place}": kind for place, kind in enumerate(kinds)}
    rows = draw(
        st.lists(
            st.tuples(*(CELLS[kind] for kind in kinds), st.sampled_from(['"k"', '"l"'])),
            min_size=1,
            max_size=6,
        )
    )
    return [" | ".join(row[:-1]) + f" => {row[-1]}" for row in rows], types


def matched(rows, types):
    """Give the rows that hold at each point of a grid, as the engine says."""
    model = dmn.read(typed(rows, types, policy="RULE ORDER"))
    found = {}
    for point in product(*[GRID[kind] for kind in types.values()]):
        result = evaluate(model, "t", dict(zip(types, point, strict=True)), now=dmn.NOW)
        found[point] = tuple(row.row for row in result.rows)
    return found


def values(example):
    return tuple(cell.value for cell in example)


@given(tables())
def test_no_gap_is_missed_and_none_is_made_up(table):
    rows, types = table
    model, found = examined(rows, types=types, policy="RULE ORDER")
    points = matched(rows, types)
    assert not found.too_large
    assert found.doubtful == ()
    assert bool(found.gaps) == any(not hit for hit in points.values())
    for gap in found.gaps:
        inputs = dict(zip(types, values(gap), strict=True))
        assert evaluate(model, "t", inputs, now=dmn.NOW).rows == ()


@given(tables())
def test_just_the_rows_that_meet_somewhere_overlap(table):
    rows, types = table
    model, found = examined(rows, types=types, policy="UNIQUE")
    points = matched(rows, types)
    pairs = {
        (one, other)
        for hit in points.values()
        for one in hit
        for other in hit
        if one < other
    }
    assert {(o.rows[0].number, o.rows[1].number) for o in found.overlaps} == pairs
    for overlap in found.overlaps:
        inputs = dict(zip(types, values(overlap.example), strict=True))
        with pytest.raises(DecisionError) as caught:
            evaluate(model, "t", inputs, now=dmn.NOW)
        assert {row.number for row in overlap.rows} <= set(caught.value.rows)


@given(tables(), st.sampled_from(["ANY", "FIRST", "PRIORITY"]))
def test_other_hit_policies_agree_with_the_engine_too(table, policy):
    rows, types = table
    model, found = examined(rows, types=types, policy=policy, values='"k", "l"')
    answering, refused = set(), False
    for point in product(*[GRID[kind] for kind in types.values()]):
        try:
            inputs = dict(zip(types, point, strict=True))
            result = evaluate(model, "t", inputs, now=dmn.NOW)
            answering |= {row.row for row in result.rows}
        except DecisionError:
            refused = True
    assert refused == bool(found.overlaps)
    idle = {one.row.number for one in found.unreached}
    every = set(range(1, len(rows) + 1))
    if policy == "ANY":
        points = matched(rows, types)
        answering = {number for hit in points.values() for number in hit}
    assert idle == every - answering
