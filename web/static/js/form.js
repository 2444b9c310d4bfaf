// Hides the questions of a task that its answers so far do not ask for. Which ones these
// are is the server's word: it comes along with each draft that is kept.

const form = document.getElementById('task-form');
const status = document.getElementById('draft-status');

function hide(names) {
  for (const field of form.querySelectorAll('[data-field]')) {
    field.toggleAttribute('data-hidden', names.has(field.dataset.field));
  }
}

function listen() {
  const told = new MutationObserver(() => {
    const said = status.querySelector('[data-hidden-fields]');

    if (said) {
      hide(new Set(said.dataset.hiddenFields.split(' ').filter(Boolean)));
    }
  });

  told.observe(status, { childList: true, subtree: true });
}

if (form && status) {
  listen();
}

// A page with faults starts at their summary.
document.getElementById('summary')?.focus();
