// Shows a BPMN diagram that can be moved and zoomed.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

/**
 * Draw a diagram in a box and fit it to the box.
 *
 * @param {HTMLElement} container
 * @param {string} xml
 * @return {Promise<NavigatedViewer>}
 */
export async function showDiagram(container, xml) {
  const viewer = new NavigatedViewer({ container });

  await viewer.importXML(xml);

  viewer.get('canvas').zoom('fit-viewport', 'auto');

  return viewer;
}
