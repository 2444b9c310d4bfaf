"""Collects all that is wrong with a decision file, so that it is told at once."""

from typing import Final

from engine.errors import Finding
from engine.text import Text
from engine.xml import Element, line_of

__all__ = ["Findings", "element_id"]

#: Remedies that several findings of one rule share.
_REMEDIES: Final = {
    "decision-version": Text(
        "Bewaar het bestand als DMN 1.3 met Camunda Modeler of bpmn.io.",
        "Save the file as DMN 1.3 with Camunda Modeler or bpmn.io.",
    ),
    "decision-element": Text(
        "Verwijder het element, of druk het uit in een tabel of in FEEL.",
        "Remove the element, or say the same in a table or in FEEL.",
    ),
    "decision-language": Text(
        "Schrijf de uitdrukking in FEEL en verwijder expressionLanguage.",
        "Write the expression in FEEL and remove expressionLanguage.",
    ),
    "decision-expression": Text(
        "Verbeter de FEEL-uitdrukking; teksten staan tussen dubbele aanhalingstekens.",
        "Correct the FEEL expression; texts stand between double quotation marks.",
    ),
    "decision-requirement": Text(
        "Verbind in het DRD alleen elementen van dit bestand, zonder kring.",
        "Connect only elements of this file in the DRD, without a circle.",
    ),
    "decision-id": Text(
        "Geef elk element een eigen id en een naam.", "Give each element an id and a name."
    ),
    "decision-name": Text(
        "Geef de elementen verschillende namen.", "Give the elements different names."
    ),
    "decision-logic": Text(
        "Geef het element een tabel of een uitdrukking.",
        "Give the element a table or an expression.",
    ),
    "decision-type": Text(
        "Kies een type van FEEL (string, number, boolean, date, ...) of een "
        "itemDefinition van dit bestand.",
        "Choose a type of FEEL (string, number, boolean, date, ...) or an "
        "itemDefinition of this file.",
    ),
    "decision-hit-policy": Text(
        "Kies UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER of COLLECT; alleen "
        "COLLECT met één uitvoer kent SUM, MIN, MAX of COUNT.",
        "Choose UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER or COLLECT; only "
        "COLLECT with one output knows SUM, MIN, MAX or COUNT.",
    ),
    "decision-input": Text(
        "Geef de kolom een uitdrukking, of maak haar cellen leeg.",
        "Give the column an expression, or empty its cells.",
    ),
    "decision-output": Text(
        "Geef elke uitvoerkolom een eigen naam, en bij PRIORITY of OUTPUT ORDER haar "
        "waarden in volgorde van belang.",
        "Give each output column its own name and, for PRIORITY or OUTPUT ORDER, its "
        "values in order of importance.",
    ),
    "decision-row": Text(
        "Open de tabel in de editor: elke rij heeft één cel per kolom.",
        "Open the table in the editor: each row has one cell for each column.",
    ),
    "decision-size": Text(
        "Verdeel de tabellen over meer bestanden.", "Spread the tables over more files."
    ),
    "decision-import": Text(
        "Neem de ingevoerde elementen in dit bestand over.",
        "Copy the imported elements into this file.",
    ),
}


class Findings:
    """The findings of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.listed: list[Finding] = []

    def add(
        self, rule: str, element: Element, nl: str, en: str, *, line: int | None = None
    ) -> None:
        """Note that an element breaks a rule, at its line unless another is given."""
        self.listed.append(
            Finding(
                file=self.file,
                line=line or line_of(element),
                element=element_id(element),
                rule=rule,
                message=Text(nl, en),
                remedy=_REMEDIES[rule],
            )
        )


def element_id(element: Element) -> str:
    """Give the id of an element, else of the nearest one around it that has one."""
    nearest: Element | None = element
    while nearest is not None:
        if found := nearest.get("id"):
            return found
        nearest = nearest.getparent()
    return ""
