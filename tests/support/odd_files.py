"""The settings, facts and terms of the odd trajectory, and the law beside it."""

from datetime import date, timedelta

TOML = """
id = "odd"
title = {nl = "Vreemd traject", en = "Odd trajectory"}
owner = "OWNER"
process = "odd"
no_movement_working_days = 5
purpose = {nl = "Voor proeven.", en = "For tests."}
retention = {to_be_confirmed = true, note = "Alleen voor proeven."}

[roles]
lane_counsellor = {role = "counsellor", title = {nl = "Begeleider", en = "Counsellor"}}
lane_team_lead = {role = "team_lead", title = {nl = "Leiding", en = "Team lead"}}

[messages.told]
title = {nl = "Verteld", en = "Told"}
[messages.told.fields]
told_on = {type = "date", title = {nl = "Verteld op", en = "Told on"}}

[messages.parcel]
title = {nl = "Pakje", en = "Parcel"}
"""

FACTS = "".join(
    f'[[fact]]\nname = "{name}"\ntype = "{kind}"\nstart = true\n'
    for name, kind in (
        ("way", "string"),
        ("approved", "boolean"),
        ("span", "string"),
        ("next_span", "string"),
        ("who", "string"),
        ("done_by", "string"),
        ("registered_on", "date"),
    )
)


def _term(name: str, starts: str, length: str, more: str = "") -> str:
    return f"""
[[term]]
name = "{name}"
title = {{nl = "Termijn {name}", en = "Term {name}"}}
starts = "{starts}"
counts_from = {{nl = "de inschrijving", en = "the registration"}}
length = "{length}"
days = "{"working" if name == "answer" else "calendar"}"
start_day_counts = false
end_moves = "none"
legal_basis = "Verzonnen artikel voor proeven"
source = "proef"
{more}
"""


TERMS = (
    _term(
        "reply",
        "registered_on",
        "P2M",
        """valid_from = 2020-01-01
extension_at_most = "P1M"

[[term.reminder]]
before = "P14D"
to = ["team"]

[[term.reminder]]
on = true
to = ["assignee"]

[[term.reminder]]
after = "P3D"
to = ["supervisor"]
only_if_idle = true
""",
    )
    + _term("cooling", "today()", "P10D")
    + _term("answer", "today()", "P5D", 'extension_at_most = "P10D"')
)

LAW = _term("legal", "registered_on", "P3M", "valid_from = 2020-01-01")


def new_law(length: str, valid_from: str, running_terms: str) -> str:
    """Give the law of `LAW` with a second row of its term from a day on."""
    before = date.fromisoformat(valid_from) - timedelta(days=1)
    return _term(
        "legal",
        "registered_on",
        "P3M",
        f"valid_from = 2020-01-01\nvalid_until = {before}",
    ) + _term(
        "legal",
        "registered_on",
        length,
        f'valid_from = {valid_from}\nrunning_terms = "{running_terms}"',
    )
