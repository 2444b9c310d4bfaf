// Runs before the page is drawn, so that questions that are not asked never flash by.
document.documentElement.classList.add('js');
