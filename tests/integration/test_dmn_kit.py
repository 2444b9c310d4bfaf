"""The DMN Technology Compatibility Kit, where it is at hand.

What does not pass is listed in ``docs/dmn-kit.md``; a case that fails without being listed
there, and one that is listed but passes, both fail this test.
"""

import re
from decimal import Decimal
from functools import cache

import pytest

from tests.support import corpus, dmn_kit

LISTED = corpus.ROOT / "docs" / "dmn-kit.md"
_ROW = re.compile(r"\| `([\w-]+)` \| ([^|]+) \| [^|]+ \|")


@cache
def outcomes(level: str) -> tuple[dmn_kit.Outcome, ...]:
    return tuple(dmn_kit.run(corpus.folder("dmn-tck", level)))


def failing(level: str) -> set[tuple[str, str]]:
    return {(outcome.file, outcome.case) for outcome in outcomes(level) if outcome.reason}


def listed() -> set[tuple[str, str]]:
    return {
        (file, case.strip(" `\n"))
        for file, cases in _ROW.findall(LISTED.read_text(encoding="utf-8"))
        for case in cases.split(",")
    }


def test_every_case_of_level_2_passes():
    assert [outcome for outcome in outcomes("compliance-level-2") if outcome.reason] == []
    assert len(outcomes("compliance-level-2")) > 0


def test_at_least_60_percent_of_the_cases_of_level_3_pass():
    run = len(outcomes("compliance-level-3"))
    passed = run - len(failing("compliance-level-3"))
    print(f"compliance level 3: {passed} of {run} cases pass")
    assert passed / run >= 0.6


def test_the_list_of_failing_cases_is_that_of_the_documentation():
    found = failing("compliance-level-2") | failing("compliance-level-3")
    run = {
        (outcome.file, outcome.case)
        for level in ("compliance-level-2", "compliance-level-3")
        for outcome in outcomes(level)
    }
    assert sorted(found - listed()) == [], "these fail and are not in docs/dmn-kit.md"
    passing = (listed() & run) - found
    assert sorted(passing) == [], "these pass and must leave docs/dmn-kit.md"


@pytest.mark.parametrize("expected", [True, False])
def test_the_runner_tells_a_wrong_value_from_a_right_one(expected):
    values = {"a": [Decimal(1), "x", None]}
    other = values if expected else {"a": [Decimal(2), "x", None]}
    assert dmn_kit.is_same(values, other) is expected
