"""A file without an executable process is a drawing: it is shown, but runs nothing."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.errors import Finding
from engine.text import Text

NAME = "not-executable"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse files in which no process says ``isExecutable="true"``."""
    if diagram.executable:
        return
    processes = list(diagram.processes.values())
    first = processes[0] if processes else None
    yield Finding(
        file=diagram.file,
        line=first.line if first else 1,
        element=first.id if first else "",
        rule=NAME,
        message=Text(
            "Geen proces is uitvoerbaar: dit is een tekening."
            if first
            else "Er is geen proces in het bestand: dit is een tekening.",
            "No process is executable: this is a drawing."
            if first
            else "There is no process in the file: this is a drawing.",
        ),
        remedy=Text(
            "Zet 'Executable' aan in de editor (isExecutable=\"true\").",
            "Turn on 'Executable' in the editor (isExecutable=\"true\").",
        ),
    )
