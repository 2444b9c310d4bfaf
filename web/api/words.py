"""A text as the API gives it."""

from marshmallow import Schema, fields


class Words(Schema):
    """A text in both languages."""

    nl = fields.String(required=True)
    en = fields.String(required=True)
