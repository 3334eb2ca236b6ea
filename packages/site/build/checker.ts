import { parse } from "node-html-parser";
import type { HTMLElement } from "node-html-parser";

/** The files of a built site: the text of each HTML page by its path, and the paths of all files. */
export interface Built {
  readonly pages: ReadonlyMap<string, string>;
  readonly files: ReadonlySet<string>;
}

const START = `<!doctype html>
<html lang="en"`;

/**
 * What is wrong with a site: links and anchors that lead nowhere, resources of other hosts, and what the policy refuses, which are
 * inline styles, scripts and handlers.
 */
export function faultsOf({ pages, files }: Built): string[] {
  const parsed = new Map([...pages].map(([path, html]) => [path, parse(html, { blockTextElements: {} })]));
  const ids = new Map([...parsed].map(([path, page]) => [path, idsOf(page)]));
  return [...parsed].flatMap(([path, page]) => {
    const policy = page.querySelector("head")?.querySelectorAll("*")[1]?.getAttribute("http-equiv");
    const isReady = pages.get(path)?.startsWith(START) === true && policy === "Content-Security-Policy";
    const faults = isReady ? [] : ["no policy at the start of its head"];
    for (const { rawTagName: tag, attributes } of page.querySelectorAll("*")) {
      for (const [name, value] of Object.entries(attributes)) {
        if (name === "style") faults.push(`an inline style, ${value}`);
        if (name.startsWith("on")) faults.push(`an inline handler, ${name}`);
        if (name === "href" || name === "src") faults.push(...faultOf(path, tag, value, files, ids));
      }
      if (tag === "style") faults.push("an inline style sheet");
      if (tag === "script" && !("src" in attributes)) faults.push("an inline script");
    }
    const own = ids.get(path) ?? [];
    const repeated = own.find((id, at) => own.indexOf(id) !== at);
    if (repeated !== undefined) faults.push(`the id ${repeated} twice`);
    return faults.map((fault) => `${path}: ${fault}`);
  });
}

const idsOf = (page: HTMLElement): string[] => page.querySelectorAll("[id]").map(({ id }) => id);

/** The fault of a link, or of the resource that an element loads. */
function faultOf(
  from: string,
  tag: string,
  url: string,
  files: ReadonlySet<string>,
  ids: ReadonlyMap<string, readonly string[]>,
): string[] {
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(url)) return tag === "a" ? [] : [`loads ${url} from another host`];
  // The links of that page begin with the path of the site on its host.
  if (from === "404.html") return [];
  const { pathname, hash } = new URL(url, `http://site/${from}`);
  const path = decodeURIComponent(pathname).slice(1);
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  if (!files.has(file)) return [`a link to ${url}, which is not there`];
  const anchor = decodeURIComponent(hash.slice(1));
  // What stands behind ? in a hash is the state of a scene.
  const isThere = anchor === "" || anchor.includes("?") || ids.get(file)?.includes(anchor) !== false;
  return isThere ? [] : [`a link to ${url}, which has no such anchor`];
}
