"""List functions (DMN 10.3.4.4) and ``sort`` (10.3.4.9)."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import limits
from engine.feel.calling import invoke
from engine.feel.comparison import Equality, order
from engine.feel.numbers import to_int, truncated
from engine.feel.registry import builtin
from engine.feel.scope import Run


@builtin("list contains(list: list, element: any)", run=True)
def _contains(run: Run, elements: list[Any], element: Any) -> bool:
    run.spend(len(elements))
    same = Equality(run)
    return any(same.of(each, element) is True for each in elements)


@builtin("count(list: list)")
def _count(elements: list[Any]) -> Decimal:
    return Decimal(len(elements))


def _extreme(elements: list[Any], wanted: int) -> Any:
    if not elements or elements[0] is None:
        return None
    best = elements[0]
    for element in elements[1:]:
        found = order(element, best)
        if found is None:
            return None
        if found == wanted:
            best = element
    return best if order(best, best) == 0 else None


@builtin("min(list...: any)")
def _min(elements: list[Any]) -> Any:
    return _extreme(elements, -1)


@builtin("max(list...: any)")
def _max(elements: list[Any]) -> Any:
    return _extreme(elements, 1)


def _truth(elements: list[Any], deciding: bool) -> bool | None:  # noqa: FBT001
    if any(element is deciding for element in elements):
        return deciding
    return (not deciding) if all(type(e) is bool for e in elements) else None


@builtin("all(list...: any)")
def _all(elements: list[Any]) -> bool | None:
    return _truth(elements, deciding=False)


@builtin("any(list...: any)")
def _any(elements: list[Any]) -> bool | None:
    return _truth(elements, deciding=True)


@builtin("sublist(list: list, start position: number, length?: number)")
def _sublist(
    elements: list[Any], start: Decimal, length: Decimal | None
) -> list[Any] | None:
    first = truncated(start)
    count = len(elements) if length is None else truncated(length)
    if (
        not first
        or count is None
        or (count < 1 and length is not None)
        or abs(first) > len(elements)
    ):
        return None
    begin = first - 1 if first > 0 else len(elements) + first
    if length is not None and begin + count > len(elements):
        return None
    return elements[begin : begin + count]


@builtin("append(list: list, item...: any)", run=True)
def _append(run: Run, elements: list[Any], items: list[Any]) -> list[Any]:
    return _made(run, [*elements, *items])


def _made(run: Run, elements: list[Any]) -> list[Any]:
    run.spend(len(elements))
    limits.check_length(len(elements))
    return elements


def _each_a_list(lists: list[Any]) -> list[list[Any]] | None:
    if any(each is None for each in lists):
        return None
    return [each if isinstance(each, list) else [each] for each in lists]


def _concatenated(run: Run, lists: list[Any]) -> list[Any] | None:
    wanted = _each_a_list(lists)
    if wanted is None:
        return None
    limits.check_length(sum(map(len, wanted)))
    return _made(run, [element for each in wanted for element in each])


@builtin("concatenate(list...: any)", run=True)
def _concatenate(run: Run, lists: list[Any]) -> list[Any] | None:
    return _concatenated(run, lists)


@builtin("insert before(list: list, position: number, newItem: any)")
def _insert_before(elements: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    index = _index(elements, position)
    if index is None:
        return None
    return [*elements[:index], item, *elements[index:]]


@builtin("remove(list: list, position: number)")
def _remove(elements: list[Any], position: Decimal) -> list[Any] | None:
    index = _index(elements, position)
    if index is None:
        return None
    return elements[:index] + elements[index + 1 :]


def _index(elements: list[Any], position: Decimal) -> int | None:
    place = to_int(position)
    if not place or abs(place) > len(elements):
        return None
    return place - 1 if place > 0 else len(elements) + place


@builtin("list replace(list: list, position: number, newItem: any)")
def _replace_at(elements: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    index = _index(elements, position)
    if index is None:
        return None
    return [*elements[:index], item, *elements[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", run=True)
def _replace_matching(
    run: Run, elements: list[Any], match: Any, item: Any
) -> list[Any] | None:
    results: list[Any] = []
    for element in elements:
        found = invoke(match, [element, item], run)
        if type(found) is not bool:
            return None
        results.append(item if found else element)
    return results


@builtin("reverse(list: list)")
def _reverse(elements: list[Any]) -> list[Any]:
    return elements[::-1]


@builtin("index of(list: list, match: any)", run=True)
def _index_of(run: Run, elements: list[Any], match: Any) -> list[Decimal]:
    run.spend(len(elements))
    same = Equality(run)
    return [
        Decimal(place)
        for place, element in enumerate(elements, start=1)
        if same.of(element, match) is True
    ]


@builtin("union(list...: any)", run=True)
def _union(run: Run, lists: list[Any]) -> list[Any] | None:
    elements = _concatenated(run, lists)
    return None if elements is None else _distinct(run, elements)


@builtin("distinct values(list: list)", run=True)
def _distinct(run: Run, elements: list[Any]) -> list[Any]:
    simple: set[Any] = set()
    others: list[Any] = []
    results: list[Any] = []
    same = Equality(run)
    for element in elements:
        if isinstance(element, str | Decimal | bool):
            key = (type(element), element)
            if key not in simple:
                simple.add(key)
                results.append(element)
            continue
        run.spend(len(others) + 1)
        if not any(same.of(element, other) is True for other in others):
            others.append(element)
            results.append(element)
    return results


@builtin("duplicate values(list: list)", run=True)
def _duplicates(run: Run, elements: list[Any]) -> list[Any]:
    same = Equality(run)
    results: list[Any] = []
    for place, element in enumerate(elements):
        run.spend(place + 1)
        if any(same.of(element, other) is True for other in elements[:place]) and not any(
            same.of(element, other) is True for other in results
        ):
            results.append(element)
    return results


@builtin("flatten(list: list)", run=True)
def _flatten(run: Run, elements: list[Any]) -> list[Any]:
    results: list[Any] = []
    pending = list(reversed(elements))
    while pending:
        run.spend(1)
        element = pending.pop()
        if isinstance(element, list):
            run.spend(len(element))
            pending.extend(reversed(element))
        else:
            results.append(element)
    return results


@builtin("is empty(list: list)")
def _is_empty(elements: list[Any]) -> bool:
    return not elements


@builtin("sort(list: list, precedes?: function|null)", run=True)
def _sort(run: Run, elements: list[Any], precedes: Any) -> list[Any] | None:
    run.spend(len(elements) * len(elements).bit_length() // 4)
    compare = _natural if precedes is None else _by(precedes, run)
    try:
        return sorted(elements, key=cmp_to_key(compare))
    except _UnsortableError:
        return None


class _UnsortableError(Exception):
    """Two elements cannot be put in order."""


def _natural(left: Any, right: Any) -> int:
    found = order(left, right)
    if found is None:
        raise _UnsortableError
    return found


def _by(precedes: Any, run: Run) -> Callable[[Any, Any], int]:
    def compare(left: Any, right: Any) -> int:
        first = invoke(precedes, [left, right], run)
        if type(first) is not bool:
            raise _UnsortableError
        if first:
            return -1
        return 1 if invoke(precedes, [right, left], run) is True else 0

    return compare


@builtin("partition(list: list, size: number)", run=True)
def _partition(run: Run, elements: list[Any], size: Decimal) -> list[list[Any]] | None:
    length = to_int(size)
    if length is None or length < 1:
        return None
    run.spend(len(elements))
    return [elements[n : n + length] for n in range(0, len(elements), length)]
