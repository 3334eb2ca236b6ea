import { nameOf } from "../files/paths.ts";
import { element } from "./svg.ts";

/** A picture as the content of a file: SVG, or a page for a name that ends in .html. */
export const pictureFor = (path: string, title: string, svg: string): string =>
  /\.html?$/i.test(path) ? page(title, [`<h1>${escape(title)}</h1>`, svg]) : svg;

/** The name of a file without its folders, which are nothing to readers of a picture. */
export const titleOf = (path: string): string => nameOf(path).replace(/.*[\\/]/, "");

/** A page that needs no other file. */
export const page = (title: string, content: readonly string[]): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
${element("style", {}, STYLE)}
</head>
<body>
<main>
${content.map((part) => (part.startsWith("<svg") ? `<div class="scroll" tabindex="0">${part}</div>` : part)).join("\n")}
</main>
</body>
</html>
`;

/** Text from outside, such as a file's name, as HTML. */
export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const STYLE = `
:root{color-scheme:light dark;--paper:light-dark(#fff,#14171b);--ink:light-dark(#1b1f24,#e6e9ed);--quiet:light-dark(#59636e,#9aa5b1);--line:light-dark(#d5dae0,#353b43)}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{margin:0 0 .4rem;font-size:1.7rem;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{margin:2.6rem 0 .6rem;font-size:1.15rem}
p{margin:.3rem 0 1rem;overflow-wrap:anywhere}
.lead{font-size:1.1rem}
p.quiet{color:var(--quiet);font-size:.9rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{color:var(--quiet);font-weight:600}
th:first-child,td:first-child{padding-left:0;text-align:left;white-space:pre}
svg{display:block;max-width:100%;min-width:34rem;height:auto;margin-left:-24px}
`;
