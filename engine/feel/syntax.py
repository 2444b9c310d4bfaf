"""Reads an expression into nodes, with the grammar beside this file."""

from collections.abc import Collection
from functools import cache
from typing import Any

from lark import Lark, UnexpectedInput
from lark.lexer import Lexer

from engine.feel import limits
from engine.feel.mistakes import too_long, unexpected
from engine.feel.nodes import Node
from engine.feel.tokens import tokenize
from engine.feel.tree import TreeBuilder


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
        raise too_long(source)
    tokens = tokenize(source, names, unary=unary)
    try:
        tree: Any = _parser().parse(tokens, start="unary_tests" if unary else "expression")
    except UnexpectedInput as error:
        raise unexpected(source, getattr(error, "token", None)) from None
    node: Node = tree
    return node
