// Shows the tables of a DMN file, one at a time, with a button for each.

import Viewer from 'dmn-js/lib/NavigatedViewer';

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';

/** The words of a table that is only read; the standard's own are English. */
const DUTCH = {
  When: 'Als',
  And: 'En',
  Then: 'Dan',
  Annotations: 'Toelichting',
  'Hit policy:': 'Trefregel:',
  Unique: 'Uniek',
  First: 'Eerste',
  Priority: 'Prioriteit',
  Any: 'Om het even',
  Collect: 'Verzamel',
  'Collect (Sum)': 'Verzamel (som)',
  'Collect (Min)': 'Verzamel (kleinste)',
  'Collect (Max)': 'Verzamel (grootste)',
  'Collect (Count)': 'Verzamel (aantal)',
  'Rule order': 'Volgorde van de regels',
  'Output order': 'Volgorde van de uitkomsten',
  'Variable name:': 'Naam van de variabele:',
  'Variable type:': 'Type van de variabele:',
  'Expression language:': 'Taal van de uitdrukking:',
};

const isDutch = document.documentElement.lang === 'nl';
const translate = (words, values = {}) =>
  ((isDutch && DUTCH[words]) || words).replace(/{([^}]+)}/g, (_, name) => values[name]);
const part = { additionalModules: [{ translate: ['value', translate] }] };

/** Make the button that shows one view of the file. */
function button(viewer, view, words) {
  const made = document.createElement('button');

  made.type = 'button';
  made.className = 'low';
  made.textContent = view.type === 'drd' ? words : view.element.name || view.element.id;
  made.dataset.view = `${view.type}:${view.element.id}`;
  made.addEventListener('click', () => viewer.open(view));

  return made;
}

/** Make what was drawn reachable by keyboard, and name what has no name. */
function finish(box) {
  for (const scrolled of box.querySelectorAll('.tjs-table-container')) {
    scrolled.tabIndex = 0;
    scrolled.setAttribute('role', 'group');
    scrolled.setAttribute('aria-label', box.getAttribute('aria-label'));
  }

  for (const corner of box.querySelectorAll('th.index-column')) {
    corner.setAttribute('role', 'presentation');
  }
}

for (const box of document.querySelectorAll('[data-decisions]')) {
  const viewer = new Viewer({
    container: box,
    decisionTable: part,
    drd: part,
    literalExpression: part,
    boxedExpression: part,
  });
  const buttons = document.querySelector('[data-views]');

  viewer.on('views.changed', ({ activeView }) => {
    const shown = activeView && `${activeView.type}:${activeView.element.id}`;

    for (const one of buttons.children) {
      one.setAttribute('aria-pressed', String(one.dataset.view === shown));
    }

    // The view is drawn after this event.
    requestAnimationFrame(() => finish(box));
  });

  await viewer.importXML(box.dataset.decisions, { open: false });

  const views = viewer.getViews();
  const { wanted } = box.dataset;

  buttons.append(...views.map((view) => button(viewer, view, box.dataset.overview)));

  await viewer.open(
    views.find((view) => wanted && view.element.id === wanted) ??
      views.find((view) => view.type !== 'drd') ??
      views[0],
  );

  finish(box);
  box.setAttribute('data-drawn', '');
}
