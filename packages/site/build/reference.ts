import { globSync } from "node:fs";
import { posix } from "node:path";
import type { MenuGroup, MenuLink } from "./layout.ts";

/** The Markdown of the API reference, as paths that begin with `api/`: a page for each entry that can be imported. */
export const referenceFiles = (api: string): string[] =>
  globSync("**/*.md", { cwd: api })
    .map((path) => posix.join("api", path.replaceAll("\\", "/")))
    .filter((file) => file !== "api/README.md")
    .toSorted();

export const referenceAddress = (file: string): string =>
  file === "api/modules.md" ? "api/" : file.replace(/(\/README)?\.md$/, "/");

export function referenceMenu(pages: readonly (MenuLink & { readonly isReference: boolean })[]): MenuGroup[] {
  const links = pages
    .filter(({ isReference }) => isReference)
    .map(({ title, address }) => ({ title, address }));
  return [{ title: "API reference", links: links.toSorted((a, b) => (a.address < b.address ? -1 : 1)) }];
}

/** TypeDoc's Markdown with a title of ours, and without rules between names. */
export const tidyReference = (markdown: string): string =>
  markdown.replace(/^# Espalier\n\n## Modules/, "# API reference").replaceAll(/^\*\*\*\n/gm, "");
