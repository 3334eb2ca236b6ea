import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { runningBlocks } from "./markdown.ts";

export const PAGES = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "docs/**/*.md",
  "packages/*/README.md",
  "packages/site/explore/*.md",
];

/** The pages of a workspace that have something to run, as paths from its root. */
export const pagesThatRun = (root: string): string[] =>
  globSync(PAGES, { cwd: root })
    .toSorted()
    .filter((page) => isTestFile(page, readFileSync(join(root, page), "utf8")));

function isTestFile(page: string, markdown: string): boolean {
  try {
    return runningBlocks(page, markdown).length > 0;
  } catch {
    return true; // it fails by itself, with the reason, and keeps no other page from running
  }
}

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
}

/** What a page may import from the workspace, wherever the page is: the source file of each name, as in `@espalier/prune`. */
export function workspaceModules(root: string): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  for (const path of globSync("packages/*/package.json", { cwd: root })) {
    // Written by ourselves: each of our exports is one path.
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
    for (const [subpath, file] of Object.entries(exports)) {
      if (file.endsWith(".ts")) modules.set(posix.join(name, subpath), join(root, path, "..", file));
    }
  }
  return modules;
}
