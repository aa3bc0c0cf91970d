// The slider: the state as of any day. A step of the arrow keys goes to the next day on which something changed.

const slider = byId('slider');
const changeDays = [...new Set([...timeline.past.flatMap((past) => [past.since, past.until]),
                                ...rows.filter((row) => row.kind === 's').map((row) => row.since)])].filter(isDay).sort();
const hasTimeline = changeDays.length > 1;
const firstDay = hasTimeline ? dayNumber(changeDays[0]) : 0;
// The day before the first change has nothing to show; the last stop of the slider is the latest state.
const lastDay = hasTimeline ? dayNumber(changeDays[changeDays.length - 1]) : 1;

function slideTo(day) {
  const number = Math.min(Math.max(dayNumber(day), firstDay), lastDay);
  slider.value = String(number - firstDay);
  setDay(number === lastDay ? '' : dayOfNumber(number));
}

// Where the report itself is of an earlier day, its latest state is that day's.
const latestName = longDay(slider.dataset.asOf || dayOfNumber(lastDay)) + (slider.dataset.asOf ? '' : ', the latest');

function setDay(day) {
  view.day = day;
  const name = day === '' ? latestName : longDay(day);
  byId('day').textContent = name;
  slider.setAttribute('aria-valuetext', name);
  const note = byId('then');
  note.hidden = day === '';
  document.documentElement.classList.toggle('in-the-past', day !== '');
  if (day === '') return;
  const back = make('button', {type: 'button', class: 'plain'}, 'Back to the latest state');
  back.addEventListener('click', () => {
    slideTo(dayOfNumber(lastDay));
    applySoon();
    slider.focus();
  });
  note.replaceChildren('You are reading the state as it was on ', make('b', {}, longDay(day)), '. Sentences with a line at ' +
      'their side read differently today, or are gone. ', back);
}

// How much changed when: a bar for each hundredth of the time.
function drawChanges() {
  const bars = 100;
  const counts = new Array(bars).fill(0);
  const count = (day) => {
    if (isDay(day)) ++counts[Math.min(bars - 1, Math.floor((dayNumber(day) - firstDay) / (lastDay - firstDay) * bars))];
  };
  for (const past of timeline.past) count(past.until);
  for (const row of rows) if (row.kind === 's') count(row.since);
  const most = Math.max(...counts, 1);
  const svg = byId('changes');
  svg.setAttribute('viewBox', `0 0 ${bars} 20`);
  counts.forEach((n, i) => {
    if (n === 0) return;
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = 2 + 18 * Math.sqrt(n / most);
    for (const [key, value] of Object.entries({x: i + 0.15, y: 20 - height, width: 0.7, height})) bar.setAttribute(key, value);
    svg.append(bar);
  });
}

function stepToChange(direction) {
  const now = dayOfNumber(firstDay + Number(slider.value));
  const next = direction > 0 ? changeDays.find((day) => day > now) : changeDays.findLast((day) => day < now);
  if (next) slideTo(next);
}

function startTimeline() {
  if (!hasTimeline) return;
  document.querySelector('.when').hidden = false;
  slider.max = String(lastDay - firstDay);
  drawChanges();
  slider.addEventListener('input', () => {
    slideTo(dayOfNumber(firstDay + Number(slider.value)));
    applySoon();
  });
  slider.addEventListener('keydown', (event) => {
    const direction = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
    if (!direction) return;
    event.preventDefault();
    stepToChange(direction);
    applySoon();
  });
  slideTo(dayOfNumber(lastDay));
}
