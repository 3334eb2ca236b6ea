import {
  cpSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundle } from "./bundle.ts";
import { faultsOf } from "./checker.ts";
import { hero, missing } from "../pages/home.ts";
import { places, shortTitles } from "../pages/menu.ts";
import { writeSamples } from "../pages/samples.ts";
import { scenePage, scenePages } from "../pages/scenes.ts";
import { strategyColours } from "../pages/strategy-colours.ts";
import { addressOf, contentFiles, menuOf } from "./content.ts";
import { layout } from "./layout.ts";
import type { MenuGroup, MenuLink, PageParts } from "./layout.ts";
import { assetAddress, resolveLink, sourceAddress } from "./links.ts";
import type { Targets } from "./links.ts";
import { render } from "./markdown.ts";
import type { Rendered } from "./markdown.ts";
import { StyleClasses } from "./math.ts";
import { searchIndex } from "./search.ts";
import { referenceAddress, referenceFiles, referenceMenu, tidyReference } from "./reference.ts";
import { sourcePage } from "./sources.ts";

export interface SiteOptions {
  /** The folder to write, which is emptied first. */
  readonly out: string;
  /** The folder with the API reference as Markdown; without one the site has no reference. */
  readonly api?: string | undefined;
  /** The path under which the site will be served, for the page of a missing address. */
  readonly base: string;
}

export const root: string = join(import.meta.dirname, "../../..");
const site = join(root, "packages/site");

/** A page before it has its frame. */
type Page = Rendered & { readonly address: string; readonly isReference: boolean };

/**
 * Writes the whole site.
 *
 * @returns its files, as paths from the folder
 * @throws Error listing every fault that the checker finds
 */
export async function buildSite({ out, api, base }: SiteOptions): Promise<string[]> {
  rmSync(out, { recursive: true, force: true });
  const files = new Map<string, string>();
  const classes = new StyleClasses();
  const apiFiles = api === undefined ? [] : referenceFiles(api);
  const pages = new Map([
    ...contentFiles(root).map((file): [string, string] => [file, addressOf(file)]),
    ...apiFiles.map((file): [string, string] => [file, referenceAddress(file)]),
  ]);
  const targets: Targets = { pages, sources: new Set(), assets: new Set() };

  const rendered = [...pages].map(([file, address]): Page => {
    const isReference = file.startsWith("api/");
    const path = isReference ? join(api ?? "", file.slice("api/".length)) : join(root, file);
    const text = readFileSync(path, "utf8");
    const link = (target: string): string => resolveLink(root, file, target, targets);
    const page = render(isReference ? tidyReference(text) : text, { classes, html: isReference, link });
    return { ...page, address, isReference };
  });

  const titles = new Map(rendered.map(({ address, title }) => [address, title]));
  const guide = guideMenu(titles);
  const reference = referenceMenu(rendered);
  const order = guide.flatMap(({ links }) => links);
  const bare: Omit<PageParts, "places">[] = rendered.map((page) => {
    const at = order.findIndex(({ address }) => address === page.address);
    return {
      ...page,
      ...(page.address === "" && { html: hero() + page.html }),
      menu: page.isReference ? reference : guide,
      previous: at > 0 ? order[at - 1] : undefined,
      next: at >= 0 ? order[at + 1] : undefined,
      styles:
        page.address === ""
          ? ["assets/explore.css"]
          : page.html.includes("katex")
            ? ["assets/katex/katex.css", "assets/math.css"]
            : [],
    };
  });
  for (const page of scenePages) {
    const link = (target: string): string =>
      resolveLink(root, `packages/site/explore/${page.file}`, target, targets, page.address);
    bare.push({ ...scenePage(page, site, { classes, link }), menu: guide });
  }
  bare.push({ address: "404.html", title: "Not found", html: missing, menu: guide, base, kind: "wide" });
  for (const path of targets.sources) {
    const html = sourcePage(root, path, targets.sources);
    bare.push({ address: sourceAddress(path), title: path, html, menu: guide });
  }
  const there = new Set(bare.map(({ address }) => address));
  const links = places.filter(({ address }) => there.has(address));
  for (const parts of bare) files.set(pathOf(parts.address), layout({ ...parts, places: links }));
  files.set("assets/math.css", classes.sheet());
  files.set("assets/strategies.css", strategyColours());
  files.set("assets/search.json", searchIndex(rendered));

  for (const [path, text] of files) write(join(out, path), text);
  for (const path of targets.assets) cpSync(join(root, path), join(out, assetAddress(path)));
  copyKatex(join(out, "assets/katex"), [...files.values()].join("\n"));
  cpSync(join(site, "public"), join(out, "assets"), { recursive: true });
  writeSamples(root, join(out, "assets/samples"));
  await bundle(join(out, "assets"));

  const all = readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(out, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"));
  const faults = faultsOf({
    pages: new Map([...files].filter(([path]) => path.endsWith(".html"))),
    files: new Set(all),
  });
  if (faults.length > 0)
    throw new Error(`The site has faults:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  return all;
}

const pathOf = (address: string): string => (address.endsWith(".html") ? address : `${address}index.html`);

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The rules of KaTeX's style sheet for the classes that are on the pages, with the fonts that every browser reads. */
function copyKatex(to: string, html: string): void {
  const dist = dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
  const isUsed = (selector: string): boolean =>
    [...selector.matchAll(/\.([\w-]+)/g)].every(([, name]) => html.includes(name));
  const css = readFileSync(join(dist, "katex.min.css"), "utf8")
    .replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, "")
    .replaceAll(/([^{}@]+)\{[^{}]*\}/g, (rule, names: string) => (names.split(",").some(isUsed) ? rule : ""));
  write(join(to, "katex.css"), css);
  for (const font of globSync("fonts/*.woff2", { cwd: dist })) cpSync(join(dist, font), join(to, font));
}

const guideMenu = (titles: ReadonlyMap<string, string>): MenuGroup[] =>
  menuOf(root).map(({ title, files }) => ({
    title,
    links: files.map((file): MenuLink => {
      const address = addressOf(file);
      return { title: shortTitles[file] ?? titles.get(address) ?? file, address };
    }),
  }));
