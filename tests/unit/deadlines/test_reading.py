"""deadlines.toml: what is read, and what is said of what cannot be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import Period, ReminderRule, read_terms
from engine.errors import InvalidDefinitionError
from engine.feel import Expression
from tests.support.term_file import GOOD, findings, rules


def test_rows_of_one_name_stand_in_order_of_date() -> None:
    terms = read_terms(GOOD.encode(), file="deadlines.toml")
    assert terms.names == {"report", "answer"}
    old, new = terms.rows["report"]
    assert (old.length, new.length) == (Period(months=2), Period(months=3))
    assert (old.line, new.line) == (2, 15)
    assert old.holds_on(date(2022, 2, 28))
    assert not old.holds_on(date(2022, 3, 1))
    assert new.reminders == (
        ReminderRule(offset=Period(months=1), moment="before", to=("assignee", "team")),
        ReminderRule(
            offset=Period(days=14), moment="before", to=("supervisor",), only_if_idle=True
        ),
    )
    assert new.note.startswith("Eerste")


def test_lengths_and_starts_are_feel() -> None:
    (term,) = read_terms(GOOD.encode(), file="deadlines.toml").rows["answer"]
    assert isinstance(term.length, Expression)
    assert term.names == {"asked_on", "urgent"}


def test_an_empty_file_has_no_terms() -> None:
    assert read_terms(b"", file="deadlines.toml").names == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name = "answer"', 'name = "Answer!"', ("deadline-field", 42)),
        ('title = {nl = "Antwoorden", en = "Answer"}', "", ("deadline-field", 41)),
        ('starts = "= asked_on"', "starts = 3", ("deadline-field", 44)),
        ('starts = "= asked_on"', 'starts = "asked_on +"', ("deadline-field", 44)),
        ('days = "working"', 'days = "business"', ("deadline-field", 47)),
        ("start_day_counts = true", "", ("deadline-field", 41)),
        (
            'source = "handboek"',
            'source = "handboek"\nlegth = "P3M"',
            ("deadline-field", 52),
        ),
        ("length = '= if", "length = '= iff", ("deadline-field", 46)),
        ('"P3M"', '"3 maanden"', ("deadline-length", 20)),
        ('"P3M"', '"P0D"', ("deadline-length", 20)),
        ('"P3M"', '"PT5H"', ("deadline-length", 20)),
        ('"P3M"', '"P9999Y"', ("deadline-length", 20)),
        (
            'legal_basis = "Afspraak van het agentschap"',
            'legal_basis = " "',
            ("deadline-legal-basis", 50),
        ),
        ('source = "handboek"', "", ("deadline-legal-basis", 41)),
        ("valid_until = 2022-02-28", "", ("deadline-rows", 15)),
        (
            "valid_until = 2022-02-28",
            "valid_until = 2022-03-01",
            ("deadline-rows", 15),
        ),
        ("valid_from = 2022-03-01", 'valid_from = "2022"', ("deadline-field", 26)),
        ('"supervisor"', '"director"', ("deadline-reminder", 39)),
        ('"assignee", "team"', '"team", "team"', ("deadline-reminder", 35)),
        ('to = ["supervisor"]', "to = []", ("deadline-reminder", 39)),
        ('to = ["supervisor"]', "", ("deadline-reminder", 37)),
        (
            'to = ["supervisor"]',
            'to = ["team", "supervisor"]',
            ("deadline-reminder", 39),
        ),
        (
            'to = ["supervisor"]',
            'to = ["supervisor"]\nonly_if_idle = false',
            ("deadline-reminder", 39),
        ),
        (
            'to = ["supervisor"]',
            'to = ["team"]\nonly_if_idle = "yes"',
            ("deadline-reminder", 40),
        ),
        (
            'to = ["supervisor"]',
            'to = ["team"]\nchannel = "sms"',
            ("deadline-reminder", 40),
        ),
        (
            'to = ["supervisor"]',
            'to = ["newcomer"]\nchannel = "badge"',
            ("deadline-reminder", 40),
        ),
        ('to = ["supervisor"]', 'to = ["team"]\ncc = 1', ("deadline-reminder", 40)),
        ('before = "P2W"', 'before = "soon"', ("deadline-reminder", 38)),
        ('before = "P2W"', "", ("deadline-reminder", 37)),
        ('before = "P2W"', 'before = "P2W"\non = true', ("deadline-reminder", 39)),
        ('before = "P2W"', 'before = "P2W"\nafter = "P2W"', ("deadline-reminder", 39)),
        ('before = "P2W"', "on = 1", ("deadline-reminder", 38)),
        ('before = "P2W"', "on = false", ("deadline-reminder", 38)),
        ('before = "P2W"', "after = 3", ("deadline-reminder", 38)),
        (
            'counts_from = {nl = "de vraag", en = "the question"}',
            "",
            ("deadline-field", 41),
        ),
        ('en = "the question"', 'en = ""', ("deadline-field", 45)),
        ('length = "P2M"', 'length = "P2M"\nmonth_end = "2"', ("deadline-field", 8)),
        (
            'length = "P2M"',
            'length = "P2M"\nrunning_terms = "new"',
            ("deadline-field", 8),
        ),
        (
            'length = "P2M"',
            'length = "P2M"\nrunning_terms = "recount"',
            ("deadline-rows", 8),
        ),
        (
            'length = "P2M"',
            'length = "P2M"\nextension_at_most = "long"',
            ("deadline-length", 8),
        ),
        (
            'days = "working"',
            'days = "working"\nextension_at_most = "P1M"',
            ("deadline-length", 48),
        ),
        (
            "# The terms",
            '[sending] # hours\nfrom = "18:00"\nuntil = "08:00"\n#',
            ("deadline-sending", 3),
        ),
        ("# The terms", '[sending]\nfrom = "8:00"\n#', ("deadline-sending", 2)),
        ("# The terms", '[sending]\nuntil = "18:00"\n#', ("deadline-sending", 1)),
        ("# The terms", "[sending]\nat = 1\n#", ("deadline-sending", 2)),
        ("# The terms", "sending = 3\n#", ("deadline-sending", 1)),
        ('before = "P1M"', 'before = "P3M"', ("deadline-reminder", 34)),
    ],
)
def test_each_mistake_is_told_with_its_rule_and_line(
    old: str, new: str, expected: tuple[str, int]
) -> None:
    assert old in GOOD
    found = findings(GOOD.replace(old, new))
    assert expected in [(one.rule, one.line) for one in found]
    assert all(one.message.nl and one.remedy.nl for one in found)
    assert all(one.message.en and one.remedy.en for one in found)


def test_what_is_to_be_confirmed_says_what() -> None:
    assert rules(GOOD.replace("to_be_confirmed = true\nnote", "a = 0\nnote", 1)) == [
        ("deadline-field", 27)
    ]
    without = GOOD.replace('Eerste of tweede aanmelding?\nname = "not a key"\n', "")
    assert [rule for rule, _ in rules(without)] == ["deadline-unconfirmed"]


def test_months_cannot_be_working_days() -> None:
    found = rules(GOOD.replace('days = "calendar"', 'days = "working"', 1))
    assert found == [("deadline-length", 7)]


def test_all_mistakes_are_told_at_once_in_order_of_line() -> None:
    wrong = GOOD.replace('"P2M"', '"2M"').replace('source = "handboek"', "")
    assert rules(wrong) == [("deadline-length", 7), ("deadline-legal-basis", 41)]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"[[term]\nname = 1", 1),
        (b"a = 1\na = 2", 2),
        (b"a = 1\nb = '\xff'", 2),
        (b"a = " + b"[" * 5000 + b"]" * 5000, None),
        (b" " * 1_000_001, None),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(raw: bytes, line: int | None) -> None:
    with pytest.raises(InvalidDefinitionError) as wrong:
        read_terms(raw, file="deadlines.toml")
    (finding,) = wrong.value.findings
    assert (finding.rule, finding.line) == ("deadline-unreadable", line)


@pytest.mark.parametrize(
    "text", ["term = 3", "term = [3]", "terms = 1", "[term]\nname = 1"]
)
def test_other_toml_is_no_file_of_terms(text: str) -> None:
    assert {finding.rule for finding in findings(text)} == {"deadline-field"}


def test_two_files_with_one_name_are_refused_together() -> None:
    own = read_terms(GOOD.encode(), file="own/deadlines.toml")
    with pytest.raises(InvalidDefinitionError) as wrong:
        own.with_terms(read_terms(GOOD.encode(), file="law/deadlines.toml"))
    assert [finding.element for finding in wrong.value.findings] == ["answer", "report"]
    assert "law/deadlines.toml" in wrong.value.findings[0].message.nl


@given(months=st.integers(0, 1200), days=st.integers(0, 36_525))
def test_a_period_is_read_as_it_is_written(months: int, days: int) -> None:
    if months or days:
        period = Period(months=months, days=days)
        assert Period.parse(str(period)) == period


@given(text=st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert findings(f"[[term]]\nname = {text}")


anything = st.sampled_from(
    [
        *("1", "true", '""', '"x"', '"=x +"', '"P1M"', "[]", "[1]", "{}", "{nl = 1}"),
        *("2022-01-01", "2022-01-01T10:00:00", "10:00:00", "1e400", "nan"),
        *("[{before = 1}]", "[{to = [[]]}]", "[{on = {}}]", "[{after = true}]"),
        *('[{to = ["team", {}]}]', "[{channel = []}]", "[{only_if_idle = 1}]"),
    ]
)
keys = st.sampled_from(
    [
        *("name", "title", "starts", "length", "days", "end_moves", "source", "reminder"),
        *("valid_from", "valid_until", "to_be_confirmed", "note", "start_day_counts"),
        *("counts_from", "month_end", "running_terms", "extension_at_most"),
    ]
)


@given(st.dictionaries(keys, anything))
def test_whatever_stands_in_a_term_is_told(table: dict[str, str]) -> None:
    lines = "\n".join(f"{key} = {value}" for key, value in table.items())
    assert all(one.rule.startswith("deadline-") for one in findings(f"[[term]]\n{lines}"))
