import { trusted } from "../../report/html.ts";
import type { Html } from "../../report/html.ts";

/** What this page has besides the style that all pages share. */
export const style: Html = trusted(`
nav ul { columns: 16rem; padding-left: 1.2rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .9em; }
table.data th.text, table.data td.text { text-align: left; }
table.data thead th { font-weight: 600; vertical-align: bottom; white-space: normal; }
table.data { margin-bottom: 1rem; }
table.data td.number { font-size: .9rem; }
table.prose th, table.prose td.text { white-space: normal; min-width: 5.5rem; }
table.prose td.text:nth-child(2) { min-width: 11rem; }
details { margin: .75rem 0; }
summary { cursor: pointer; }
summary:hover { text-decoration: underline; }
figure svg { min-width: 60rem; }
figure svg.narrow { max-width: 40rem; min-width: 0; }
/* The ground of a slimmed drawing is a path. */
figure svg > path:first-of-type { fill: none; }
figure + h3 { margin-top: 2.5rem; }
@media print { details > *:not(summary) { display: revert; } nav { display: none; } figure svg { min-width: 0; } }
`);
