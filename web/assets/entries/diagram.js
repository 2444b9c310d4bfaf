// Draws the diagrams of a page and marks where a case stands in them.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

// Arimo is as wide as Arial: labels that were drawn elsewhere keep their line breaks.
const textRenderer = {
  defaultStyle: { fontFamily: 'Arimo, Arial, sans-serif', fontSize: 12, lineHeight: 1.2 },
  externalStyle: { fontFamily: 'Arimo, Arial, sans-serif', fontSize: 11, lineHeight: 1.2 },
};

/**
 * Draw a diagram in a box and fit it to the box.
 *
 * @param {HTMLElement} container
 * @param {string} xml
 * @param {Record<string, string>} [names] other names by id of the element
 * @return {Promise<NavigatedViewer>}
 */
export async function showDiagram(container, xml, names = {}) {
  const viewer = new NavigatedViewer({ container, textRenderer });

  viewer.on('import.parse.complete', ({ elementsById }) => {
    for (const [id, name] of Object.entries(names)) {
      if (elementsById?.[id]) {
        elementsById[id].name = name;
      }
    }
  });

  await document.fonts.load('12px Arimo');
  await viewer.importXML(xml);

  viewer.get('canvas').zoom('fit-viewport', 'auto');

  return viewer;
}

/**
 * Mark elements with a class; ids that are not in the diagram are passed over.
 *
 * @param {NavigatedViewer} viewer
 * @param {string} ids separated by spaces
 * @param {string} marker
 */
export function mark(viewer, ids, marker) {
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');

  for (const id of ids.split(' ').filter((one) => one && registry.get(one))) {
    canvas.addMarker(id, marker);
  }
}

for (const box of document.querySelectorAll('[data-diagram]')) {
  const names = JSON.parse(box.dataset.labels || '{}');
  const viewer = await showDiagram(box, box.dataset.diagram, names);

  mark(viewer, box.dataset.done ?? '', 'done');
  mark(viewer, box.dataset.current ?? '', 'current');
  mark(viewer, box.dataset.failed ?? '', 'failed');
  box.setAttribute('data-drawn', '');
}
