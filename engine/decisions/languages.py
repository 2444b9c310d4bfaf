"""Expression languages: FEEL is read; a few are translated where they mean the same."""

import re

_FEEL = re.compile(
    r"feel|https?://www\.omg\.org/spec/(FEEL/\d+|DMN/(FEEL|\d+/FEEL))/?", re.IGNORECASE
)
#: Languages whose plain comparisons and sums mean in FEEL what they mean there.
_TRANSLATED = re.compile(r"juel|groovy|javascript|ecmascript", re.IGNORECASE)
_TEMPLATE = re.compile(r"\s*[$#]\{(?P<code>[^{}]*)\}\s*", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?![\w.]))
  | (?P<string>"[^"\\\n]*"|'[^'"\\\n]*')
  | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?!\s*\())
  | (?P<mark>===|!==|==|!=|<=|>=|&&|\|\||[-+*<>()])
    )""",
    re.VERBOSE,
)
_MARKS = {"===": "=", "!==": "!=", "==": "=", "&&": "and", "||": "or"}
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
#: Words that mean something else there, or nothing.
_RESERVED = frozenset(
    {"not", "empty", "div", "mod", "instanceof", "in", "new", "typeof", "def", "var", "let"}
    | {"const", "function", "if", "else", "for", "while", "return", "this", "import"}
)


def is_feel(language: str) -> bool:
    """Whether a declared language is FEEL, in any version's spelling; empty counts."""
    return not language or _FEEL.fullmatch(language.strip()) is not None


def is_template(text: str) -> bool:
    """Whether a text is written as ``${ }``, whatever language the file declares."""
    return _TEMPLATE.fullmatch(text) is not None


def to_feel(text: str, language: str) -> str | None:
    """Give the FEEL of the same meaning, or None where there is none for certain."""
    template = _TEMPLATE.fullmatch(text)
    if template is None and not _TRANSLATED.fullmatch(language.strip()):
        return None
    code = template["code"] if template else text
    pieces, position = [], 0
    code = code.strip()
    while position < len(code):
        match = _TOKEN.match(code, position)
        piece = _piece(match) if match else None
        if match is None or piece is None:
            return None
        pieces.append(piece)
        position = match.end()
    return " ".join(pieces) or None


def _piece(match: re.Match[str]) -> str | None:
    text = match[match.lastgroup or 0]
    match match.lastgroup:
        case "string":
            return f'"{text[1:-1]}"'
        case "name":
            return None if text in _RESERVED else _WORDS.get(text, text)
        case "mark":
            return _MARKS.get(text, text)
        case _:
            return text
