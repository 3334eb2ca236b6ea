import { readFile } from "node:fs/promises";
import type * as v from "valibot";
import { writeAtomically } from "espalier/files";
import { inDocs, say } from "../files/docs.ts";
import { parse } from "../files/schema.ts";
import type { Read } from "../files/schema.ts";
import type { Block, Figure } from "./document.ts";
import { renderFigure } from "./figures/render.ts";
import { blocksText } from "./markdown.ts";

/** The parts of a page that are made from results, by name: a few words within a line, or blocks. Empty blocks leave a gap. */
export type Slots = Readonly<Record<string, string | readonly Block[]>>;

/** A page of docs/ that is written by hand but for its slots, which are made from the file of results beside it. */
export interface SlotPage<S extends v.GenericSchema> {
  /** Of docs/<name>.md and docs/<name>.json. */
  readonly name: string;
  readonly schema: S;
  /** The file of results. */
  readonly toJson: (results: Read<S>) => string;
  readonly slots: (results: Read<S>) => Slots;
  /** docs/<name>.svg */
  readonly figure?: (results: Read<S>) => Figure;
}

/** The results that are published. @throws FormatError naming the field that is wrong */
export const readResults = async <S extends v.GenericSchema>({
  name,
  schema,
}: SlotPage<S>): Promise<Read<S>> =>
  parse(schema, await readFile(inDocs(`${name}.json`), "utf8"), `${name}.json`);

/** Writes the page and the figure. */
export async function writePage<S extends v.GenericSchema>(
  page: SlotPage<S>,
  results: Read<S>,
): Promise<void> {
  if (page.figure)
    await writeAtomically(inDocs(`${page.name}.svg`), await renderFigure(page.figure(results)));
  const path = inDocs(`${page.name}.md`);
  await writeAtomically(path, filled(await readFile(path, "utf8"), page.slots(results)));
  say(`docs/${page.name}.md is written.`);
}

/**
 * A page with its slots made anew. A slot lies between `<!-- name -->` and `<!-- /name -->`, within a line or on lines of its own.
 *
 * @throws Error when the page has no place for one
 */
export const filled = (page: string, slots: Slots): string =>
  Object.entries(slots).reduce((content, [name, slot]) => {
    const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [content.indexOf(from), content.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`the page has no ${from} … ${to}`);
    const inside = typeof slot === "string" ? slot : `\n\n${slotText(slot)}\n\n`;
    return content.slice(0, start + from.length) + inside + content.slice(end);
  }, page);

/** The slots alone, one after the other: what a short trial prints. */
export const slotsText = (slots: Slots): string =>
  Object.entries(slots)
    .map(([name, slot]) => (typeof slot === "string" ? `${name}: ${slot}` : slotText(slot)))
    .join("\n\n");

const slotText = (blocks: readonly Block[]): string => blocksText(blocks, ".");
