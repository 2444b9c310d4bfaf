"""The reason that every intervention needs."""

from engine.errors import InvalidDataError
from engine.operations.fact_values import is_text
from engine.text import Text

_NEEDED = Text("Geef een reden op.", "Give a reason.")
_TOO_LONG = Text(
    "De reden is te lang (hoogstens 2000 tekens).",
    "The reason is too long (2000 characters at most).",
)
_UNUSABLE = Text(
    "De reden bevat een onbruikbaar teken.", "The reason has an unusable sign."
)
_PROOF_TOO_LONG = Text(
    "Het bewijs is te lang (hoogstens 2000 tekens).",
    "The proof is too long (2000 characters at most).",
)
_PROOF_UNUSABLE = Text(
    "Het bewijs bevat een onbruikbaar teken.", "The proof has an unusable sign."
)
_LONGEST = 2000


def must_give_reason(reason: str) -> str:
    """Give the reason without blanks around it.

    Raises:
        InvalidDataError: There is none, it is longer than 2,000 characters, or it has a
            sign that cannot be kept.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidDataError(_NEEDED, {"reason": [_NEEDED]})
    return may_give_reason(reason)


def may_give_reason(reason: str) -> str:
    """Give a reason without blanks around it; it may be empty.

    Raises:
        InvalidDataError: It is longer than 2,000 characters, or it has a sign that cannot
            be kept.
    """
    reason = reason.strip()
    if len(reason) > _LONGEST:
        raise InvalidDataError(_TOO_LONG, {"reason": [_TOO_LONG]})
    if not is_text(reason):
        raise InvalidDataError(_UNUSABLE, {"reason": [_UNUSABLE]})
    return reason


def may_give_proof(proof: str) -> str:
    """Give what a reason rests on, without blanks around it; it may be empty.

    Raises:
        InvalidDataError: It is longer than 2,000 characters, or has a sign that cannot be
            kept.
    """
    proof = proof.strip()
    if len(proof) > _LONGEST:
        raise InvalidDataError(_PROOF_TOO_LONG, {"proof": [_PROOF_TOO_LONG]})
    if not is_text(proof):
        raise InvalidDataError(_PROOF_UNUSABLE, {"proof": [_PROOF_UNUSABLE]})
    return proof
