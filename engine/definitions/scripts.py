"""Scripts: ``name = FEEL`` lines, one expression with a result, trivial foreign ones."""

import re

from engine.definitions.formulas import Formulas, language_of
from engine.definitions.model import Assignment, Formula
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

_LINE = re.compile(r"\s*([^\W\d][\w ]*?)\s*=(?!=)\s*(.*)", re.DOTALL)
_FOREIGN = re.compile(
    r"\s*(?:(?:var|let|const|def)\s+)?([A-Za-z_]\w*)\s*=(?!=)\s*(.+?);?\s*", re.DOTALL
)
_SET_VARIABLE = re.compile(
    r"\s*execution\.setVariable\(\s*['\"](\w+)['\"]\s*,(.+)\)\s*;?\s*", re.DOTALL
)
_COMMENT = re.compile(r"\s*(?://|#(?!\{)).*")


def read_script(
    text: str, element: Element, formulas: Formulas, *, language: str = "", result: str = ""
) -> tuple[Assignment, ...]:
    """Read the text of a script task into assignments, in order.

    Args:
        text: What the script element holds.
        element: The element that findings name.
        formulas: Reads each right side, and keeps the findings.
        language: The declared scriptFormat; empty and FEEL mean ``name = FEEL`` lines.
        result: Fact for the value when the script is one expression.
    """
    named = language_of(language)
    if not text.strip():
        return ()
    if result and not _LINE.fullmatch(text):
        formula = _expression(text, element, formulas, named)
        return (Assignment(target=result, formula=formula),) if formula else ()
    before = len(formulas.findings)
    read = [_line(line, element, formulas, named) for line in _lines(text)]
    if any(each is None for each in read) and len(formulas.findings) == before:
        formulas.findings.append(_foreign_script(text, element, formulas, named))
    return tuple(each for each in read if each is not None)


def _line(
    line: str, element: Element, formulas: Formulas, language: str
) -> Assignment | None:
    match = _SET_VARIABLE.fullmatch(line)
    if match is None:
        plain = language in {"", "FEEL"}
        match = (_LINE if plain else _FOREIGN).fullmatch(line)
    if match is None:
        return None
    formula = _expression(match.group(2), element, formulas, language)
    return Assignment(target=match.group(1), formula=formula) if formula else None


def _expression(
    text: str, element: Element, formulas: Formulas, language: str
) -> Formula | None:
    text = text.strip().removesuffix(";")
    if language in {"", "FEEL"} and not text.startswith(("=", "${", "#{")):
        return formulas.expression(text, element, language=language)
    return formulas.expression(text, element, language=language)


def _lines(text: str) -> list[str]:
    """Split into statements; a line goes on while a bracket or text is open."""
    statements: list[str] = []
    open_part = ""
    for line in text.splitlines():
        if not open_part and (not line.strip() or _COMMENT.fullmatch(line)):
            continue
        open_part = f"{open_part}\n{line}" if open_part else line
        if _is_closed(open_part):
            statements.append(open_part.strip())
            open_part = ""
    if open_part:
        statements.append(open_part.strip())
    return statements


def _is_closed(text: str) -> bool:
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", "", text)
    return all(bare.count(a) <= bare.count(b) for a, b in ("()", "[]", "{}"))


def _foreign_script(
    text: str, element: Element, formulas: Formulas, language: str
) -> Finding:
    first = text.strip().splitlines()[0][:60]
    name = language or "FEEL"
    nl = "geen FEEL" if name == "FEEL" else f"in {name}"
    en = "no FEEL" if name == "FEEL" else f"in {name}"
    return formulas.tree.finding(
        "script-language",
        element,
        Text(f"Het script '{first}' is {nl}.", f"The script '{first}' is {en}."),
        Text(
            "Schrijf regels van de vorm: feit = FEEL-uitdrukking.",
            "Write lines of the form: fact = FEEL expression.",
        ),
    )
