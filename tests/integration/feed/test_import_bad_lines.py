"""Lines that are half, wrong or strange: told by line and field, the good ones kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InvalidDataError
from engine.operations.import_register import ImportReport
from tests.support.staffed import Staffed, as_csv, newcomer

#: Stands in every wrong value, and in no message.
SECRET = "Geheim"

pytestmark = pytest.mark.parametrize("staffed_url", ["sqlite"], indirect=True)


def told(report: ImportReport) -> list[tuple[int, str]]:
    return [(problem.line, problem.field) for problem in report.problems]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_as_it_comes(
    staffed: Staffed, tmp_path: Path, delimiter: str, mark: str, end: str
) -> None:
    file = tmp_path / "feed.csv"
    line = newcomer(family_name='Voorbeeld, "Van" den;-1')
    written = mark + as_csv([line], delimiter=delimiter).replace("\n", end)
    file.write_bytes(written.encode())

    report = staffed.take_in(file)

    assert (report.results, report.problems) == ({"opened": 1}, [])
    ((name,),) = staffed.rows("SELECT family_name FROM person_details")
    assert name == 'Voorbeeld, "Van" den;-1'


def test_json_lines_mean_what_csv_means(staffed: Staffed, tmp_path: Path) -> None:
    file = tmp_path / "feed.jsonl"
    typed = newcomer(
        asylum_seeker=False,
        in_school=False,
        born_in_belgium=None,
        parents_born_abroad=True,
        earlier_regions=["brussels"],
        given_name="Zoë",
    )
    file.write_text(json.dumps(typed) + "\n\n" + json.dumps(newcomer(2)) + "\n")

    report = staffed.take_in(file)

    assert (report.results, report.problems) == ({"opened": 2}, [])
    rows = staffed.rows("SELECT value FROM fact WHERE name = 'earlier_regions'")
    assert '["brussels"]' in [row.value for row in rows]


WRONG_VALUES: list[dict[str, Any]] = [
    {"born_on": SECRET},
    {"born_on": "31/12/1990"},
    {"born_on": "2990-01-01"},
    {"born_on": "1700-01-01"},
    {"born_on": ""},
    {"register_key": "  "},
    {"family_name": ""},
    {"family_name": SECRET * 200},
    {"given_name": f"{SECRET}\x00"},
    {"given_name": f"{SECRET}\x1b[2J"},
    {"registered_on": f"2026-13-{SECRET}"},
    {"asylum_seeker": SECRET},
    {"in_school": "2"},
    {"sex": SECRET * 5000},
    {"nationality": f"{SECRET}\x00"},
    {"change": SECRET},
    {"agency": SECRET},
    {"agency": "AGII"},
    {"reported_on": SECRET},
    {"asylum_seker": SECRET},
    {"Postcode": SECRET},
]


@pytest.mark.parametrize(
    "wrong",
    WRONG_VALUES,
    ids=[f"{n}-{'-'.join(one)}" for n, one in enumerate(WRONG_VALUES)],
)
def test_a_wrong_value_is_told_by_line_and_field(
    staffed: Staffed, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    ((name, value),) = wrong.items()
    file = tmp_path / "feed.csv"
    good = {name: newcomer().get(name, "")}
    first, last = newcomer(1, **good), newcomer(3, **good)
    if name in ("register_key", "family_name"):
        first, last = newcomer(1), newcomer(3)
    file.write_text(as_csv([first, newcomer(2, **{name: value}), last]))

    report = staffed.take_in(file)

    assert told(report) == [(3, name)]
    assert report.results == {"opened": 2}
    assert SECRET not in str(report.problems)
    assert staffed.count("person") == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"family_name": ["a"]},
        {"family_name": {"a": 1}},
        {"family_name": True},
        {"born_on": 19900501},
        {"born_on": ["1990-05-01"]},
        {"asylum_seeker": 1},
        {"asylum_seeker": {"is": True}},
        {"nationality": 7},
        {"nationality": {"code": SECRET}},
        {"earlier_regions": {"a": "b"}},
        {"earlier_regions": [[[[[[[[[[["a"]]]]]]]]]]]},
        {"sex": "\ud800"},
        {"email": "\udc80"},
        {"agency": "\udfff"},
    ],
    ids=str,
)
def test_a_value_of_another_type_is_told_by_line_and_field(
    staffed: Staffed, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    file = tmp_path / "feed.jsonl"
    lines = [newcomer(1), newcomer(2, **wrong), newcomer(3)]
    file.write_text("\n".join(map(json.dumps, lines)))

    report = staffed.take_in(file)

    assert told(report) == [(2, *wrong)]
    assert report.results == {"opened": 2}
    assert SECRET not in str(report.problems)


GOOD = json.dumps(newcomer(1))


@pytest.mark.parametrize(
    "broken",
    [
        GOOD[: len(GOOD) // 2],
        "null",
        "[1, 2]",
        '"text"',
        "{}}",
        "[" * 50_000,
        '{"register_key": NaN}',
        '{"register_key": ' + "9" * 5000 + "}",
        '{"register_key": "a", "register_key": "b"}',
        GOOD.replace("Testa", "x" * 200_000),
    ],
    ids=["half", "null", "list", "text", "brace", "deep", "nan", "huge", "twice", "long"],
)
def test_a_broken_json_line_does_not_harm_the_next(
    staffed: Staffed, tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "feed.jsonl"
    file.write_text(f"{broken}\n{GOOD}\n")

    report = staffed.take_in(file)

    assert told(report) == [(1, "")]
    assert report.results == {"opened": 1}


HEAD, LINE, *_ = as_csv([newcomer(1)]).splitlines()


@pytest.mark.parametrize(
    "broken",
    [
        LINE[: len(LINE) // 2],
        LINE + ",more",
        f'"{SECRET}',
        f'TEST-9,"{SECRET}"x,' + LINE,
        "x" * 150_000,
        ";".join("ab"),
    ],
    ids=["half", "more", "open-quote", "after-quote", "long", "semicolons"],
)
def test_half_a_csv_line_does_not_harm_the_next(
    staffed: Staffed, tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "feed.csv"
    second = as_csv([newcomer(2)]).splitlines()[1]
    file.write_text(f"{HEAD}\n{LINE}\n{broken}\n\n{second}\n")

    report = staffed.take_in(file)

    assert told(report) == [(3, "")]
    assert report.results == {"opened": 2}
    assert SECRET not in str(report.problems)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_line_in_another_encoding_names_the_field(
    staffed: Staffed, tmp_path: Path, encoding: str, kind: str
) -> None:
    file = tmp_path / f"feed.{kind}"
    lines = [newcomer(1), newcomer(2, given_name="Zoë", sex="é"), newcomer(3)]
    written = (
        as_csv(lines)
        if kind == "csv"
        else "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    )
    file.write_bytes(written.encode(encoding))

    report = staffed.take_in(file)

    number = 3 if kind == "csv" else 2
    assert told(report) == [(number, "given_name"), (number, "sex")]
    assert {problem.text.en for problem in report.problems} == {
        "This value is not written in UTF-8."
    }
    assert report.results == {"opened": 2}


@pytest.mark.parametrize(
    "head",
    [LINE, "register_key,family_name", HEAD + ",sex", HEAD.replace("sex", '"sex'), "\x00"],
    ids=["no-header", "missing", "double", "quote", "zero"],
)
def test_a_csv_file_whose_columns_are_not_named_is_refused_whole(
    staffed: Staffed, tmp_path: Path, head: str
) -> None:
    file = tmp_path / "feed.csv"
    file.write_text(f"{head}\n{LINE}\n")

    with pytest.raises(InvalidDataError) as refused:
        staffed.take_in(file)

    assert "The first line names the columns" in refused.value.text.en
    assert "Voorbeeld" not in refused.value.text.en
    assert staffed.count("person") == 0


def test_utf_16_is_refused_whole(staffed: Staffed, tmp_path: Path) -> None:
    file = tmp_path / "feed.csv"
    file.write_bytes(as_csv([newcomer()]).encode("utf-16"))

    with pytest.raises(InvalidDataError, match="UTF-8"):
        staffed.take_in(file)


@pytest.mark.parametrize("name", ["feed.csv", "feed.jsonl"])
def test_an_empty_file_gives_nothing(staffed: Staffed, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"")

    report = staffed.take_in(file)

    assert (report.results, report.problems) == ({}, [])


def test_another_kind_of_file_is_refused(staffed: Staffed, tmp_path: Path) -> None:
    file = tmp_path / "feed.xlsx"
    file.write_bytes(b"PK")

    with pytest.raises(InvalidDataError, match=r"ends in \.csv or \.jsonl"):
        staffed.take_in(file)


def test_a_column_without_values_harms_nobody(staffed: Staffed, tmp_path: Path) -> None:
    file = tmp_path / "feed.csv"
    file.write_text(as_csv([newcomer(1, remarks=""), newcomer(2, remarks="  ")]))

    assert staffed.take_in(file).results == {"opened": 2}
