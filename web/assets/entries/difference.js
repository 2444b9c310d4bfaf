// Draws two versions of a diagram beside each other and colours what differs.

import { diff } from 'bpmn-js-differ';

import { mark, showDiagram } from './diagram.js';

/** Let one diagram follow the other when it is moved or zoomed. */
function follow(leader, follower) {
  leader.on('canvas.viewbox.changed', ({ viewbox }) => {
    const canvas = follower.get('canvas');
    const { x, y, scale } = canvas.viewbox();

    // What followed tells the leader in turn; by then both look the same.
    if (x !== viewbox.x || y !== viewbox.y || scale !== viewbox.scale) {
      const { width, height } = canvas.getSize();

      canvas.viewbox({
        x: viewbox.x,
        y: viewbox.y,
        width: width / viewbox.scale,
        height: height / viewbox.scale,
      });
    }
  });
}

async function read(viewer, xml) {
  return (await viewer.get('moddle').fromXML(xml)).rootElement;
}

for (const pair of document.querySelectorAll('[data-difference]')) {
  const boxes = [...pair.querySelectorAll('[data-xml]')];
  const [before, after] = await Promise.all(
    boxes.map((box) =>
      showDiagram(box, box.dataset.xml, JSON.parse(box.dataset.labels || '{}')),
    ),
  );

  // Compared as they are in the files, not with the names of another language.
  const found = diff(
    ...(await Promise.all([
      read(before, boxes[0].dataset.xml),
      read(after, boxes[1].dataset.xml),
    ])),
  );
  const ids = (changes) => Object.keys(changes).join(' ');

  mark(before, ids(found._removed), 'removed');
  mark(after, ids(found._added), 'added');

  for (const viewer of [before, after]) {
    mark(viewer, ids(found._layoutChanged), 'moved');
    mark(viewer, ids(found._changed), 'changed');
  }

  follow(before, after);
  follow(after, before);
  pair.setAttribute('data-drawn', '');
}
