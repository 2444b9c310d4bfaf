"""The settings and facts of the odd trajectory."""

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
