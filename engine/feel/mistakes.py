"""What to tell the author of an expression that cannot be read."""

from lark import Token

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError
from engine.text import Text

_SHOWN = 40
_QUOTES = "'‘’“”„«»"


def unreadable(source: str, position: int) -> FeelSyntaxError:
    """Tell of a character that starts nothing."""
    character = source[position]
    message = Text(
        f"FEEL kent het teken {character} hier niet.",
        f"FEEL does not know the character {character} here.",
    )
    remedy = Text("Verwijder het.", "Remove it.")
    if character == '"':
        message = Text("Deze tekst heeft geen einde.", "This string has no end.")
        remedy = Text('Sluit hem met ".', 'Close it with ".')
    elif character == "/":
        message = Text("Deze opmerking heeft geen einde.", "This comment has no end.")
        remedy = Text("Sluit haar met */.", "Close it with */.")
    elif character in _QUOTES:
        remedy = Text(
            'Zet tekst tussen rechte dubbele aanhalingstekens: ".',
            'Put strings between straight double quotes: ".',
        )
    elif character in "&|":
        remedy = Text("Schrijf and of or.", "Write and, or or.")
    elif character == "!":
        remedy = Text("Schrijf not(...) of !=.", "Write not(...) or !=.")
    elif character in "$#":
        remedy = Text(
            "FEEL schrijft namen kaal: zonder ${...} of #{...}.",
            "FEEL writes names as they are: without ${...} or #{...}.",
        )
    return FeelSyntaxError(message, remedy, source=source, position=position)


def unexpected(source: str, token: Token | None) -> FeelSyntaxError:
    """Tell of a token that cannot stand where it does, or of an end that is too early."""
    if token is None or token.type == "$END" or token.start_pos is None:
        return _incomplete(source)
    text = source[token.start_pos : token.end_pos]
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    message = Text(f"{shown} kan hier niet staan.", f"{shown} cannot stand here.")
    return FeelSyntaxError(
        message, _remedy(source, token), source=source, position=token.start_pos
    )


def too_long(source: str) -> FeelSyntaxError:
    """Tell that there are too many characters."""
    return FeelSyntaxError(
        Text(
            f"De uitdrukking heeft meer dan {limits.SOURCE_LENGTH} tekens.",
            f"The expression has more than {limits.SOURCE_LENGTH} characters.",
        ),
        Text("Verdeel haar over beslissingen.", "Split it over decisions."),
        source=source,
        position=limits.SOURCE_LENGTH,
    )


def too_deep(source: str) -> FeelSyntaxError:
    """Tell that expressions are nested too deep."""
    return FeelSyntaxError(
        Text(
            f"De uitdrukking is meer dan {limits.NESTING} lagen diep genest.",
            f"The expression is nested more than {limits.NESTING} levels deep.",
        ),
        Text("Verdeel haar over beslissingen.", "Split it over decisions."),
        source=source,
        position=0,
    )


def _incomplete(source: str) -> FeelSyntaxError:
    message = Text("De uitdrukking is niet af.", "The expression is not complete.")
    remedy = Text("Vul haar aan.", "Complete it.")
    if not source.strip():
        message = Text("Er staat geen uitdrukking.", "There is no expression.")
        remedy = Text("Vul er een in.", "Fill one in.")
    elif any(source.count(a) > source.count(b) for a, b in ("()", "[]", "{}")):
        remedy = Text("Sluit elk haakje.", "Close each bracket.")
    elif "if" in source.split() and "else" not in source.split():
        remedy = Text("Een if heeft ook een else.", "An if needs an else too.")
    return FeelSyntaxError(message, remedy, source=source, position=len(source))


def _remedy(source: str, token: Token) -> Text:
    if token.value in {")", "]", "}"}:
        return Text(
            "Open eerst een haakje, of verwijder dit.",
            "Open a bracket first, or remove it.",
        )
    if token.type == "EQ":
        before = source[: token.start_pos].rstrip()
        if not before:
            return Text("Laat de = vooraan weg.", "Leave the = in front out.")
        return Text("Vergelijk met een enkele =.", "Compare with a single =.")
    if token.type in {"STRING", "NUMBER", "NAME"}:
        return Text(
            "Zet er een operator, komma of haakje voor.",
            "Put an operator, comma or bracket before it.",
        )
    return Text(
        "Vul aan wat ervoor ontbreekt, of verwijder het.",
        "Add what is missing before it, or remove it.",
    )
