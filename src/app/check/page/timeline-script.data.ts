/**
 * Timeline script: draws the cues of each file, and lets a reader move along them. The page can be read without it.
 * @module
 */

/** JavaScript of the page; it asks nothing of any server. */
export const TIMELINE_SCRIPT = `
'use strict';
for (const box of document.querySelectorAll('.timeline')) start(box);

function start(box) {
  const { cues, end } = JSON.parse(box.querySelector('script').textContent);
  const overview = box.querySelector('.overview'), detail = box.querySelector('.detail');
  const chosenBox = box.querySelector('.chosen'), section = box.closest('section');
  const longest = Math.max(1000, end);
  let from = 0, span = Math.min(longest, 60000), chosen = -1, drag = null;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const level = (cue) => ['fine', 'warning', 'error'][cue.level];
  const clock = (ms) => { const s = Math.floor(ms / 1000), m = Math.floor(s / 60), two = (n) => String(n).padStart(2, '0');
    return (m >= 60 ? Math.floor(m / 60) + ':' + two(m % 60) : m) + ':' + two(s % 60); };
  const clamp = () => { span = Math.min(longest * 1.02, Math.max(1500, span)); from = Math.max(0, Math.min(from, longest * 1.02 - span)); };
  const firstAfter = (ms) => { let a = 0, b = cues.length; while (a < b) { const m = (a + b) >> 1; if (cues[m].end > ms) b = m; else a = m + 1; } return a; };

  function surface(canvas, height) {
    const width = canvas.clientWidth, ratio = window.devicePixelRatio || 1;
    canvas.style.height = height + 'px'; canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext('2d'); pen.scale(ratio, ratio); pen.clearRect(0, 0, width, height);
    return { pen, width, height };
  }
  function drawOverview() {
    const { pen, width, height } = surface(overview, 30), x = (ms) => ms / longest * width;
    pen.fillStyle = css('--page'); pen.fillRect(0, 0, width, height);
    for (const wanted of [0, 1, 2]) for (const cue of cues) if (cue.level === wanted) {
      pen.fillStyle = css('--' + level(cue)); pen.globalAlpha = wanted === 0 ? .35 : 1;
      const h = [10, 16, 24][wanted]; pen.fillRect(x(cue.start), (height - h) / 2, Math.max(1, x(cue.end) - x(cue.start)), h);
    }
    pen.globalAlpha = 1; pen.strokeStyle = css('--ink'); pen.lineWidth = 1.5;
    pen.strokeRect(Math.max(1, x(from)), 1, Math.min(width - 2, Math.max(4, x(span))), height - 2);
  }
  function drawDetail() {
    const { pen, width, height } = surface(detail, 118), x = (ms) => (ms - from) / span * width;
    pen.font = '12px system-ui, "DejaVu Sans", sans-serif'; pen.textBaseline = 'alphabetic';
    const step = [500, 1000, 2000, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000].find((ms) => ms / span * width > 64) || 7200000;
    for (let ms = Math.ceil(from / step) * step; ms < from + span; ms += step) {
      pen.fillStyle = css('--edge'); pen.fillRect(x(ms), 0, 1, height - 16);
      pen.fillStyle = css('--soft'); pen.fillText(clock(ms) + (step < 1000 && ms % 1000 ? '.5' : ''), x(ms) + 3, height - 4);
    }
    let busyUntil = [0, 0, 0];
    for (let at = Math.max(0, firstAfter(from) - 40); at < cues.length && cues[at].start < from + span; at++) {
      const cue = cues[at], left = x(cue.start), wide = Math.max(2, x(cue.end) - left), name = level(cue);
      let row = busyUntil.findIndex((until) => until <= cue.start); if (row < 0) row = 2; busyUntil[row] = cue.end;
      const top = 6 + row * 14, high = 88 - row * 14;
      if (left + wide < 0) continue;
      pen.fillStyle = css('--' + name + '-back'); pen.fillRect(left, top, wide, high);
      pen.strokeStyle = css(at === chosen ? '--ink' : '--' + name); pen.lineWidth = at === chosen ? 3 : 1.5;
      pen.setLineDash(name === 'warning' ? [4, 2] : []);
      if (wide > 3) pen.strokeRect(left + .75, top + .75, wide - 1.5, high - 1.5);
      pen.setLineDash([]);
      if (wide < 18) continue;
      pen.save(); pen.beginPath(); pen.rect(left + 4, top, wide - 8, high); pen.clip();
      pen.fillStyle = css('--soft'); pen.fillText('#' + cue.number, Math.max(left, 0) + 6, top + 16);
      pen.fillStyle = css('--ink'); cue.lines.slice(0, 4).forEach((line, i) => pen.fillText(line, Math.max(left, 0) + 6, top + 34 + i * 15));
      pen.restore();
    }
  }
  function draw() { clamp(); drawOverview(); drawDetail(); }
  function zoom(factor, at) { const middle = from + span * at; span *= factor; clamp(); from = middle - span * at; draw(); }
  function choose(at, isMoved) {
    chosen = at; const cue = cues[at]; if (!cue) return;
    if (isMoved) { span = Math.min(span, 30000); from = (cue.start + cue.end) / 2 - span / 2; }
    chosenBox.textContent = '';
    const head = document.createElement('div'), words = document.createElement('div');
    const name = document.createElement('b'); name.textContent = 'Cue ' + cue.number + ', ' + (cue.start / 1000).toFixed(3) + ' to ' + (cue.end / 1000).toFixed(3) + ' s';
    words.className = 'words'; words.textContent = cue.lines.join('\\n'); words.dir = 'auto'; head.append(name); chosenBox.append(head, words);
    for (const row of section.querySelectorAll('.findings tr[data-cue]')) {
      const isOwn = Number(row.dataset.cue) === cue.number; row.classList.toggle('is-chosen', isOwn); if (!isOwn) continue;
      const line = document.createElement('div'); line.append(...[...row.querySelector('.what').cloneNode(true).childNodes]); chosenBox.append(line);
    }
    draw();
  }
  const place = (event) => { const box = event.currentTarget.getBoundingClientRect(); return (event.clientX - box.left) / box.width; };
  detail.addEventListener('wheel', (event) => { event.preventDefault();
    if (event.ctrlKey || Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.shiftKey) zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, place(event));
    else { from += (event.deltaX || event.deltaY) / detail.clientWidth * span; draw(); } }, { passive: false });
  detail.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, from, moved: false }; detail.setPointerCapture(event.pointerId); });
  detail.addEventListener('pointermove', (event) => { if (!drag) return; const by = event.clientX - drag.x; if (Math.abs(by) > 4) drag.moved = true;
    from = drag.from - by / detail.clientWidth * span; draw(); });
  detail.addEventListener('pointerup', (event) => { const moved = drag && drag.moved; drag = null; if (moved) return; const ms = from + place(event) * span;
    for (let at = firstAfter(ms); at < cues.length && cues[at].start <= ms; at++) if (cues[at].end > ms) return choose(at, false); });
  overview.addEventListener('pointerdown', (event) => { from = place(event) * longest - span / 2; draw(); });
  detail.addEventListener('keydown', (event) => { const key = event.key;
    if (key === 'ArrowLeft' || key === 'ArrowRight') from += (key === 'ArrowLeft' ? -.2 : .2) * span; else if (key === '+' || key === '-') return zoom(key === '+' ? .7 : 1.4, .5); else return;
    event.preventDefault(); draw(); });
  for (const button of box.querySelectorAll('button')) button.addEventListener('click', () => {
    const does = button.dataset.does;
    if (does === 'in') zoom(.5, .5); else if (does === 'out') zoom(2, .5); else if (does === 'all') { from = 0; span = longest; draw(); }
    else { const ahead = does === 'next' ? cues.findIndex((cue, at) => at > chosen && cue.level > 0) : cues.findLastIndex((cue, at) => at < (chosen < 0 ? cues.length : chosen) && cue.level > 0); if (ahead >= 0) choose(ahead, true); }
  });
  const numbers = new Map(cues.map((cue, at) => [cue.number, at]));
  for (const link of section.querySelectorAll('.findings a[data-cue]')) link.addEventListener('click', (event) => {
    const at = numbers.get(Number(link.dataset.cue)); if (at === undefined) return; event.preventDefault(); choose(at, true);
    box.scrollIntoView({ behavior: 'smooth', block: 'center' }); });
  const filter = section.querySelector('.filter');
  if (filter) filter.addEventListener('change', () => { for (const row of section.querySelectorAll('.findings tr[data-rule]'))
    row.hidden = filter.value !== '' && row.dataset.rule !== filter.value && row.dataset.severity !== filter.value; });
  new ResizeObserver(draw).observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();
}
`;
