"""JSON with lines."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms.json_lines import MAX_DEPTH, JsonLinesError, JsonObject, decode

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abé\n"), inner),
    max_leaves=20,
)


@given(value=values, indent=st.sampled_from([None, 0, 2]), escaped=st.booleans())
def test_it_reads_what_the_standard_library_writes(
    value: Any, indent: int | None, *, escaped: bool
) -> None:
    raw = json.dumps(value, indent=indent, ensure_ascii=escaped).encode()
    assert decode(raw) == value


def test_numbers_are_exact() -> None:
    assert decode(b"[0.1, 1e400]") == [Decimal("0.1"), Decimal("1E+400")]


def test_objects_and_keys_know_their_lines() -> None:
    found = decode(b'\xef\xbb\xbf{\r\n "a": 1,\r\n\r\n "b": [{\r\n  "c": "x\\ny"}]}')
    assert isinstance(found, JsonObject)
    assert (found.line, found.line_of("a"), found.line_of("b")) == (1, 2, 4)
    (inner,) = found["b"]
    assert (inner.line, inner.line_of("c"), inner.line_of("d")) == (4, 5, 4)


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", 1),
        (b'{\n"a": 1,\n}', 3),
        (b'{\n"a" 1}', 2),
        (b'{\n"a": 1\n"b": 2}', 3),
        (b"[1,\n2", 2),
        (b"[\n,]", 2),
        (b"{}\n\nx", 3),
        (b"{a: 1}", 1),
        (b"'a'", 1),
        (b"NaN", 1),
        (b'"a\nb"', 1),
        (b'{"a": 1,\n"a": 2}', 2),
        (b'[\n"\\ud800"]', 2),
        (b'[\n"\\u0000"]', 2),
        (b'[\n"\xff"]', 2),
        (b"[" * (MAX_DEPTH + 2), 1),
        (b"[" * 100_000, 1),
        (b"[" + b"1," * 60_000 + b"1]", 1),
        (b" " * 1_000_001, None),
    ],
)
def test_what_is_no_json_is_told_with_its_line(raw: bytes, line: int | None) -> None:
    with pytest.raises(JsonLinesError) as wrong:
        decode(raw)
    assert wrong.value.line == line
    assert wrong.value.text.nl


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:1a\\ ').map(str.encode))
def test_what_the_standard_library_refuses_is_refused(raw: bytes) -> None:
    try:
        json.loads(raw.decode())
    except ValueError:
        with pytest.raises(JsonLinesError):
            decode(raw)
