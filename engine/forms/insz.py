"""Checks a national register or bis number (INSZ), where a form asks for one."""

import re

_SIGNS = re.compile(r"[ .\-]")
_DIGITS = re.compile(r"\d{11}", re.ASCII)


def is_insz(text: str) -> bool:
    """Whether the check digits fit: 97 minus the rest of the nine digits by 97.

    A 2 is put before the nine digits of whoever was born from 2000 on; a bis number has
    20 or 40 added to its month, which changes nothing here.
    """
    digits = _SIGNS.sub("", text)
    if not _DIGITS.fullmatch(digits):
        return False
    number, check = int(digits[:9]), int(digits[9:])
    return check in {97 - number % 97, 97 - (2_000_000_000 + number) % 97}
