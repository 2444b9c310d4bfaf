"""Mails: their words, and the conversation with the mail server."""

from engine.notices.mail import Mail, message_id
from engine.notices.smtp import DeliveryError, send

__all__ = ["DeliveryError", "Mail", "message_id", "send"]
