"""Reads XML that anybody may have written, without ever trusting it.

A first pass with Expat refuses a DOCTYPE (and so every entity) and anything too large or
too deep before a tree is built; the tree itself is lxml's, which knows each element's line.
"""

from typing import Any
from xml.parsers import expat
from xml.parsers.expat import errors as expat_errors

from lxml import etree
from lxml.etree import _Element as Element

from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "Element",
    "line_of",
    "local_name",
    "parse_xml",
]

#: A file larger than this is refused; the largest diagram met so far is a tenth of it.
MAX_BYTES = 5_000_000
#: How deep elements may be nested.
MAX_DEPTH = 100
#: How many elements a file may have.
MAX_ELEMENTS = 100_000

#: What Expat says, in the words of a designer; anything else gets the general sentence.
_REASONS = {
    expat_errors.XML_ERROR_NO_ELEMENTS: Text(
        "Het bestand is leeg of houdt te vroeg op.", "The file is empty or ends too early."
    ),
    expat_errors.XML_ERROR_TAG_MISMATCH: Text(
        "Een eindtag past niet bij de tag die openstaat.",
        "An end tag does not match the tag that is open.",
    ),
    expat_errors.XML_ERROR_UNCLOSED_TOKEN: Text(
        "Een tag of aanhalingsteken wordt niet gesloten.",
        "A tag or quotation mark is not closed.",
    ),
    expat_errors.XML_ERROR_UNCLOSED_CDATA_SECTION: Text(
        "Een CDATA-blok wordt niet gesloten.", "A CDATA section is not closed."
    ),
    expat_errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: Text(
        "Na het einde van het document staat nog iets.",
        "Something follows the end of the document.",
    ),
    expat_errors.XML_ERROR_DUPLICATE_ATTRIBUTE: Text(
        "Een element heeft tweemaal hetzelfde attribuut.",
        "An element has the same attribute twice.",
    ),
    expat_errors.XML_ERROR_UNBOUND_PREFIX: Text(
        "Een voorvoegsel (zoals camunda:) is nergens gedeclareerd met xmlns.",
        "A prefix (such as camunda:) is not declared with xmlns.",
    ),
    expat_errors.XML_ERROR_UNDEFINED_ENTITY: Text(
        "Een entiteit (&naam;) bestaat niet; in XML zijn er alleen "
        "&amp; &lt; &gt; &quot; &apos;.",
        "An entity (&name;) does not exist; XML has only &amp; &lt; &gt; &quot; &apos;.",
    ),
    expat_errors.XML_ERROR_UNKNOWN_ENCODING: Text(
        "De tekencodering in de eerste regel is onbekend.",
        "The encoding in the first line is unknown.",
    ),
}
_NOT_WELL_FORMED = Text(
    "Het bestand is geen welgevormde XML.", "The file is not well-formed XML."
)


def parse_xml(raw: bytes, *, file: str) -> Element:
    """Parse a file into a tree without comments and processing instructions.

    ``Element.sourceline`` is the line of each element, counted from 1.

    Args:
        raw: The bytes of the file, at most `MAX_BYTES`.
        file: The path by which the findings name the file.

    Raises:
        InvalidDefinitionError: The file is not well-formed (rule ``xml-well-formed``), has
            a DOCTYPE (``xml-doctype``), or is too large or too deep (``xml-size``).
    """
    if len(raw) > MAX_BYTES:
        raise _too_large(file, None, f"{len(raw):,} bytes > {MAX_BYTES:,}")
    _Scan(file).run(raw)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(file, error.lineno, _NOT_WELL_FORMED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(file, None)
    return root


def local_name(element: Element) -> str:
    """Give the name of an element without its namespace."""
    return etree.QName(element).localname


def line_of(element: Element) -> int | None:
    """Give the line on which an element starts, counted from 1; None if it was made."""
    line: Any = element.sourceline
    return int(line) if line is not None else None


class _Scan:
    """One pass over the bytes that keeps nothing but the count and the depth."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._depth = 0
        self._elements = 0
        # The separator turns on the check of prefixes; the names are not looked at.
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._on_doctype
        self._parser.StartElementHandler = self._on_start
        self._parser.EndElementHandler = self._on_end

    def run(self, raw: bytes) -> None:
        """Read all bytes; raise at the first thing that is refused."""
        try:
            self._parser.Parse(raw, True)  # noqa: FBT003  # Expat takes no keyword
        except expat.ExpatError as error:
            reason = _REASONS.get(expat.ErrorString(error.code) or "", _NOT_WELL_FORMED)
            raise _refused(self._file, error.lineno, reason) from error
        except (LookupError, ValueError) as error:
            reason = _REASONS[expat_errors.XML_ERROR_UNKNOWN_ENCODING]
            raise _refused(self._file, 1, reason) from error

    def _on_doctype(self, *_: object) -> None:
        raise _doctype(self._file, self._parser.CurrentLineNumber)

    def _on_start(self, *_: object) -> None:
        self._depth += 1
        self._elements += 1
        line = self._parser.CurrentLineNumber
        if self._depth > MAX_DEPTH:
            raise _too_large(self._file, line, f"> {MAX_DEPTH} levels")
        if self._elements > MAX_ELEMENTS:
            raise _too_large(self._file, line, f"> {MAX_ELEMENTS:,} elements")

    def _on_end(self, _: str) -> None:
        self._depth -= 1


def _refused(file: str, line: int | None, reason: Text) -> InvalidDefinitionError:
    remedy = Text(
        "Open het bestand in de editor en bewaar het opnieuw, of herstel deze regel.",
        "Open the file in the editor and save it again, or repair this line.",
    )
    return _error(file, line, "xml-well-formed", reason, remedy)


def _doctype(file: str, line: int | None) -> InvalidDefinitionError:
    return _error(
        file,
        line,
        "xml-doctype",
        Text(
            "Het bestand heeft een DOCTYPE; dat wordt om veiligheid geweigerd.",
            "The file has a DOCTYPE, which is refused for safety.",
        ),
        Text(
            "Verwijder de regel die met <!DOCTYPE begint en de entiteiten erin.",
            "Remove the line that starts with <!DOCTYPE and the entities in it.",
        ),
    )


def _too_large(file: str, line: int | None, measure: str) -> InvalidDefinitionError:
    return _error(
        file,
        line,
        "xml-size",
        Text(
            f"Het bestand is te groot of te diep ({measure}).",
            f"The file is too large or too deep ({measure}).",
        ),
        Text(
            "Splits het in kleinere bestanden die elkaar oproepen.",
            "Split it into smaller files that call each other.",
        ),
    )


def _error(
    file: str, line: int | None, rule: str, message: Text, remedy: Text
) -> InvalidDefinitionError:
    finding = Finding(
        file=file, line=line, element="", rule=rule, message=message, remedy=remedy
    )
    return InvalidDefinitionError([finding])
