"""Reads an expression into nodes, with the grammar beside this file."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from lark import Lark, Token, UnexpectedInput
from lark.lexer import Lexer

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import Node
from engine.feel.tokens import tokenize
from engine.feel.tree import TreeBuilder
from engine.text import Text

_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)


class _GivenTokens(Lexer):
    """Passes the tokens on that `tokenize` made."""

    def __init__(self, _conf: Any) -> None:
        pass

    def lex(self, tokens: Any, _parser_state: Any = None) -> Any:
        return iter(tokens)


@cache
def _parser() -> Lark:
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        lexer=_GivenTokens,
        start=["expression", "unary_tests"],
        transformer=TreeBuilder(),
        maybe_placeholders=True,
    )


def parse(source: str, *, unary: bool, names: Collection[str]) -> Node:
    """Read an expression, or the unary tests of a table cell.

    Raises:
        FeelSyntaxError: It is no FEEL, or too long.
    """
    if len(source) > limits.SOURCE_LENGTH:
        raise FeelSyntaxError(
            Text("De uitdrukking is te lang.", "The expression is too long."),
            Text("Verdeel haar over beslissingen.", "Split it over decisions."),
            source=source,
            position=limits.SOURCE_LENGTH,
        )
    tokens = tokenize(source, names, unary=unary)
    try:
        tree: Node = _parser().parse(
            tokens,  # type: ignore[arg-type]  # a lexer of our own takes them
            start="unary_tests" if unary else "expression",
        )
    except UnexpectedInput as error:
        raise _syntax_error(source, getattr(error, "token", None)) from None
    return tree


def _syntax_error(source: str, token: Token | None) -> FeelSyntaxError:
    if token is None or token.type == "$END" or token.start_pos is None:
        message = Text("De uitdrukking is niet af.", "The expression is not complete.")
        remedy = Text("Vul haar aan.", "Complete it.")
        if not source.strip():
            message = Text("Er staat geen uitdrukking.", "There is no expression.")
            remedy = Text("Vul er een in.", "Fill one in.")
        return FeelSyntaxError(message, remedy, source=source, position=len(source))
    shown = token.value if len(token.value) <= 40 else token.value[:40] + "..."  # noqa: PLR2004
    return FeelSyntaxError(
        Text(f"{shown} kan hier niet staan.", f"{shown} cannot stand here."),
        _remedy(token),
        source=source,
        position=token.start_pos,
    )


def _remedy(token: Token) -> Text:
    if token.value in {")", "]", "}"}:
        return Text(
            "Open eerst een haakje, of verwijder dit.",
            "Open a bracket first, or remove it.",
        )
    if token.type == "EQ":
        return Text("Schrijf = een keer.", "Write = once.")
    if token.type in {"STRING", "NUMBER", "NAME"}:
        return Text(
            "Zet er een operator, komma of haakje voor.",
            "Put an operator, comma or bracket before it.",
        )
    return Text(
        "Kijk wat ervoor ontbreekt, of verwijder het.",
        "See what is missing before it, or remove it.",
    )
