"""Terms and their changes, as the API takes and gives them."""

from marshmallow import Schema, fields, validate

from web.api.words import Words

_LONGEST = 2000


class TermChangeOut(Schema):
    """Something that happened to a term; the oldest comes first."""

    change_id = fields.Integer()
    kind = fields.String(
        validate=validate.OneOf(
            [
                "suspended",
                "resumed",
                "extended",
                "waived",
                "met",
                "start_corrected",
                "law_changed",
            ]
        )
    )
    at = fields.AwareDateTime()
    by = fields.String(metadata={"description": "Empty when Leidraad did it by itself."})
    reason = fields.String()
    proof = fields.String()
    from_on = fields.Date(
        allow_none=True,
        metadata={"description": "First day that did not count; of met: when it was done."},
    )
    until_on = fields.Date(
        allow_none=True, metadata={"description": "First day that counted again."}
    )
    period = fields.String(allow_none=True, metadata={"description": "ISO 8601."})
    of_change_id = fields.Integer(
        allow_none=True, metadata={"description": "The suspension that this one ended."}
    )
    due_before = fields.Date(allow_none=True)
    due_after = fields.Date(
        allow_none=True,
        metadata={"description": "Null while no last day is known, or needed any more."},
    )


class TermOut(Schema):
    """A term of a case, with why it ends when it does."""

    deadline_id = fields.Integer()
    version = fields.Integer()
    name = fields.String()
    title = fields.Nested(Words)
    status = fields.String(validate=validate.OneOf(["open", "met", "missed", "waived"]))
    suspended_on = fields.Date(
        allow_none=True,
        metadata={"description": "First day of the suspension that runs now."},
    )
    start_on = fields.Date()
    start_facts = fields.List(fields.String())
    length = fields.String(metadata={"description": "ISO 8601, without extensions."})
    days = fields.String(validate=validate.OneOf(["calendar", "working"]))
    due_on = fields.Date(
        metadata={
            "description": "Last day on which acting is in time, in Brussels; while it is "
            "suspended, what that was."
        }
    )
    is_overdue = fields.Boolean()
    legal_basis = fields.String()
    source = fields.String()
    valid_from = fields.Date(allow_none=True)
    to_be_confirmed = fields.Boolean()
    explanation = fields.List(fields.Nested(Words))
    changes = fields.List(fields.Nested(TermChangeOut))


class _Reasoned(Schema):
    reason = fields.String(required=True, validate=validate.Length(max=_LONGEST))


class Suspending(_Reasoned):
    """From which day the days of a term do not count."""

    from_on = fields.Date(required=True)
    proof = fields.String(load_default="", validate=validate.Length(max=_LONGEST))


class Resumption(Schema):
    """From which day they count again."""

    until_on = fields.Date(required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=_LONGEST))
    change_id = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 2**63 - 1),
        metadata={"description": "Which suspension ends, where several run."},
    )


class Extension(_Reasoned):
    """By how much a term becomes longer."""

    period = fields.String(
        required=True,
        validate=validate.Length(max=20),
        metadata={"description": "ISO 8601, for instance P1M or P10D."},
    )


class Waiver(_Reasoned):
    """Why nobody has to keep a term."""


class Meeting(_Reasoned):
    """When and how what a term asks was done."""

    met_on = fields.Date(required=True)
