"""Expressions of a file, whatever language they are written in, as FEEL formulas."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from engine import feel
from engine.definitions.model import Formula
from engine.definitions.tree import Tree, line_of, text_of
from engine.errors import EngineError, Finding
from engine.feel.foreign import UntranslatableError, to_feel
from engine.text import Text
from engine.xml import Element

__all__ = ["Formulas", "feel_string", "language_of"]

_TEMPLATE = re.compile(r"[$#]\{((?:[^{}]|\{[^{}]*\})*)\}")
_DATA_OBJECT = re.compile(
    r"(?:[\w-]+:)?getData(?:Object|Input)\(\s*['\"]([^'\"]+)['\"]\s*\)"
)
_SINGLE_QUOTED = re.compile(r"'([^']*)'")
_LANGUAGES = {
    "feel": "FEEL",
    "xpath": "XPath",
    "groovy": "Groovy",
    "javascript": "JavaScript",
    "ecmascript": "JavaScript",
    "python": "Python",
    "juel": "JUEL",
    "unifiedexpression": "JUEL",
    "mvel": "MVEL",
    "drools": "MVEL",
    "java": "Java",
}


def feel_string(text: str) -> str:
    """Write text as a FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'


def language_of(declared: str) -> str:
    """Give the plain name of a language from its URI, media type or name."""
    lowered = declared.lower()
    return next((name for key, name in _LANGUAGES.items() if key in lowered), declared)


@dataclass
class Formulas:
    """Reads the expressions of one file; what cannot be read becomes a finding."""

    tree: Tree
    findings: list[Finding] = field(default_factory=list)
    #: Names with blanks in them that data of the file has.
    names: Collection[str] = ()

    def of(self, element: Element | None) -> Formula | None:
        """Read an expression element, in the language that it or the file declares."""
        if element is None:
            return None
        declared = element.get("language", "")
        return self.expression(text_of(element), element, language=declared)

    def expression(
        self, text: str, element: Element, *, language: str = ""
    ) -> Formula | None:
        """Read an expression: FEEL, ``=FEEL``, ``${JUEL}`` or a foreign one-liner.

        Returns:
            None when there is no text, or a finding was made.
        """
        text = text.strip()
        if not text:
            return None
        if text.startswith("="):
            return self.feel(text[1:].strip(), element)
        if _TEMPLATE.search(text):
            return self._template(text, element)
        named = language_of(language)
        if named == "FEEL":
            return self.feel(text, element)
        return self._bare(text, element, named)

    def value(self, text: str, element: Element) -> Formula | None:
        """Read a value: ``=FEEL``, ``${JUEL}``, or else the text itself."""
        text = text.strip()
        if text.startswith("=") or _TEMPLATE.search(text):
            return self.expression(text, element)
        if not text:
            return None
        return Formula(source=feel_string(text), line=line_of(element), written=text)

    def feel(self, source: str, element: Element) -> Formula | None:
        """Read FEEL; a fault in it becomes a finding."""
        try:
            feel.compile(source, names=self.names)
        except EngineError as error:
            self.findings.append(self._syntax(source, element, error))
            return None
        return self._formula(source, element, "")

    def _formula(self, source: str, element: Element, written: str) -> Formula:
        names = frozenset(name for name in self.names if name in source)
        return Formula(source=source, line=line_of(element), written=written, names=names)

    def _bare(self, text: str, element: Element, language: str) -> Formula | None:
        source = _DATA_OBJECT.sub(lambda match: match.group(1), text)
        if language == "XPath" or source != text:
            source = _SINGLE_QUOTED.sub(lambda match: feel_string(match.group(1)), source)
        if language in {"", "XPath"} or source != text:
            try:
                feel.compile(source, names=self.names)
            except EngineError:
                pass
            else:
                return self._formula(source, element, text if source != text else "")
        return self._foreign(source, text, element, language)

    def _template(self, text: str, element: Element) -> Formula | None:
        parts = list(_TEMPLATE.finditer(text))
        if len(parts) == 1 and parts[0].group(0) == text:
            return self._foreign(parts[0].group(1), text, element, "JUEL")
        pieces, end = [], 0
        for part in parts:
            if part.start() > end:
                pieces.append(feel_string(text[end : part.start()]))
            inner = self._foreign(part.group(1), text, element, "JUEL")
            if inner is None:
                return None
            pieces.append(f"string({inner.source})")
            end = part.end()
        if end < len(text):
            pieces.append(feel_string(text[end:]))
        return self._formula(" + ".join(pieces), element, text)

    def _foreign(
        self, code: str, written: str, element: Element, language: str
    ) -> Formula | None:
        try:
            source = to_feel(code)
            feel.compile(source, names=self.names)
        except UntranslatableError as error:
            self.findings.append(self._language(written, element, language, error))
        except EngineError as error:
            self.findings.append(self._syntax(written, element, error))
        else:
            return self._formula(source, element, written)
        return None

    def _syntax(self, source: str, element: Element, error: EngineError) -> Finding:
        shown = _shown(source)
        return self.tree.finding(
            "expression-syntax",
            element,
            Text(
                f"De uitdrukking '{shown}' is geen FEEL: {error.text.nl}",
                f"The expression '{shown}' is no FEEL: {error.text.en}",
            ),
            Text(
                "Schrijf de uitdrukking als FEEL, bijvoorbeeld: = leeftijd >= 18.",
                "Write the expression in FEEL, for example: = age >= 18.",
            ),
        )

    def _language(
        self, text: str, element: Element, language: str, error: UntranslatableError
    ) -> Finding:
        shown, name = _shown(text), language or "FEEL"
        nl = "is geen FEEL" if not language else f"in {name} heeft geen gelijke in FEEL"
        en = "is no FEEL" if not language else f"in {name} has no equal in FEEL"
        return self.tree.finding(
            "expression-language",
            element,
            Text(
                f"De uitdrukking '{shown}' {nl} (bij '{error.args[0]}').",
                f"The expression '{shown}' {en} (at '{error.args[0]}').",
            ),
            Text(
                "Schrijf ze als FEEL: = gevolgd door een vergelijking van feiten.",
                "Write it in FEEL: = followed by a comparison of facts.",
            ),
        )


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."  # noqa: PLR2004
