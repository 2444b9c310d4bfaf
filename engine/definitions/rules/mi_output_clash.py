"""A multi-instance activity that writes over what it reads."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.model import Node
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "mi-output-clash"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse an output collection that is also the input, the element or a result."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            for name in _clashes(node):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"'{shown(node)}' verzamelt in '{name}' en gebruikt het ook.",
                        f"'{shown(node)}' collects into '{name}', which it uses itself.",
                    ),
                    Text(
                        "Geef de verzamelde lijst een eigen naam.",
                        "Give the collected list a name of its own.",
                    ),
                )


def _clashes(node: Node) -> Iterator[str]:
    loop = node.multi_instance
    if loop is None or not loop.output_collection:
        return
    own = {loop.element, node.work.result}
    own |= {each.target for each in (*node.work.outputs, *node.work.inputs)}
    if loop.collection is not None:
        own |= loop.collection.expression.names
    if loop.output_collection in own:
        yield loop.output_collection
