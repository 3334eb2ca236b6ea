import MarkdownIt from "markdown-it";
import type { Document } from "./document.ts";
import { anchorOf, toMarkdown } from "./markdown.ts";

/**
 * A document as one file of HTML: no script, nothing loaded from anywhere.
 *
 * @param figures as SVG, by name
 */
export function toHtml(document: Document, figures: ReadonlyMap<string, string>): string {
  const markdown = new MarkdownIt({ html: true });
  Object.assign(markdown.renderer.rules, {
    image(tokens, at) {
      const [name] = /[^/]+(?=\.svg$)/.exec(String(tokens[at].attrGet("src"))) ?? [""];
      return `<span class="wide figure" tabindex="0">${figures.get(name) ?? ""}</span>`;
    },
    heading_open: (tokens, at) => `<${tokens[at].tag} id="${anchorOf(tokens[at + 1].content)}">`,
    table_open: () => '<div class="wide" tabindex="0"><table>\n',
    table_close: () => "</table></div>\n",
  } satisfies typeof markdown.renderer.rules);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${markdown.utils.escapeHtml(document.title)}</title>
<style>${style}</style>
</head>
<body>
${markdown.render(toMarkdown(document))}</body>
</html>
`;
}

/** System fonts, two colour schemes; wide things scroll by themselves, and figures stay whole in print. */
const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d5dae0; --best: #fdebdc; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e6e9ed; --soft: #9aa5b1; --line: #353b43; --best: #4a2a10; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 82rem; padding: 1.5rem clamp(1rem, 3vw, 2.5rem) 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h1 + p { font-size: 1.1rem; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, li { max-width: 75ch; }
a { color: inherit; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .9em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .25rem 0 1.5rem; }
th, td { padding: .3rem .6rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 0; font-weight: 500; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; }
td strong { background: var(--best); padding: .1rem .3rem; margin: -.1rem -.3rem; }
.figure { display: block; }
.figure svg { display: block; color: var(--ink); width: 100%; min-width: 46rem; max-width: 80rem; height: auto; }
p:has(.figure) { max-width: none; }
p > em { color: var(--soft); font-size: .9rem; }
/* The white ground of a figure is for readers who take it out of the page. */
.figure svg > :is(rect, path):first-of-type { fill: none; }
summary { cursor: pointer; margin: .75rem 0; }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --best: #eee; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  .figure, table { break-inside: avoid; }
  .figure svg { min-width: 0; }
  .wide { overflow: visible; }
}
`;
