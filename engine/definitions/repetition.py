"""Multi-instance activities and standard loops."""

from engine.definitions.formulas import Formulas
from engine.definitions.model import Formula, MultiInstance, StandardLoop
from engine.definitions.tree import child, reference, text_of
from engine.definitions.vendor import ZEEBE, camunda, extension
from engine.xml import Element


def read_multi_instance(element: Element, formulas: Formulas) -> MultiInstance | None:
    """Read ``multiInstanceLoopCharacteristics`` in any of the dialects."""
    loop = child(element, "multiInstanceLoopCharacteristics")
    if loop is None:
        return None
    zeebe = extension(loop, ZEEBE, "loopCharacteristics")
    if zeebe is not None:
        return _zeebe(loop, zeebe, formulas)
    collection = _collection(loop, formulas)
    return MultiInstance(
        sequential=_sequential(loop),
        collection=collection,
        cardinality=formulas.of(child(loop, "loopCardinality")),
        element=camunda(loop, "elementVariable") or _item(loop, "inputDataItem"),
        output_collection=_data_name(reference(loop, "loopDataOutputRef"), formulas),
        output_element=_output_item(loop, formulas),
        completion=formulas.of(child(loop, "completionCondition")),
    )


def read_standard_loop(element: Element, formulas: Formulas) -> StandardLoop | None:
    """Read ``standardLoopCharacteristics``."""
    loop = child(element, "standardLoopCharacteristics")
    if loop is None:
        return None
    maximum = loop.get("loopMaximum", "").strip()
    return StandardLoop(
        condition=formulas.of(child(loop, "loopCondition")),
        test_before=loop.get("testBefore", "").strip() in {"true", "1"},
        maximum=int(maximum) if maximum.isdecimal() else None,
    )


def _zeebe(loop: Element, zeebe: Element, formulas: Formulas) -> MultiInstance:
    output = zeebe.get("outputElement", "")
    return MultiInstance(
        sequential=_sequential(loop),
        collection=formulas.expression(zeebe.get("inputCollection", ""), zeebe),
        element=zeebe.get("inputElement", ""),
        output_collection=zeebe.get("outputCollection", ""),
        output_element=formulas.expression(output, zeebe) if output else None,
        completion=formulas.of(child(loop, "completionCondition")),
    )


def _sequential(loop: Element) -> bool:
    return loop.get("isSequential", "").strip() in {"true", "1"}


def _collection(loop: Element, formulas: Formulas) -> Formula | None:
    if given := camunda(loop, "collection"):
        return formulas.expression(given, loop)
    name = _data_name(reference(loop, "loopDataInputRef"), formulas)
    return formulas.expression(name, loop) if name else None


def _data_name(given: str, formulas: Formulas) -> str:
    """Give the name of the data that a reference means; SpiffWorkflow writes it bare."""
    element = formulas.tree.find(given) if given else None
    if element is None:
        return given
    return (element.get("name") or given).strip()


def _item(loop: Element, name: str) -> str:
    item = child(loop, name)
    if item is None:
        return ""
    return (item.get("name") or item.get("id") or text_of(item)).strip()


def _output_item(loop: Element, formulas: Formulas) -> Formula | None:
    name = _item(loop, "outputDataItem")
    return formulas.expression(name, loop) if name else None
