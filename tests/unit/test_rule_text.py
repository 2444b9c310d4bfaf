"""The pages of the rules as HTML: little of Markdown, and nothing of their own."""

from pathlib import Path

import pytest

from web.rule_text import rule_page, rule_text

RULES = Path(__file__).resolve().parents[2] / "docs" / "rules"


def test_parts_of_a_page_become_html() -> None:
    html = rule_text(
        "# name\n\nSome `code` and **weight**.\nMore.\n\n## Wrong\n\n"
        '```json\n{"a": 1}\n```\n\n- one\n- two\n\n> quoted\n> on\n\n'
        "## Right\n\n[x](x/right.bpmn)\n"
    )
    assert html.splitlines() == [
        "<p>Some <code>code</code> and <strong>weight</strong>.",
        "More.</p>",
        "<h2>Wrong</h2>",
        '<pre tabindex="0"><code>{&#34;a&#34;: 1}',
        "</code></pre>",
        "<ul><li>one</li><li>two</li></ul>",
        "<blockquote><p>quoted",
        "on</p></blockquote>",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "```\n<img onerror=x>\n```",
        "- <b>x</b>",
        "[<i>x</i>](javascript:alert(1)) y",
        "`<u>`",
    ],
)
def test_signs_of_html_stay_signs(text: str) -> None:
    html = rule_text(text)
    assert "<script" not in html
    assert "<i" not in html.replace("<li", "")
    assert "&lt;" in html
    assert "javascript" not in html


def test_every_page_of_the_rules_can_be_shown() -> None:
    pages = sorted(RULES.glob("*.md"))
    assert pages
    for page in pages:
        assert rule_page(page.stem) == page
        assert rule_text(page.read_text(encoding="utf-8")).startswith("<")


@pytest.mark.parametrize("name", ["", "..", "../feel", "a/b", "A", "x" * 100, "none\x00"])
def test_a_name_leads_nowhere_else(name: str) -> None:
    assert rule_page(name) is None
