"""What the readers of tables, boxed expressions and types share: the file's settings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.decisions.boxed import FeelLiteral
from engine.decisions.findings import Findings, element_id
from engine.decisions.languages import is_feel, is_template, to_feel
from engine.decisions.scope import Where
from engine.decisions.types import ANY, BUILT_IN, MOMENT
from engine.feel import Expression, FeelSyntaxError
from engine.feel import compile as compile_feel
from engine.xml import Element, line_of, local_name

__all__ = ["NULL", "Reading", "child", "children", "special", "text_of", "vendor", "where"]

#: Stands in for an expression that a finding was made about.
NULL = compile_feel("null")

_PLAIN_NAME = re.compile(r"\w+")


@dataclass(slots=True, kw_only=True)
class Reading:
    """The state of reading one file."""

    findings: Findings
    #: Expression language where an element declares none.
    language: str
    #: Whether the file is DMN 1.1, in which vendors' dates have a time.
    is_first_version: bool
    #: Names of the item definitions.
    type_names: frozenset[str] = frozenset()
    #: Names under which other files are imported; a finding says that they are not.
    imports: frozenset[str] = frozenset()
    #: Names of components, entries and outputs that are not plain words.
    members: frozenset[str] = field(default_factory=frozenset)

    def type(self, element: Element, reference: str | None) -> str:
        """Give the name of the type that a ``typeRef`` means; Any where there is none."""
        plain = (reference or "").strip()
        prefix, *rest = re.split(r"[:.]", plain)
        if not plain or (rest and prefix in self.imports):
            return ANY
        for candidate in (plain, plain.removeprefix(prefix)[1:] if rest else plain):
            if candidate in self.type_names:
                return candidate
            built_in = BUILT_IN.get(candidate.lower())
            if built_in == "date" and self.is_first_version:
                return MOMENT
            if built_in:
                return built_in
        self.findings.add(
            "decision-type",
            element,
            f"Het type {plain} bestaat niet in dit bestand.",
            f"The type {plain} does not exist in this file.",
        )
        return ANY

    def literal(self, element: Element, names: frozenset[str]) -> FeelLiteral:
        """Read an element with a ``text`` as FEEL that sees the names."""
        compiled = self.feel(element, names)
        return FeelLiteral(
            where=where(element),
            expression=compiled or NULL,
            type=self.type(element, element.get("typeRef")),
        )

    def is_foreign(self, element: Element) -> bool:
        """Whether the text of an element is in another language than FEEL."""
        language = element.get("expressionLanguage") or self.language
        return is_template(text_of(element)) or not is_feel(language)

    def feel(
        self, element: Element, names: frozenset[str], *, unary: bool = False
    ) -> Expression | None:
        """Compile the text of an element; None, and a finding, where that fails."""
        text = text_of(element)
        language = element.get("expressionLanguage") or self.language
        if self.is_foreign(element):
            translated = to_feel(text, language)
            if translated is None:
                self._refuse_language(element, text, language)
                return None
            text = translated
        return self.compile(text, element, names, unary=unary)

    def compile(
        self, text: str, element: Element, names: frozenset[str], *, unary: bool = False
    ) -> Expression | None:
        """Compile FEEL; None, and a finding, where that fails."""
        try:
            return compile_feel(text, unary=unary, names=special(names) | self.members)
        except FeelSyntaxError as error:
            start = child(element, "text")
            line = line_of(element if start is None else start)
            self.findings.add(
                "decision-expression",
                element,
                f"De uitdrukking {_shown(text)} is geen FEEL. {error.text.nl}",
                f"The expression {_shown(text)} is not FEEL. {error.text.en}",
                line=line + error.line - 1 if line else None,
            )
            return None

    def _refuse_language(self, element: Element, text: str, language: str) -> None:
        named = "JUEL" if is_template(text) else language
        self.findings.add(
            "decision-language",
            element,
            f"De uitdrukking {_shown(text)} is in {named} en heeft geen zekere vertaling.",
            f"The expression {_shown(text)} is in {named} and has no certain translation.",
        )


def special(names: Iterable[str]) -> frozenset[str]:
    """Give those names that are not plain words, which FEEL must be told of."""
    return frozenset(name for name in names if not _PLAIN_NAME.fullmatch(name))


def children(element: Element, *names: str) -> Iterator[Element]:
    """Give the children of the element's own namespace with one of the names."""
    space = _namespace(element)
    for candidate in element.iterchildren("*"):
        if _namespace(candidate) == space and local_name(candidate) in names:
            yield candidate


def child(element: Element, *names: str) -> Element | None:
    """Give the first child with one of the names."""
    return next(children(element, *names), None)


def text_of(element: Element | None, name: str = "text") -> str:
    """Give the text of a child element without surrounding blanks; empty without one."""
    found = child(element, name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def vendor(element: Element, name: str) -> str:
    """Give an attribute of that name, in no namespace or any; empty without one."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def where(element: Element) -> Where:
    """Give the place of an element in its file."""
    return Where(line=line_of(element), element=element_id(element))


def _namespace(element: Element) -> str:
    return str(element.tag).rpartition("}")[0]


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:57] + "...")  # noqa: PLR2004
