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

// Below this scale the labels of a diagram cannot be read.
const READABLE = 0.7;

/**
 * Show a diagram that is too large to read as a whole at the place that matters.
 *
 * @param {NavigatedViewer} viewer
 * @param {string} ids separated by spaces; tasks come before what the case listens for
 */
function focus(viewer, ids) {
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  const found = ids.split(' ').map((id) => id && registry.get(id)).filter(Boolean);
  const place = found.find((one) => /Task$|CallActivity$/.test(one.type)) ?? found[0];

  if (place && canvas.zoom() < READABLE) {
    canvas.zoom(READABLE);
    canvas.scrollToElement(place, 200);
  }
}

for (const box of document.querySelectorAll('[data-diagram]')) {
  const names = JSON.parse(box.dataset.labels || '{}');
  const viewer = await showDiagram(box, box.dataset.diagram, names);

  mark(viewer, box.dataset.done ?? '', 'done');
  mark(viewer, box.dataset.current ?? '', 'current');
  mark(viewer, box.dataset.failed ?? '', 'failed');
  focus(viewer, `${box.dataset.failed ?? ''} ${box.dataset.current ?? ''}`);
  box.setAttribute('data-drawn', '');
}
