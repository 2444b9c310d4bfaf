"""Components of form-js that Leidraad does not take, and what to use instead."""

from engine.text import Text

#: The page has its own buttons.
IGNORED = frozenset({"button"})
UNKNOWN = Text(
    "Kies uit: textfield, textarea, number, checkbox, radio, select, checklist, taglist, "
    "datetime, group, text, separator, spacer.",
    "Choose from: textfield, textarea, number, checkbox, radio, select, checklist, "
    "taglist, datetime, group, text, separator, spacer.",
)
_NO_CODE = Text(
    "Verwijder het: een formulier voert niets uit en haalt niets op van buiten.",
    "Remove it: a form runs nothing and fetches nothing from outside.",
)
_NO_FILE = Text(
    "Vraag in een tekstveld waar het document bewaard wordt.",
    "Ask in a text field where the document is kept.",
)
_NO_PICTURE = Text(
    "Zet de uitleg in een onderdeel 'text'.", "Put the explanation in a 'text' component."
)

REMEDIES: dict[str, Text] = {
    "script": _NO_CODE,
    "iframe": _NO_CODE,
    "html": _NO_PICTURE,
    "image": _NO_PICTURE,
    "filepicker": _NO_FILE,
    "documentPreview": _NO_FILE,
    "expression": Text(
        "Bereken de waarde in het diagram, met een scripttaak of een beslissing.",
        "Compute the value in the diagram, by a script task or a decision.",
    ),
    "dynamiclist": Text(
        "Maak van de taak een meervoudige taak (multi-instance), een per element.",
        "Make the task a multi-instance one, one for each element.",
    ),
    "table": Text(
        "Toon de gegevens in een onderdeel 'text' met {{naam}}.",
        "Show the facts in a 'text' component with {{name}}.",
    ),
    "datetime": Text(
        "Kies als 'subtype': date, time of datetime.",
        "Choose as 'subtype': date, time or datetime.",
    ),
}
