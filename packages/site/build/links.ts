import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** What a relative link of a page can lead to. */
export interface Targets {
  /** The address of each Markdown page, by its file. */
  readonly pages: ReadonlyMap<string, string>;
  /** Files and folders of the sources that pages link to; each gets a page that shows it. */
  readonly sources: Set<string>;
  /** Files that are copied as they are. */
  readonly assets: Set<string>;
}

const SHOWN = /\.(ts|mts|mjs|js|py|sh|md|yml|yaml|cff)$|(^|\/)[^.]+$/;

/** Where a source file or folder is shown. */
export const sourceAddress = (path: string): string => posix.join("source", path, "/");

/** Where a file that is copied lands. */
export const assetAddress = (path: string): string => posix.join("files", path);

/** A relative URL from one address of the site to another, with or without an anchor. */
export function relativeUrl(from: string, to: string): string {
  const [path, anchor] = to.split("#");
  const relative = posix.relative(`/${from}`, `/${path}`);
  const folder = path === "" || path.endsWith("/") ? "/" : "";
  return `${relative === "" ? "." : relative}${folder}${anchor === undefined ? "" : `#${anchor}`}`;
}

/**
 * The URL for a link of a Markdown file: a page of the site, a page that shows a source, or a file that is copied.
 *
 * @param from the address of the page that the file becomes
 *
 * @throws Error when the link leads nowhere
 */
export function resolveLink(
  root: string,
  file: string,
  target: string,
  targets: Targets,
  from: string = targets.pages.get(file) ?? "",
): string {
  if (/^[a-z]+:/i.test(target) || target.startsWith("#")) return target;
  const [path, anchor] = decodeURI(target).split("#");
  const found = posix.join(posix.dirname(file), path).replace(/\/$/, "");
  const url = addressFor(root, found === "." ? "README.md" : found, targets);
  if (url === undefined) throw new Error(`${file}: expected a link to a file; received ${target}`);
  return relativeUrl(from, anchor === undefined ? url : `${url}#${anchor}`);
}

function addressFor(root: string, found: string, { pages, sources, assets }: Targets): string | undefined {
  const page = pages.get(found) ?? pages.get(`${found}/README.md`);
  if (page !== undefined) return page;
  const path = join(root, found);
  if (!existsSync(path)) return undefined;
  const isFolder = statSync(path).isDirectory();
  // The files of a folder that a page names are shown as well.
  if (isFolder)
    for (const name of readdirSync(path))
      if (/\.(ts|py|md)$/.test(name)) sources.add(posix.join(found, name));
  if (isFolder || (SHOWN.test(found) && !readFileSync(path).includes(0))) {
    sources.add(found);
    return sourceAddress(found);
  }
  assets.add(found);
  return assetAddress(found);
}
