import { existsSync, globSync } from "node:fs";
import { join, posix } from "node:path";
import { menu } from "../pages/menu.ts";
import type { Group } from "../pages/menu.ts";

/** The menu of a workspace: pages that no part names stand at the end, and files that are not there are left out. */
export function menuOf(root: string): Group[] {
  const named = menu.flatMap(({ files }) => files);
  const others = contentFiles(root).filter(
    (file) => !named.includes(file) && /^(docs\/[^/]*|packages\/[^/]*\/README)\.md$/.test(file),
  );
  const there = menu.map(({ title, files }) => ({
    title,
    files: files.filter((file) => existsSync(join(root, file))),
  }));
  return others.length === 0 ? there : [...there, { title: "More", files: others }];
}

/** Every page that is made from Markdown: those of the menu, then all others that it can lead to. */
export function contentFiles(root: string): string[] {
  const listed = menu.flatMap(({ files }) => files).filter((file) => existsSync(join(root, file)));
  const found = globSync(["docs/**/*.md", "packages/*/README.md", "examples/*/*.md"], {
    cwd: root,
    exclude: ["docs/api/**", "packages/site/**"],
  }).map((path) => path.replaceAll("\\", "/"));
  return [...listed, ...found.filter((file) => !listed.includes(file)).toSorted()];
}

/** Where a Markdown file is on the site: a folder from its root, with a slash at the end, "" for the home page. */
export function addressOf(file: string): string {
  const { dir, name } = posix.parse(file);
  if (file === "README.md") return "";
  if (name === "README") return `${dir}/`;
  const folder = dir.replace(/^docs\/?/, "");
  return posix.join(folder, name === "index" ? (folder === "" ? "guide" : "") : name.toLowerCase(), "/");
}
