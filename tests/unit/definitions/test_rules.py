"""Each rule finds what is wrong in its wrong example, and nothing in its right one."""

import pytest

from engine.definitions import rules
from engine.runtime.schema import RULE as SCHEMA_RULE
from tests.support.rule_examples import PAGES, findings_of

NAMES = sorted({*rules.NAMES, SCHEMA_RULE})


@pytest.mark.parametrize("name", NAMES)
def test_the_wrong_example_is_found_with_line_and_remedy(name: str) -> None:
    found = [each for each in findings_of(name, "wrong") if each.rule == name]
    assert found
    assert all(each.line for each in found)
    assert all(text for each in found for text in (*each.message, *each.remedy))


@pytest.mark.parametrize("name", NAMES)
def test_the_right_example_has_no_fault(name: str) -> None:
    found = findings_of(name, "right")
    assert [each for each in found if each.rule == name or each.severity == "error"] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_why_how_and_the_dutch_message(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    message = next(e.message.nl for e in findings_of(name, "wrong") if e.rule == name)
    assert page.startswith(f"# {name}\n")
    assert message in page
    for heading in ("## Why", "## How to mend", "## Wrong", "## Right"):
        assert heading in page
