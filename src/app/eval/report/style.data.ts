/**
 * Style: the report's one style sheet, for light and dark, for screens and paper.
 * @module
 */

/** CSS; colours are told apart by those who see few of them, and never stand alone. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --page: #fafaf8; --card: #fff; --ink: #1d2128; --soft: #5c6470; --edge: #e0e0da;
  --first: #1f6feb; --second: #b35900; --gone: #b3261e; --gone-back: #fdecea; --came: #0a6b3d; --came-back: #e5f5ec; }
@media (prefers-color-scheme: dark) { :root { --page: #14161a; --card: #1c1f25; --ink: #e7e9ec; --soft: #a2aab5;
  --edge: #333842; --first: #6cb0ff; --second: #f0a04b; --gone: #ff9d94; --gone-back: #41211f; --came: #7fdcab;
  --came-back: #17382a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
  "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
p { margin: 0 0 .6rem; }
.soft, figcaption, footer { color: var(--soft); font-size: .9rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .8rem; margin: 1.5rem 0 0; }
.tile, figure, .item { background: var(--card); border: 1px solid var(--edge); border-radius: .6rem; padding: .9rem 1.1rem; }
.tile b { display: block; font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile span { display: block; color: var(--soft); font-size: .85rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: .8rem; }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, "DejaVu Sans", sans-serif; }
.rule { stroke: var(--edge); } .base { stroke: var(--soft); } .guide { stroke: var(--soft); stroke-dasharray: 2 4; }
.tick, .axis, .key { fill: var(--soft); } .axis { font-size: 12.5px; }
.bar { fill: var(--first); } .bar:hover { fill: var(--second); } .count { fill: var(--soft); opacity: .28; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .line.first { stroke: var(--first); }
.line.second { stroke: var(--second); } .dashed { stroke-dasharray: 7 4; }
.dot { stroke: var(--card); stroke-width: 1; } .dot.first { fill: var(--first); } .dot.second { fill: var(--second); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--edge);
  font-variant-numeric: tabular-nums; font-size: .93rem; }
th, td { text-align: right; padding: .42rem .8rem; border-bottom: 1px solid var(--edge); white-space: nowrap; }
th:first-child { text-align: left; } tbody th { font-weight: 500; } thead th { color: var(--soft); font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
.settings :is(th, td) { text-align: left; } .settings td { white-space: normal; overflow-wrap: anywhere; min-width: 11rem; }
.item { margin: 0 0 .8rem; }
.item header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; margin-bottom: .5rem; }
.item header h3 { margin: 0; }
.item audio { width: 100%; max-width: 34rem; height: 2.4rem; margin-top: .6rem; display: block; }
.diff { font-size: 1.05rem; line-height: 1.75; overflow-wrap: anywhere; margin: 0; }
del, ins { border-radius: .25rem; padding: .05rem .3rem; }
del { color: var(--gone); background: var(--gone-back); text-decoration: line-through; }
ins { color: var(--came); background: var(--came-back); text-decoration: underline; font-weight: 600; }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--edge); padding-top: 1rem; }
@media print { .item audio { display: none; } .tile, figure, .item { break-inside: avoid; } }
`;
