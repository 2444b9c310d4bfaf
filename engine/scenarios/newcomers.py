"""Makes plausible newcomers who visibly do not exist, as lines of a register feed."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

COLUMNS = (
    *("register_key", "given_name", "family_name", "sex", "born_on", "nationality"),
    *("nationality_group", "residence_card", "stay_reason", "registered_on"),
    *("first_registered_on", "municipality", "region", "register", "household_ref"),
    *("representative", "contact_language", "home_language", "earlier_regions"),
    *("born_in_belgium", "parents_born_abroad", "asylum_seeker", "asylum_centre"),
    *("in_school", "email", "phone"),
)

#: Names that nobody bears: each ends in a number or says that it is an example.
_GIVEN = {
    "f": ("Testa", "Proba", "Exempla", "Modela", "Fictiva", "Specima"),
    "m": ("Testo", "Probus", "Exemplo", "Modelo", "Fictivo", "Specimo"),
}
_FAMILY = ("Voorbeeld", "Proefpersoon", "Testgeval", "Verzonnen", "Fictief", "Staal")

#: Country (ISO 3166), group, home language and weight.
_ORIGINS = (
    ("SY", "other", "ar", 16),
    ("AF", "other", "fa", 12),
    ("MA", "other", "ar", 12),
    ("TR", "other", "tr", 10),
    ("UA", "other", "uk", 8),
    ("SO", "other", "so", 5),
    ("ER", "other", "ti", 5),
    ("IN", "other", "en", 4),
    ("BR", "other", "pt", 4),
    ("RO", "eu", "ro", 8),
    ("BG", "eu", "bg", 5),
    ("ES", "eu", "es", 4),
    ("NL", "eu", "nl", 3),
    ("CH", "eea_swiss", "fr", 1),
    ("BE", "belgian", "fr", 3),
)
_CONTACT = frozenset({"nl", "en", "fr", "ar", "tr", "uk"})

#: Municipality, region and weight.
_PLACES = (
    ("Antwerpen", "flanders", 24),
    ("Gent", "flanders", 14),
    ("Leuven", "flanders", 8),
    ("Mechelen", "flanders", 8),
    ("Genk", "flanders", 7),
    ("Kortrijk", "flanders", 6),
    ("Aalst", "flanders", 6),
    ("Oostende", "flanders", 5),
    ("Vilvoorde", "flanders", 5),
    ("Hasselt", "flanders", 4),
    ("Brussel", "brussels", 5),
    ("Anderlecht", "brussels", 4),
    ("Schaarbeek", "brussels", 4),
)

#: Ground of stay, residence card and weight, for people from outside the EU.
_STAYS = (
    ("refugee", "B", 26),
    ("subsidiary_protection", "A", 12),
    ("family", "F", 34),
    ("work", "H", 9),
    ("study", "A", 7),
    ("regularised", "B", 3),
    ("trafficking", "A", 1),
    ("temporary_purpose", "A", 3),
    ("unknown", "A", 5),
)


def generate(count: int, *, seed: int, today: date) -> Iterator[dict[str, str]]:
    """Give ``count`` newcomers; the same seed and day always give the same ones.

    About seven in ten are adults, two in ten minors, and some are no target group.
    Everybody is invented: names, keys and addresses say so, and no key is a national
    number.
    """
    random = Random(seed)  # noqa: S311  # nothing secret about examples
    for number in range(1, count + 1):
        yield _newcomer(random, f"TEST-{seed}-{number:06d}", number, today)


def write_csv(file: TextIO, newcomers: Iterator[dict[str, str]]) -> None:
    """Write newcomers as a register feed."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(newcomers)


def write_feed(path: Path, count: int, *, seed: int, today: date) -> None:
    """Write a register feed of synthetic newcomers to a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, generate(count, seed=seed, today=today))


def _newcomer(random: Random, key: str, number: int, today: date) -> dict[str, str]:
    sex = random.choice(("f", "m"))
    country, group, language = _pick(random, _ORIGINS)
    municipality, region = _pick(random, _PLACES)
    is_minor = random.random() < 0.24  # noqa: PLR2004
    arrived = today - timedelta(days=random.randint(1, 45))
    born_on = _birthday(random, today, is_minor=is_minor)
    reason, card = _stay(random, group)
    has_school = is_minor and random.random() < 0.1  # noqa: PLR2004
    return {
        "register_key": key,
        "given_name": random.choice(_GIVEN[sex]),
        "family_name": f"{random.choice(_FAMILY)}-{number:04d}",
        "sex": sex,
        "born_on": born_on.isoformat(),
        "nationality": country,
        "nationality_group": group,
        "residence_card": card,
        "stay_reason": reason,
        "registered_on": arrived.isoformat(),
        "first_registered_on": arrived.isoformat(),
        "municipality": municipality,
        "region": region,
        "register": "population" if group == "belgian" else "aliens",
        "household_ref": f"HH-{number // 3:05d}",
        "representative": _representative(random) if is_minor else "",
        "contact_language": language if language in _CONTACT else "en",
        "home_language": language,
        "earlier_regions": "brussels" if random.random() < 0.03 else "",  # noqa: PLR2004
        "born_in_belgium": "false",
        "parents_born_abroad": "true",
        "asylum_seeker": "true" if random.random() < 0.02 else "false",  # noqa: PLR2004
        "asylum_centre": "false",
        "in_school": "true" if has_school else "false",
        "email": f"newcomer{number}@example.invalid",
        "phone": "",
    }


def _pick(random: Random, choices: tuple[tuple[str | int, ...], ...]) -> tuple[str, ...]:
    weights = [int(choice[-1]) for choice in choices]
    chosen = random.choices(choices, weights)[0]
    return tuple(str(part) for part in chosen[:-1])


def _stay(random: Random, group: str) -> tuple[str, str]:
    if group == "belgian":
        return "", ""
    if group != "other":
        return "eu_citizen", "EU"
    reason, card = _pick(random, _STAYS)
    return reason, card


def _birthday(random: Random, today: date, *, is_minor: bool) -> date:
    years = random.choice(range(3, 18)) if is_minor else int(random.triangular(18, 70, 30))
    return today - timedelta(days=years * 365 + random.randint(30, 360))


def _representative(random: Random) -> str:
    return random.choices(("parents", "guardian", "none"), (80, 12, 8))[0]
