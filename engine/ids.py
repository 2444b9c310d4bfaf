"""Names for identifiers, so that one kind is not passed where another belongs."""

from typing import NewType

CaseId = NewType("CaseId", int)
TaskId = NewType("TaskId", int)
PersonId = NewType("PersonId", int)
AccountId = NewType("AccountId", int)
IncidentId = NewType("IncidentId", int)
DefinitionId = NewType("DefinitionId", int)
TeamId = NewType("TeamId", int)
#: A short stable word: ``agii``, ``atlas``, ``amal``, ``hvn``.
AgencyId = NewType("AgencyId", str)
