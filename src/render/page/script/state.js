// The view in the address, the theme, paper, and the start.

const queryField = byId('query');
const roleField = byId('role');
const sinceField = byId('since');
const roleNames = [...roleField.options].map((option) => option.textContent);

function readFields() {
  view.words = folded(queryField.value).split(/\s+/).filter(Boolean);
  view.role = roleField.value;
  view.since = sinceField.value;
}

let rememberPending = 0;
// Browsers refuse an address that changes with every key.
function rememberView() {
  clearTimeout(rememberPending);
  rememberPending = setTimeout(() => {
    const kept = new URLSearchParams();
    if (view.day !== '') kept.set('as-of', view.day);
    if (queryField.value.trim() !== '') kept.set('q', queryField.value.trim());
    if (view.role !== '') kept.set('role', roleNames[roleField.selectedIndex]);
    if (view.since !== '') kept.set('since', view.since);
    const hash = kept.size > 0 ? '#' + kept : '';
    if (hash !== location.hash && (hash !== '' || location.hash.includes('='))) {
      history.replaceState(null, '', hash || location.pathname + location.search);
    }
  }, 250);
}

function openFromAddress(asked) {
  const row = rows.find((each) => each.el.id !== '' && each.el.id === asked.get('open'));
  if (row) {
    row.el.scrollIntoView({block: 'center'});
    row.el.querySelector('button.ref')?.click();
  }
  const story = asked.get('story') ? stories().findIndex(([id]) => id === asked.get('story')) : -1;
  if (story >= 0) openStory(story);
}

function readAddress() {
  const asked = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
  queryField.value = asked.get('q') ?? '';
  roleField.selectedIndex = Math.max(0, roleNames.indexOf(asked.get('role')));
  sinceField.value = asked.get('since') ?? '';
  readFields();
  if (hasTimeline) slideTo(isDay(asked.get('as-of') ?? '') ? asked.get('as-of') : dayOfNumber(lastDay));
  applyView();
  openFromAddress(asked);
}

function showEverything() {
  queryField.value = sinceField.value = '';
  roleField.selectedIndex = 0;
  if (hasTimeline) slideTo(dayOfNumber(lastDay));
  readFields();
  applySoon();
  queryField.focus();
}

// Storage may be forbidden, as for some files: then the choice lasts as long as the page.
function keptTheme(value) {
  try {
    if (value !== undefined) localStorage.setItem('storytransformer-theme', value);
    return localStorage.getItem('storytransformer-theme');
  } catch {
    return null;
  }
}

function startTheme() {
  const button = byId('theme');
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const label = () => { button.textContent = isDark() ? 'Light' : 'Dark'; };
  const kept = keptTheme();
  if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  button.hidden = false;
  button.setAttribute('aria-description', 'changes the colours of this page');
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    keptTheme(root.dataset.theme);
    label();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', label);
  label();
}

// On paper nothing can be unfolded.
function startPrinting() {
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const each of closed) each.open = true;
  });
  addEventListener('afterprint', () => { for (const each of closed) each.open = false; });
}

const tools = document.querySelector('.tools');
tools.hidden = false;
tools.addEventListener('submit', (event) => event.preventDefault());
document.querySelector('.about-whom').hidden = roleField.options.length < 2;
for (const field of [queryField, roleField, sinceField]) {
  field.addEventListener('input', () => {
    readFields();
    applySoon();
  });
}
byId('clear').addEventListener('click', showEverything);
addEventListener('hashchange', () => { if (location.hash === '' || location.hash.includes('=')) readAddress(); });
startTimeline();
startTheme();
startPrinting();
readAddress();
prepareWhenIdle();
