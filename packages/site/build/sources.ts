import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { highlight, languageOf } from "./code.ts";
import { escape } from "./html.ts";
import { relativeUrl, sourceAddress } from "./links.ts";

/** A page that shows a source file with an anchor for each line, or what is in a folder. */
export function sourcePage(root: string, path: string, sources: ReadonlySet<string>): string {
  const heading = `<h1 class="path">${escape(path)}</h1>\n`;
  return (
    heading + (statSync(join(root, path)).isDirectory() ? folder(root, path, sources) : file(root, path))
  );
}

function file(root: string, path: string): string {
  const text = readFileSync(join(root, path), "utf8").trimEnd();
  const lines = highlight(text, languageOf(path)).split("\n");
  const shown = lines.map((line, at) => `<span class="line" id="L${at + 1}">${line}</span>`);
  return `<div class="code lines"><pre tabindex="0"><code>${shown.join("\n")}</code></pre></div>`;
}

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

/** The files of folders that pages link to: they are shown as well. */
export function withFilesOfFolders(root: string, sources: ReadonlySet<string>): Set<string> {
  const all = new Set(sources);
  for (const path of sources) {
    if (!statSync(join(root, path)).isDirectory()) continue;
    for (const name of readdirSync(join(root, path)))
      if (/\.(ts|py|md)$/.test(name)) all.add(posix.join(path, name));
  }
  return all;
}
