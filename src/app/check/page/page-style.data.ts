/**
 * Page style: what the page of a check has beside the style that all reports share.
 * @module
 */

/** CSS; red and amber are told apart by their outlines too. */
export const PAGE_STYLE = `
:root { --error: #b3261e; --warning: #9a5b00; --fine: #1f6feb; --error-back: #fbdcd9; --warning-back: #fbe9c8; --fine-back: #dbe8fd; }
@media (prefers-color-scheme: dark) { :root { --error: #ff9d94; --warning: #f0b35a; --fine: #6cb0ff; --error-back: #5a2320;
  --warning-back: #52390f; --fine-back: #1c3557; } }
.timeline { background: var(--card); border: 1px solid var(--edge); border-radius: .6rem; padding: .7rem; margin: 0 0 1rem; }
.timeline canvas { display: block; width: 100%; touch-action: pan-y; border-radius: .3rem; }
.timeline canvas.detail { cursor: grab; margin-top: .4rem; } .timeline canvas:focus-visible { outline: 2px solid var(--fine); }
.bar-row { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: center; margin-bottom: .6rem; font-size: .88rem; }
.bar-row button, .bar-row select { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--edge);
  border-radius: .35rem; padding: .15rem .6rem; cursor: pointer; }
.key { display: inline-flex; gap: .35rem; align-items: center; color: var(--soft); }
.key i { width: 1rem; height: .8rem; border-radius: .15rem; border: 1.5px solid; display: inline-block; }
i.error { color: var(--error); background: var(--error-back); } i.warning { color: var(--warning); background: var(--warning-back); border-style: dashed; }
i.fine { color: var(--fine); background: var(--fine-back); }
.chosen { min-height: 3.4rem; margin: .6rem 0 0; padding: .5rem .7rem; background: var(--page); border-radius: .4rem; font-size: .92rem; }
.chosen b { font-variant-numeric: tabular-nums; } .chosen .words { white-space: pre-line; }
.mark { font-weight: 600; } .mark.error { color: var(--error); } .mark.warning { color: var(--warning); }
.findings :is(th, td), .counts :is(th, td) { text-align: left; vertical-align: top; }
.findings td.what { white-space: normal; min-width: 17rem; } .findings a { color: var(--fine); }
.findings tr:target, .findings tr.is-chosen { background: var(--fine-back); }
.counts th[scope=row] { white-space: normal; min-width: 9rem; }
.counts td:nth-child(n+3), .counts th:nth-child(n+3) { text-align: right; }
.why { color: var(--soft); display: block; font-size: .88rem; }
pre.diff-text { overflow: auto; max-height: 26rem; background: var(--card); border: 1px solid var(--edge); padding: .8rem; font-size: .85rem; }
.tile.bad b { color: var(--error); } .tile.doubtful b { color: var(--warning); }
@media (max-width: 40rem) { main { padding: 1rem .7rem 3rem; } h1 { font-size: 1.35rem; } .tiles { grid-template-columns: repeat(2, 1fr); }
  .tile { padding: .6rem .8rem; } th, td { padding: .35rem .5rem; } }
`;
