import { relativeUrl } from "./links.ts";
import { escape } from "./markdown.ts";
import type { Heading } from "./markdown.ts";

/** A link of the menu. */
export interface MenuLink {
  readonly title: string;
  readonly address: string;
}

/** A part of the menu. */
export interface MenuGroup {
  readonly title: string;
  readonly links: readonly MenuLink[];
}

/** What a page consists of, apart from what all pages share. */
export interface PageParts {
  readonly address: string;
  readonly title: string;
  /** The content of `main`. */
  readonly html: string;
  readonly headings?: readonly Heading[];
  readonly menu: readonly MenuGroup[];
  /** The links at the top. */
  readonly places: readonly MenuLink[];
  readonly description?: string;
  readonly previous?: MenuLink | undefined;
  readonly next?: MenuLink | undefined;
  /** Style sheets and module scripts besides those of every page, as addresses. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  /** The path of the site on its host, for a page that is shown at any address. */
  readonly base?: string;
  /** `doc` has a menu beside the text and an outline; `wide` has the whole width, and its menu behind a button. */
  readonly kind?: "doc" | "wide";
}

/** What the browser may load: files of this site, and WebAssembly that they compile. No inline script or style, and no eval. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A tree trained along wires: three tiers, each a layer. */
const logo = `<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"><path d="M16 30V5M16 25C9 25 6 23 6 19M16 25c7 0 10-2 10-6M16 16c-5 0-7-2-7-5M16 16c5 0 7-2 7-5"/><g fill="currentColor" stroke="none"><circle cx="16" cy="4" r="2.6"/><circle cx="9" cy="9.4" r="2.6"/><circle cx="23" cy="9.4" r="2.6"/><circle cx="6" cy="17.4" r="2.6"/><circle cx="26" cy="17.4" r="2.6"/></g></svg>`;

/** A whole page. */
export function layout(parts: PageParts): string {
  const {
    address,
    title,
    html,
    headings = [],
    menu,
    places,
    description,
    styles = [],
    scripts = [],
    kind = "doc",
  } = parts;
  const to = (target: string): string =>
    parts.base === undefined ? relativeUrl(address, target) : `${parts.base}${target}`;
  const link = ({ title: text, address: target }: MenuLink): string =>
    `<a href="${to(target)}"${target === address ? ' aria-current="page"' : ""}>${escape(text).replaceAll("/", "/<wbr>")}</a>`;
  const isHome = address === "";
  return `<!doctype html>
<html lang="en" class="${kind}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(isHome ? "Espalier: prune a network, exactly" : `${title} · Espalier`)}</title>
${description === undefined ? "" : `<meta name="description" content="${escape(description)}">\n`}<link rel="icon" href="${to("assets/icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${to("assets/style.css")}">
${styles.map((style) => `<link rel="stylesheet" href="${to(style)}">\n`).join("")}<script src="${to("assets/theme.js")}"></script>
<script type="module" src="${to("assets/site.js")}"></script>
${scripts.map((script) => `<script type="module" src="${to(script)}"></script>\n`).join("")}</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<button class="menu-button" popovertarget="menu" aria-label="Menu"><span></span></button>
<a class="brand" href="${to("")}">${logo}<span>Espalier</span></a>
<nav class="places" aria-label="Main">${places.map(link).join("")}</nav>
<button id="search-button" class="search-button" type="button" aria-keyshortcuts="/"><span>Search</span><kbd>/</kbd></button>
<button id="theme-button" class="theme-button" type="button" hidden></button>
</header>
<nav id="menu" class="menu" popover aria-label="Pages"><ul class="menu-places">${places.map((each) => `<li>${link(each)}</li>`).join("")}</ul>${menu.map((group) => `<h2>${escape(group.title)}</h2><ul>${group.links.map((each) => `<li>${link(each)}</li>`).join("")}</ul>`).join("")}</nav>
<main id="main" tabindex="-1">
${kind === "doc" ? `<article>\n${html}\n${pager(parts, link)}</article>` : html}
</main>
${kind === "doc" ? (address === "" ? "" : outline(headings)) : ""}<footer class="foot"><p>Espalier, MIT. This site loads nothing from another host, sets no cookie and counts no visit.</p></footer>
<dialog id="search" aria-label="Search"></dialog>
</body>
</html>
`;
}

function pager({ previous, next }: PageParts, link: (each: MenuLink) => string): string {
  if (previous === undefined && next === undefined) return "";
  const side = (name: string, label: string, each: MenuLink | undefined): string =>
    each === undefined
      ? "<span></span>"
      : `<span class="${name}"><small>${label}</small>${link(each)}</span>`;
  return `<nav class="pager" aria-label="Previous and next page">${side("previous", "Previous", previous)}${side("next", "Next", next)}</nav>\n`;
}

/** The sections of a page; a page of one section has none. */
function outline(headings: readonly Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return "";
  const items = shown.map(({ level, id, html }) => `<li class="l${level}"><a href="#${id}">${html}</a></li>`);
  return `<nav class="outline" aria-label="On this page"><h2>On this page</h2><ul>${items.join("")}</ul></nav>\n`;
}
