import { readFile } from "node:fs/promises";
import type * as v from "valibot";
import { writeAtomically } from "espalier/files";
import { inDocs, say } from "./docs.ts";
import type { Figure } from "./document.ts";
import { renderFigure } from "./figures/render.ts";
import { parse } from "./schema.ts";
import type { Read } from "./schema.ts";
import { filled } from "./slots.ts";
import type { Slots } from "./slots.ts";

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
