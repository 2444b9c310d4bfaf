"""The conversation with the mail server (RFC 5321)."""

import smtplib
from datetime import datetime
from ssl import create_default_context

from engine.errors import EngineError
from engine.notices.mail import Mail
from engine.settings import Settings
from engine.text import Text

#: Seconds to wait for an answer of the mail server.
_PATIENCE = 20
#: From this reply code on, trying again does not help (RFC 5321, 4.2.1).
_PERMANENT = 500


class DeliveryError(EngineError):
    """A delivery did not succeed.

    ``permanent`` when trying again cannot help; ``is_away`` when the server did not answer.
    """

    code = "delivery"

    def __init__(self, text: Text, *, permanent: bool, is_away: bool = False) -> None:
        super().__init__(text)
        self.permanent = permanent
        self.is_away = is_away


def send(settings: Settings, mail: Mail, now: datetime) -> None:
    """Hand a mail to the mail server of the settings.

    With a username the conversation is encrypted, with a server whose certificate is
    checked, before the password is said.

    Raises:
        DeliveryError: The server cannot be reached or does not take the mail.
    """
    try:
        message = mail.as_message(now)
    except ValueError as error:
        raise _refused(_PERMANENT, "address") from error
    try:
        with smtplib.SMTP(
            settings.smtp_host, settings.smtp_port, timeout=_PATIENCE
        ) as server:
            if settings.smtp_username:
                server.starttls(context=create_default_context())
                server.login(settings.smtp_username, settings.smtp_password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        # When one of them is refused for now only, all are tried again.
        code = min(reply for reply, _ in error.recipients.values())
        raise _refused(code, "; ".join(sorted(error.recipients))) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, _told(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            Text(
                f"De mailserver {settings.smtp_host} antwoordt niet ({error}).",
                f"The mail server {settings.smtp_host} does not answer ({error}).",
            ),
            permanent=False,
            is_away=True,
        ) from error


def _told(error: bytes | str) -> str:
    return error.decode("utf-8", "replace") if isinstance(error, bytes) else error


def _refused(code: int, told: str) -> DeliveryError:
    return DeliveryError(
        Text(
            f"De mailserver weigert het bericht ({code}: {told}). "
            "Kijk het adres na en herneem.",
            f"The mail server refuses the message ({code}: {told}). "
            "Check the address and retry.",
        ),
        permanent=code >= _PERMANENT,
    )
