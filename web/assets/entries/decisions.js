// Shows the tables of a DMN file, one at a time, with a button for each.

import Viewer from 'dmn-js/lib/NavigatedViewer';

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';

/** Make the button that shows one view of the file. */
function button(viewer, view, buttons, words) {
  const made = document.createElement('button');

  made.type = 'button';
  made.className = 'low';
  made.textContent = view.type === 'drd' ? words : view.element.name || view.element.id;
  made.setAttribute('aria-pressed', 'false');
  made.addEventListener('click', async () => {
    await viewer.open(view);

    for (const other of buttons.children) {
      other.setAttribute('aria-pressed', String(other === made));
    }
  });

  return made;
}

for (const box of document.querySelectorAll('[data-decisions]')) {
  const viewer = new Viewer({ container: box });
  const buttons = document.querySelector('[data-views]');

  await viewer.importXML(box.dataset.decisions, { open: false });

  const views = viewer.getViews();
  const wanted = box.dataset.wanted;
  const first =
    views.find((view) => wanted && view.element.id === wanted) ??
    views.find((view) => view.type !== 'drd') ??
    views[0];

  for (const view of views) {
    const made = button(viewer, view, buttons, box.dataset.overview);

    buttons.append(made);

    if (view === first) {
      await viewer.open(view);
      made.setAttribute('aria-pressed', 'true');
    }
  }

  box.setAttribute('data-drawn', '');
}
