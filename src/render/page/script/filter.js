// Which rows are shown: the words, the role, the day and the date that the reader chose.

const view = {words: [], role: '', since: '', day: ''};  // day '': the latest state

function inTime(row) {
  if (row.kind !== 's') return view.day === '';
  if (view.day === '') return row.until === '';
  return row.since <= view.day && (row.until === '' || row.until > view.day);
}

function matches(row) {
  if (!inTime(row)) return false;
  if (view.role !== '' && !row.roles.includes(view.role)) return false;
  if (view.since !== '' && !(row.since >= view.since)) return false;
  return view.words.every((word) => says(row, word));
}

const isFiltered = () => view.words.length > 0 || view.role !== '' || view.since !== '';

function showCounts() {
  for (const part of parts) {
    const here = part.el.querySelectorAll('.row:not([hidden])').length;
    const plain = part.el.querySelector('.row') === null;
    part.el.hidden = plain ? isFiltered() || view.day !== '' : here === 0;
    if (!plain) part.count.textContent = here.toLocaleString('en');
    if (!part.el.hidden) part.el.style.containIntrinsicBlockSize = `auto ${5 + 3.6 * here}rem`;
    const link = contentsLinks.get(part.el.getAttribute('aria-labelledby'));
    if (!link) continue;
    link.parentNode.hidden = part.el.hidden;
    if (!plain) link.querySelector('.n').textContent = part.count.textContent;
  }
  for (const group of document.querySelectorAll('.group')) {
    const here = group.querySelectorAll('.row:not([hidden])').length;
    group.hidden = here === 0;
    group.open = isFiltered() && here > 0;
    group.querySelector('.n').textContent = here.toLocaleString('en');
  }
}

function tell() {
  const n = {s: 0, v: 0, t: 0, a: 0};
  for (const row of rows) if (row.shown) ++n[row.kind];
  const rest = [n.v && `${n.v.toLocaleString('en')} to review`, n.t && `${n.t.toLocaleString('en')} taken back`,
                n.a && `${n.a.toLocaleString('en')} set aside`].filter(Boolean).join(', ');
  const statements = counted(n.s, 'statement') + (isFiltered() ? (n.s === 1 ? ' matches' : ' match') : '');
  const on = view.day === '' ? '' : ` on ${longDay(view.day)}`;
  byId('found').textContent = statements + on + (isFiltered() && rest ? `; ${rest}` : '');
  byId('clear').hidden = !isFiltered() && view.day === '';
  byId('nothing').hidden = rows.some((row) => row.shown);
}

// The found words, marked without touching the page's nodes, in browsers that can.
function markWords() {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete('found');
  const words = view.words.filter((word) => word.length > 1);
  if (words.length === 0) return;
  const found = new Highlight();
  for (const row of rows.filter((each) => each.shown).slice(0, 400)) {
    const walker = document.createTreeWalker(row.el.querySelector('.text'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      if (text.length !== node.data.length) continue;
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          found.add(range);
        }
      }
    }
  }
  CSS.highlights.set('found', found);
}

function applyView() {
  if (view.day !== '') makeEarlierRows();
  for (const row of rows) {
    const shown = matches(row);
    if (shown !== row.shown || row.el.hidden === shown) row.el.hidden = !shown;
    row.shown = shown;
  }
  showCounts();
  tell();
  markWords();
}

let applyPending = 0;
// At most one pass a frame, however fast the keys come.
function applySoon() {
  cancelAnimationFrame(applyPending);
  applyPending = requestAnimationFrame(() => {
    applyView();
    rememberView();
  });
}
