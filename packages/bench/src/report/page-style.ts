import { trusted } from "./html.ts";
import type { Html } from "./html.ts";

/** The page's style: system fonts, two colour schemes, wide things scroll by themselves, figures stay whole in print. */
export const pageStyle: Html = trusted(`
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d5dae0; --best: #fdebdc; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e6e9ed; --soft: #9aa5b1; --line: #353b43; --best: #4a2a10; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 82rem; padding: 1.5rem clamp(1rem, 3vw, 2.5rem) 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, li, dd { max-width: 75ch; }
.lead { font-size: 1.1rem; }
.soft, figcaption, caption { color: var(--soft); font-size: .9rem; }
a { color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .25rem 0; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { padding: .3rem .6rem; vertical-align: top; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; padding-left: 0; font-weight: 500; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; }
td .sd { display: block; color: var(--soft); font-size: .8em; font-weight: 400; line-height: 1.2; }
td.best { background: var(--best); font-weight: 700; }
.facts td { text-align: left; white-space: normal; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0; }
figure { margin: 1rem 0 2rem; }
figure svg { display: block; color: var(--ink); width: 100%; min-width: 46rem; max-width: 80rem; height: auto; }
figure svg.small { max-width: 60rem; }
/* The drawing brings a white ground along, for those who take it out of the page. */
figure svg > rect:first-of-type { fill: none; }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --best: #eee; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  figure, table { break-inside: avoid; }
  table { font-size: 8pt; }
  th, td { padding: .15rem .3rem; }
  h2, h3 { break-after: avoid; }
  figure svg { min-width: 0; }
  .wide { overflow: visible; }
}
`);
