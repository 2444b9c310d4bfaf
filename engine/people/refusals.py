"""Words for a refusal: what may not be done, and who can."""

from engine.errors import NotAllowedError
from engine.ids import AgencyId
from engine.people.actor import Role
from engine.text import Text

_ROLES: dict[Role, Text] = {
    "counsellor": Text("een begeleider", "a counsellor"),
    "supervisor": Text("een leidinggevende", "a supervisor"),
    "designer": Text("een procesontwerper", "a process designer"),
    "administrator": Text("een beheerder", "an administrator"),
}


def somebody(*roles: Role, agency: AgencyId | None = None) -> Text:
    """Name who can: "a counsellor or a supervisor of atlas"."""
    dutch = " of ".join(_ROLES[role].nl for role in roles)
    english = " or ".join(_ROLES[role].en for role in roles)
    if agency:
        return Text(f"{dutch} van {agency}", f"{english} of {agency}")
    return Text(dutch, english)


def refusal(may_not: Text, who_can: Text) -> NotAllowedError:
    """Make the error: "You may not retry this step. A supervisor of atlas can."."""
    dutch = who_can.nl[:1].upper() + who_can.nl[1:]
    english = who_can.en[:1].upper() + who_can.en[1:]
    return NotAllowedError(
        Text(f"{may_not.nl} {dutch} kan dit wel.", f"{may_not.en} {english} can.")
    )
