"""The pages of docs/rules, as they are shown beside a finding."""

import re
from pathlib import Path

from markupsafe import Markup, escape

_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"[-*]\s+(.*)", re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
#: A heading with nothing but a link to a diagram, which is shown below the text instead.
_EXAMPLE = re.compile(r"^##\s.*\n\s*\[[^\]\n]*\]\([^)\n]*\.bpmn\)\s*$", re.MULTILINE)
_HERE = Path(__file__).resolve().parent
#: In the wheel the pages lie beside this module, else in the folder of the sources.
_FOLDERS = (_HERE / "rules", _HERE.parent / "docs" / "rules")


def rule_page(rule: str) -> Path | None:
    """Find the page of a rule; None when there is none."""
    if not _NAME.fullmatch(rule):
        return None
    files = [folder / f"{rule}.md" for folder in _FOLDERS]
    return next((file for file in files if file.is_file()), None)


def rule_text(text: str) -> Markup:
    """Turn such a page into HTML, without its first heading; every sign is escaped."""
    body = re.sub(r"\A#\s.*\n", "", text)
    parts: list[Markup] = []
    for number, part in enumerate(_FENCE.split(body)):
        if number % 2:
            parts.append(Markup('<pre tabindex="0"><code>{}</code></pre>').format(part))
        else:
            blocks = re.split(r"\n\s*\n", _EXAMPLE.sub("", part).strip())
            parts.extend(_block(block) for block in blocks if block.strip())
    return Markup("\n").join(parts)


def _block(block: str) -> Markup:
    heading = _HEADING.fullmatch(block)
    if heading:
        return Markup("<h2>{}</h2>").format(_inline(heading[2]))
    if block.startswith(">"):
        quoted = re.sub(r"^>\s?", "", block, flags=re.MULTILINE)
        return Markup("<blockquote><p>{}</p></blockquote>").format(_inline(quoted))
    items = re.split(r"\n(?=[-*]\s)", block)
    found = [_ITEM.fullmatch(item) for item in items]
    if all(found):
        inner = Markup("").join(
            Markup("<li>{}</li>").format(_inline(item[1])) for item in found if item
        )
        return Markup("<ul>{}</ul>").format(inner)
    return Markup("<p>{}</p>").format(_inline(block))


def _inline(text: str) -> Markup:
    escaped = str(escape(_LINK.sub(r"\1", text)))
    coded = _CODE.sub(r"<code>\1</code>", escaped)
    bold = _BOLD.sub(r"<strong>\1</strong>", coded)
    return Markup(bold)  # noqa: S704 -- escaped above
