// The drawer at the side: the stories behind a statement, each quote marked where it stands.

const drawer = byId('drawer');
const fieldLabel = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('_', ' ');

// Overlapping and touching ranges become one, in rising order.
function joined(ranges) {
  const out = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out[out.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}

function markedText(text, ranges) {
  const paragraph = make('p', {class: 'field', dir: 'auto'});
  let at = 0;
  for (const [start, end] of joined(ranges)) {
    paragraph.append(visible(text.slice(at, start)), make('mark', {}, text.slice(start, end)));
    at = end;
  }
  paragraph.append(visible(text.slice(at)));
  return paragraph;
}

// rangesByField: field number -> [[start, end], ...]
function storyArticle(number, rangesByField) {
  const [id, type, state, created, closed, area, fields] = stories()[number];
  const facts = [type, state, area, created && 'written ' + longDay(created), closed && 'closed ' + longDay(closed)];
  const article = make('article', {'aria-label': 'Story ' + id});
  const title = fields.findIndex(([name]) => name === 'title');
  const heading = make('h3', {dir: 'auto'}, make('bdi', {class: 'id'}, id));
  if (title >= 0 && !rangesByField.has(title)) heading.append(' ', visible(fields[title][1]));
  article.append(heading, make('p', {class: 'facts'}, facts.filter(Boolean).join(' \u00b7 ')));
  fields.forEach(([name, text], field) => {
    if (field === title && !rangesByField.has(field)) return;
    article.append(make('h4', {}, fieldLabel(name)), markedText(text, rangesByField.get(field) ?? []));
  });
  return article;
}

function lostQuote([story, field, quote]) {
  return make('article', {'aria-label': 'Story ' + story}, make('h3', {}, make('bdi', {class: 'id'}, story)),
              make('p', {class: 'facts'}, fieldLabel(field) + ' \u00b7 this story is not at hand in these words'),
              make('p', {class: 'field', dir: 'auto'}, make('mark', {}, quote)));
}

// Evidence numbers to articles: one a story, in the order in which the stories come.
function articlesOf(numbers) {
  const rangesOfStory = new Map();
  const lost = [];
  for (const number of numbers) {
    const entry = evidence()[number];
    if (entry.length === 3) {
      lost.push(lostQuote(entry));
      continue;
    }
    const [story, field, start, end] = entry;
    const fields = rangesOfStory.get(story) ?? rangesOfStory.set(story, new Map()).get(story);
    (fields.get(field) ?? fields.set(field, []).get(field)).push([start, end]);
  }
  return [...[...rangesOfStory].map(([story, fields]) => storyArticle(story, fields)), ...lost];
}

function showDrawer(kicker, title, articles, wanted) {
  byId('drawer-kicker').textContent = kicker;
  byId('drawer-title').textContent = visible(title);
  byId('drawer-title').hidden = !title;
  byId('drawer-body').replaceChildren(...articles);
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  byId('drawer-title').focus({preventScroll: true});
  const article = articles.find((each) => each.querySelector('.id')?.textContent === wanted);
  const mark = article?.querySelector('mark');
  const outside = mark && mark.getBoundingClientRect().bottom > drawer.getBoundingClientRect().bottom - 40;
  if (outside || (article && article !== articles[0])) (mark ?? article).scrollIntoView({block: 'center'});
}

const numbersIn = (button) => button.dataset.e.split(' ').map(Number);

// All evidence of the wording that `button` belongs to, with the button's story in view.
function openEvidence(button) {
  const item = button.closest('li');
  const group = button.closest('.refs').querySelectorAll('[data-e]');
  const support = Number(item.dataset.support);
  const kicker = item.dataset.mode === 'paraphrase' ? `In other words \u00b7 support ${Math.round(support * 100)} %`
      : item.dataset.mode === 'verbatim' ? 'In the words of the story' : 'Evidence';
  showDrawer(kicker, item.querySelector('.text').textContent, articlesOf([...group].flatMap(numbersIn)),
             button.textContent.trim());
}

function openStory(number) {
  showDrawer('Story', '', [storyArticle(number, new Map())], '');
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.ref');
  if (!button) return;
  if (button.dataset.e !== undefined) openEvidence(button);
  else openStory(Number(button.dataset.story));
});
byId('drawer-close').addEventListener('click', () => drawer.close());
// A click on the backdrop has the dialog itself as its target.
drawer.addEventListener('click', (event) => { if (event.target === drawer) drawer.close(); });
