import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { FormatError, ValueError } from "@espalier/tensor";
import { writeAtomically } from "espalier/files";
import { parseCosts } from "../experiments/costs.ts";
import { parseMeasurements } from "../experiments/results.ts";
import { figuresOf, filled, toMarkdown } from "@espalier/pages";
import type { Figure, Slots } from "@espalier/pages";
import { renderFigures } from "@espalier/pages/figures";
import { findingsOf } from "./findings.ts";
import type { Findings } from "./findings.ts";
import { pagesOf } from "./pages.ts";
import { hasLadder, ladderSlots } from "./ladder/slots.ts";
import { familySlots, hasFamily } from "./sections/family.ts";

const COSTS = "costs.json";
const PACKED = ".json.gz";

/**
 * Takes the files of a run into a folder to be committed: measurements packed by gzip, each byte of them kept, and costs as they
 * are. Measurements that were there before are gone.
 *
 * @throws FormatError when one of the files is not what it says
 */
export async function publish(from: string, to: string): Promise<void> {
  const names = (await namesIn(from)).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(from, name), "utf8") })),
  );
  for (const { name, content } of files)
    (name === COSTS ? parseCosts : parseMeasurements)(content, join(from, name));
  if (!names.some((name) => name !== COSTS))
    throw new ValueError("publish", "a folder with measurements", from);
  const old = (await namesIn(to)).filter((name) => name.endsWith(PACKED));
  await Promise.all(old.map((name) => rm(join(to, name))));
  for (const { name, content } of files)
    await (name === COSTS
      ? writeAtomically(join(to, name), content)
      : writeAtomically(join(to, `${name}.gz`), gzipSync(content, { level: 9 })));
}

/**
 * All that has been published in a folder.
 *
 * @throws FormatError naming the file and the field that is wrong
 */
export async function readFindings(folder: string): Promise<Findings> {
  const names = await namesIn(folder);
  const packed = names.filter((name) => name.endsWith(PACKED));
  if (packed.length === 0)
    throw new ValueError("readFindings", "a folder with measurements, *.json.gz", folder);
  const files = await Promise.all(
    packed.map(async (name) => {
      const path = join(folder, name);
      return parseMeasurements(unpacked(await readFile(path), path), path);
    }),
  );
  if (!names.includes(COSTS)) return findingsOf(files, undefined);
  const path = join(folder, COSTS);
  return findingsOf(files, parseCosts(await readFile(path, "utf8"), path));
}

/** Sorted, so that nothing depends on the file system; none where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function unpacked(bytes: Uint8Array, path: string): string {
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch (error) {
    throw new FormatError(
      path,
      "a file packed by gzip",
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** The slots of a page that is written by hand; undefined for results, whose pages are made whole. */
function slotsOf(findings: Findings): Slots | undefined {
  if (hasFamily(findings)) return familySlots(findings);
  return hasLadder(findings) ? ladderSlots(findings) : undefined;
}

/** The pages about what has been published in a folder, and the figures on them, by path: `<folder>.md`, `<folder>/*.md`. */
export async function pagesAbout(
  folder: string,
): Promise<{ readonly pages: ReadonlyMap<string, string>; readonly figures: readonly Figure[] }> {
  const findings = await readFindings(folder);
  const slots = slotsOf(findings);
  if (slots !== undefined) {
    // Written by hand but for its slots.
    const page = `${folder}.md`;
    const content = filled(await readFile(page, "utf8"), slots, `${basename(folder)}/figures`);
    const figures = figuresOf(Object.values(slots).flatMap((slot) => (typeof slot === "string" ? [] : slot)));
    return { pages: new Map([[page, content]]), figures };
  }
  const made = pagesOf(findings);
  const blocks = made.flatMap(({ document }) => document.sections.flatMap((section) => section.blocks));
  const pages = made.map(({ name, document }) =>
    name === undefined
      ? ([`${folder}.md`, toMarkdown(document, `${basename(folder)}/figures`)] as const)
      : ([join(folder, `${name}.md`), toMarkdown(document)] as const),
  );
  const figures = new Map(figuresOf(blocks).map((each) => [each.name, each]));
  return { pages: new Map(pages), figures: [...figures.values()] };
}

/**
 * Writes the {@link pagesAbout} a folder, and `<folder>/figures/*.svg`. They depend on nothing but the published files, down to the
 * last byte.
 *
 * @returns the paths
 */
export async function writePages(folder: string): Promise<string[]> {
  const { pages, figures } = await pagesAbout(folder);
  const rendered = await renderFigures(figures);
  const old = (await namesIn(folder)).filter((name) => name.endsWith(".md"));
  await Promise.all(
    [...old, "figures"].map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
  const files = new Map(pages);
  for (const [name, svg] of rendered) files.set(join(folder, "figures", `${name}.svg`), svg);
  for (const [path, content] of files) await writeAtomically(path, content);
  return [...files.keys()];
}
