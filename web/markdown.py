"""The little Markdown that texts in forms use: paragraphs, lists, bold; all else as is."""

import re

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITEM = re.compile(r"\s*[-*]\s+(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")


def markdown(text: str) -> Markup:
    """Turn a text into HTML; every sign of it is escaped first."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return Markup("\n").join(_block(block) for block in blocks if block.strip())


def _block(block: str) -> Markup:
    lines = block.split("\n")
    items = [_ITEM.fullmatch(line) for line in lines]
    if all(items):
        inner = Markup("").join(
            Markup("<li>{}</li>").format(_inline(item[1])) for item in items if item
        )
        return Markup("<ul>{}</ul>").format(inner)
    heading = _HEADING.fullmatch(block)
    if heading:
        return Markup("<h2>{}</h2>").format(_inline(heading[1]))
    inner = Markup("<br>").join(_inline(line) for line in lines)
    return Markup("<p>{}</p>").format(inner)


def _inline(line: str) -> Markup:
    escaped = str(escape(line))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", escaped))  # noqa: S704 -- escaped above
