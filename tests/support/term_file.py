"""A right deadlines.toml, and what is said of one that is not."""

import pytest

from engine.deadlines import read_terms
from engine.errors import Finding, InvalidDefinitionError

GOOD = """\
# The terms of the trajectory.
[[term]]
name = "report"
title = {nl = "Zich aanmelden", en = "Report"}
starts = "letter_sent_on"
counts_from = {nl = "de aangetekende brief", en = "the registered letter"}
length = "P2M"
days = "calendar"
start_day_counts = false
end_moves = "none"
legal_basis = "Decreet van 7 juni 2013, art. 27"
source = "S6"
valid_until = 2022-02-28

[[term]]
name = "report"
title = {nl = "Zich aanmelden", en = "Report"}
starts = "letter_sent_on"
counts_from = {nl = "de aangetekende brief", en = "the registered letter"}
length = "P3M"
days = "calendar"
start_day_counts = false
end_moves = "next_working_day"
legal_basis = "Decreet van 7 juni 2013, art. 27"
source = "S6"
valid_from = 2022-03-01
to_be_confirmed = true
note = '''
Eerste of tweede aanmelding?
name = "not a key"
'''

[[term.reminder]]
before = "P1M"
to = ["assignee", "team"]

[[term.reminder]]
before = "P2W"
to = ["supervisor"]

[[term]]
name = "answer"
title = {nl = "Antwoorden", en = "Answer"}
starts = "= asked_on"
counts_from = {nl = "de vraag", en = "the question"}
length = '= if urgent then duration("P5D") else duration("P10D")'
days = "working"
start_day_counts = true
end_moves = "none"
legal_basis = "Afspraak van het agentschap"
source = "handboek"
"""


def findings(text: str) -> list[Finding]:
    """Give all that is wrong with a file, in the order in which it is told."""
    with pytest.raises(InvalidDefinitionError) as wrong:
        read_terms(text.encode(), file="deadlines.toml")
    return list(wrong.value.findings)


def rules(text: str) -> list[tuple[str, int | None]]:
    """Give the rule and line of all that is wrong with a file."""
    return [(finding.rule, finding.line) for finding in findings(text)]
