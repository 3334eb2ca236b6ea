// Keeps the links of the pages to lines of code on the right lines:
//
//     npm run links
//
// In a page, [`scoreLayer`](../packages/scores/src/method/score.ts#L61) promises that line 61 declares scoreLayer.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { PAGES } from "./workspace.ts";
import { commandLine } from "../../scripts/command-line.ts";

/** A relative link of a page. */
export interface Link {
  /** What it shows, `name` in backticks included. */
  readonly text: string;
  /** The file it leads to, from the root of the workspace. */
  readonly file: string;
  /** What stands after #, "" if nothing does. */
  readonly anchor: string;
}

const LINK = /\[([^\]]*)\]\(([^()\s#:]*)(?:#([^()\s]*))?\)/g;

/** The relative links of a page outside its code blocks. */
export function linksOf(page: string, markdown: string): Link[] {
  const prose = markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "");
  return [...prose.matchAll(LINK)].map(([, text, path, anchor = ""]) => ({
    text,
    file: path === "" ? page : posix.join(posix.dirname(page), path),
    anchor,
  }));
}

/** The number of the one line of a file that declares a name, from 1; of an overloaded function the first one. */
export function declarationLine(code: string, name: string): number | undefined {
  const declares = new RegExp(
    `^(export )?(async )?(const|let|function\\*?|class|interface|type) ${name}\\b(?!.* from )`,
  );
  const lines = code.split("\n");
  const found = lines.flatMap((line, at) => (declares.test(line) ? [at + 1] : []));
  const isOverloaded = found.every((at) => /^export function\b/.test(lines[at - 1]));
  return found.length === 1 || isOverloaded ? found[0] : undefined;
}

/** What the anchors of a page are: its headings as GitHub spells them. */
export const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ +(.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );

/** A page with every link to a line of code on the line that declares its name, as far as there is exactly one. */
export function withCurrentLines(page: string, markdown: string, read: (file: string) => string): string {
  return markdown.replaceAll(/\[`([^`]+)`\]\(([^()\s#:]+)#L(\d+)\)/g, (link, name: string, path: string) => {
    const line = declarationLine(read(posix.join(posix.dirname(page), path)), name);
    return line === undefined ? link : `[\`${name}\`](${path}#L${line})`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  commandLine({ usage: "npm run links: puts the links of the pages to lines of code on the right lines" });
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  for (const page of globSync(PAGES, { cwd: root })) {
    const [before, after] = [read(page), withCurrentLines(page, read(page), read)];
    if (after === before) continue;
    writeFileSync(join(root, page), after);
    console.log(`written: ${page}`);
  }
}
