// What the page knows, and small helpers. Texts go into the page as text nodes only, never as markup.

const byId = (id) => document.getElementById(id);
const parsed = (id) => JSON.parse(byId(id).textContent);

const timeline = parsed('timeline-data');  // {parts, past}, see page_timeline.h
let evidenceTable = null;                  // read when first needed: they are most of the file
let storyTable = null;
const evidence = () => (evidenceTable ??= parsed('evidence-data'));
const stories = () => (storyTable ??= parsed('story-data'));

// As visible_text in text_escape.h: what would change how text is shown, or hide in it, is shown itself.
function visible(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
      .replace(/\u007f/g, '\u2421')
      .replace(/[\u0080-\u009f]/g, '\ufffd')
      .replace(/[\u2028\u2029]/g, '\n')
      .replace(/[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu,
               (c) => '\u27e8U+' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0') + '\u27e9');
}

// make('p', {class: 'x'}, 'text', child, ...)
function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  for (const child of children) node.append(typeof child === 'string' ? visible(child) : child);
  return node;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
                'November', 'December'];
const isDay = (day) => /^\d{4}-(0[1-9]|1[0-2])-\d\d$/.test(day);

function longDay(day) {
  if (!isDay(day)) return day;
  return `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
}

const dayNumber = (day) => Math.round(Date.parse(day + 'T00:00:00Z') / 864e5);
const dayOfNumber = (number) => new Date(number * 864e5).toISOString().slice(0, 10);

const counted = (n, one, many = one + 's') => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

// Letters without accents and case: what a search compares.
const folded = (text) => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();
