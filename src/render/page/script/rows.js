// The rows of the page, and those that stand in it only on earlier days.

const kindOf = (el) => ['s', 'v', 't', 'a'].find((kind) => el.classList.contains(kind));

function rowOf(el) {
  const roles = (el.dataset.r ?? '').split(' ');
  return {el, kind: kindOf(el), since: el.dataset.since ?? '', until: '', roles, text: null, names: null, shown: true};
}

const rows = [...document.querySelectorAll('.row')].map(rowOf);
const parts = [...document.querySelectorAll('main .part')].map((el) => ({el, count: el.querySelector('h2 .n')}));
const contentsLinks = new Map([...document.querySelectorAll('.contents a')].map((a) => [a.hash.slice(1), a]));

// What a search looks at, made when first asked for: the row's words, and the names of its stories and of itself.
function prepareSearch(row) {
  row.text = '';
  row.names = [folded(row.el.id || row.el.dataset.id || '')];
  for (const piece of row.el.children) {
    const {classList} = piece;
    if (classList.contains('text') || classList.contains('why')) row.text += folded(piece.textContent) + ' ';
    const names = classList.contains('ref') ? [piece] : classList.contains('meta') ? piece.getElementsByClassName('ref') : [];
    for (const name of names) row.names.push(folded(name.textContent.trim()));
  }
}

// A name counts when it is the word or begins with it, and never for a bare number: "24" asks for hours, not for stories.
function says(row, word) {
  if (row.text === null) prepareSearch(row);
  if (row.text.includes(word)) return true;
  return /\d/.test(word) && /\D/.test(word) && row.names.some((name) => name.startsWith(word));
}

function earlierSection(number) {
  const id = `part-${number}`;
  const heading = make('h2', {id}, make('bdi', {}, timeline.parts[number]), ' ', make('span', {class: 'n'}, ''));
  const el = make('section', {class: 'part section', 'aria-labelledby': id, hidden: ''}, heading, make('ul', {class: 'rows'}));
  document.querySelector('main .part.late').before(el);
  parts.push({el, count: el.querySelector('.n')});
  return el;
}

function storyOf(number) {
  const entry = evidence()[number];
  return entry.length === 3 ? entry[0] : stories()[entry[0]][0];
}

function referenceButton([story, numbers]) {
  return make('button', {type: 'button', class: 'ref', 'data-e': numbers.join(' '), 'aria-label': 'Evidence in ' + visible(story)},
              make('bdi', {}, story));
}

// As HtmlWriter::references: a few stories are shown, the rest unfold.
function references(evidenceNumbers) {
  const numbersByStory = new Map();
  for (const number of evidenceNumbers) {
    const story = storyOf(number);
    (numbersByStory.get(story) ?? numbersByStory.set(story, []).get(story)).push(number);
  }
  const buttons = [...numbersByStory].map(referenceButton);
  const shown = buttons.length > 6 ? 5 : buttons.length;
  const group = make('div', {class: 'refs'}, ...buttons.slice(0, shown).flatMap((button) => [button, ' ']));
  if (shown === buttons.length) return group;
  group.append(make('details', {class: 'rest'}, make('summary', {}, `${buttons.length - shown} more`),
                    ...buttons.slice(shown).flatMap((button) => [button, ' '])));
  return group;
}

function earlierRow(past, heir) {
  const until = make('span', {class: 'days'}, 'until ' + longDay(past.until));
  const row = make('li', {class: 'row s earlier', 'data-since': past.since, 'data-r': past.r, hidden: ''},
                   make('p', {class: 'text', dir: 'auto'}, past.text), make('div', {class: 'meta'}, references(past.e), until));
  if (heir) row.append(make('details', {class: 'was'}, make('summary', {}, 'what it says today'), wordingToday(heir)));
  return row;
}

function wordingToday(heir) {
  return make('p', {class: 'past', dir: 'auto'}, heir.querySelector('.text').textContent);
}

let earlierRowsMade = 0;
const sectionOfPart = new Map();

// Puts wordings that ended beside those that took their place, hidden; at most `most` of them, in order.
function makeEarlierRows(most = Infinity) {
  const end = Math.min(timeline.past.length, earlierRowsMade + most);
  for (; earlierRowsMade < end; ++earlierRowsMade) {
    const past = timeline.past[earlierRowsMade];
    if (!sectionOfPart.has(past.part)) {
      const heading = byId(`part-${past.part}`);
      sectionOfPart.set(past.part, heading ? heading.closest('section') : earlierSection(past.part));
    }
    const heir = byId(past.id)?.closest('.row.s');
    const el = earlierRow(past, heir);
    const list = sectionOfPart.get(past.part).querySelector('.rows');
    if (heir && heir.parentNode === list) heir.before(el);
    else list.append(el);
    rows.push({...rowOf(el), until: past.until, shown: false});
  }
}

// What a reader may ask for next, made while nothing else is to do.
function prepareWhenIdle(from = 0) {
  const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  later(() => {
    const end = Math.min(from + 250, rows.length);
    for (let i = from; i < end; ++i) if (rows[i].text === null) prepareSearch(rows[i]);
    if (end === rows.length) makeEarlierRows(100);
    if (end < rows.length) prepareWhenIdle(end);
  });
}
