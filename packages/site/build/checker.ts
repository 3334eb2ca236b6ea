/** The files of a built site: the text of each HTML page by its path, and the paths of all files. */
export interface Built {
  readonly pages: ReadonlyMap<string, string>;
  readonly files: ReadonlySet<string>;
}

/**
 * What is wrong with a site: links and anchors that lead nowhere, resources of other hosts, and what the policy refuses, which are
 * inline styles, scripts and handlers.
 */
export function faultsOf({ pages, files }: Built): string[] {
  const anchors = new Map([...pages].map(([path, html]) => [path, anchorsOf(html)]));
  return [...pages].flatMap(([path, html]) => {
    const fault = (what: string): string => `${path}: ${what}`;
    const faults: string[] = [];
    if (
      !/^<!doctype html>\n<html lang="en"[^>]*>\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"/.test(
        html,
      )
    )
      faults.push(fault("no policy at the start of its head"));
    for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi)) {
      const attributes = attributesOf(tag);
      for (const [name, value] of attributes) {
        if (name === "style") faults.push(fault(`an inline style, ${value}`));
        if (name.startsWith("on")) faults.push(fault(`an inline handler, ${name}`));
      }
      if (/^<style/i.test(tag)) faults.push(fault("an inline style sheet"));
      if (/^<script/i.test(tag) && !attributes.has("src")) faults.push(fault("an inline script"));
      const isLink = /^<a\b/i.test(tag);
      for (const name of ["href", "src"]) {
        const url = attributes.get(name);
        if (url === undefined) continue;
        if (/^[a-z][a-z+.-]*:|^\/\//i.test(url)) {
          if (!isLink) faults.push(fault(`loads ${url} from another host`));
        } else if (path !== "404.html") {
          // The links of that page begin with the path of the site on its host.
          const missing = missingTarget(path, url.replaceAll("&amp;", "&"), files, anchors);
          if (missing !== undefined) faults.push(fault(missing));
        }
      }
    }
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const repeated = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (repeated.length > 0) faults.push(fault(`the id ${repeated[0]} twice`));
    return faults;
  });
}

function missingTarget(
  from: string,
  url: string,
  files: ReadonlySet<string>,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const { pathname, hash } = new URL(url, `http://site/${from}`);
  const path = decodeURIComponent(pathname).slice(1);
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  if (!files.has(file)) return `a link to ${url}, which is not there`;
  const anchor = decodeURIComponent(hash.slice(1));
  // What stands behind ? in a hash is the state of a scene.
  if (anchor !== "" && !anchor.includes("?") && anchors.get(file)?.has(anchor) === false)
    return `a link to ${url}, which has no such anchor`;
  return undefined;
}

const anchorsOf = (html: string): Set<string> =>
  new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));

const attributesOf = (tag: string): Map<string, string> =>
  new Map(
    [...tag.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/gi)].map(([, name, value = ""]) => [
      name.toLowerCase(),
      value,
    ]),
  );
