import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, posix } from "node:path";
import { highlight } from "./code.ts";
import { escape } from "./markdown.ts";
import { relativeUrl, sourceAddress } from "./links.ts";

/** A page that shows a source file with an anchor for each line, or lists a folder. */
export function sourcePage(root: string, path: string, sources: ReadonlySet<string>): string {
  const heading = `<h1 class="path">${escape(path)}</h1>\n`;
  return (
    heading + (statSync(join(root, path)).isDirectory() ? folder(root, path, sources) : file(root, path))
  );
}

const file = (root: string, path: string): string =>
  highlight(readFileSync(join(root, path), "utf8"), extname(path).replace(/^\.m?/, ""), true);

function folder(root: string, path: string, sources: ReadonlySet<string>): string {
  const names = readdirSync(join(root, path)).filter(
    (name) => !/^(\.|node_modules$|dist$|.*\.tsbuildinfo$)/.test(name),
  );
  const items = names.toSorted().map((name) => {
    const inside = posix.join(path, name);
    return sources.has(inside)
      ? `<li><a href="${relativeUrl(sourceAddress(path), sourceAddress(inside))}">${escape(name)}</a></li>`
      : `<li>${escape(name)}</li>`;
  });
  return `<ul class="files">${items.join("")}</ul>`;
}
