"""Random tables say what a few lines of plain Python say; broken files never harm."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.decisions import DecisionError, evaluate, read_decisions
from engine.errors import InvalidDefinitionError
from tests.support import dmn

ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("abc")), max_size=6
)
POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
VALUES = "cab"


def plain(policy, rows, x):
    """Give the answer and the numbers of the rows; an error is their numbers alone."""
    matching = [
        (number, answer)
        for number, (low, high, answer) in enumerate(rows, start=1)
        if low <= x <= high
    ]
    if policy in {"PRIORITY", "OUTPUT ORDER"}:
        matching.sort(key=lambda row: VALUES.index(row[1]))
    if policy in {"FIRST", "PRIORITY"}:
        matching = matching[:1]
    numbers = [number for number, _ in matching]
    answers = [answer for _, answer in matching]
    if policy == "UNIQUE" and len(numbers) > 1:
        return numbers
    if policy == "ANY" and len(set(answers)) > 1:
        return numbers
    if not answers:
        return None, []
    is_single = policy in {"UNIQUE", "ANY", "FIRST", "PRIORITY"}
    return (answers[0] if is_single else answers), numbers


@given(policy=st.sampled_from(POLICIES), rows=ROWS, x=st.integers(0, 9))
def test_a_table_answers_as_plain_python_does(policy, rows, x):
    written = [f'[{low}..{high}] => "{answer}"' for low, high, answer in rows]
    values = ", ".join(f'"{value}"' for value in VALUES)
    model = dmn.read(dmn.table(written, policy=policy, values=values))
    assert answer(model, "t", Decimal(x)) == plain(policy, rows, x)


def answer(model, decision, x):
    try:
        result = evaluate(model, decision, {"x": x}, now=dmn.NOW)
    except DecisionError as error:
        return list(error.rows)
    return result.value, [row.row for row in result.rows]


WHOLE = dmn.file(
    dmn.literal("a", "x + 1", type_name="number")
    + dmn.table(['> 1 => "yes" | S6', "- => a"], inputs=["a"], policy="FIRST").replace(
        "<decisionTable", dmn.needs(decision="a") + "<decisionTable"
    )
)


@given(
    start=st.integers(0, len(WHOLE)),
    length=st.integers(0, 12),
    put=st.sampled_from([b"", b"<", b'"', b"&", b"<a/>", b"\xff", b"1 +", b"</text>"]),
    x=st.sampled_from([None, Decimal(1), "one", [], {}]),
)
def test_a_damaged_file_is_refused_or_answers(start, length, put, x):
    raw = WHOLE[:start] + put + WHOLE[start + length :]
    refusal, model = read(raw)
    assert refusal or model
    for decision in model.decisions if model else ():
        assert answer(model, decision, x) is not None


def read(raw):
    try:
        return "", read_decisions(raw, file="some.dmn")
    except InvalidDefinitionError as error:
        return " ".join(finding.remedy.nl for finding in error.findings), None
