import type { Block } from "./document.ts";
import { blocksText } from "./markdown.ts";

/** The parts of a page that are made from results, by name: a few words within a line, or blocks. Empty blocks leave a gap. */
export type Slots = Readonly<Record<string, string | readonly Block[]>>;

/**
 * A page with its slots made anew. A slot lies between `<!-- name -->` and `<!-- /name -->`, within a line or on lines of its own.
 *
 * @param figures the folder of its figures, from the folder of the page
 * @throws Error when the page has no place for one
 */
export const filled = (page: string, slots: Slots, figures = "."): string =>
  Object.entries(slots).reduce((content, [name, slot]) => {
    const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [content.indexOf(from), content.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`the page has no ${from} … ${to}`);
    const inside = typeof slot === "string" ? slot : `\n\n${blocksText(slot, figures)}\n\n`;
    return content.slice(0, start + from.length) + inside + content.slice(end);
  }, page);

/** The slots alone, one after the other: what a short trial prints. */
export const slotsText = (slots: Slots): string =>
  Object.entries(slots)
    .map(([name, slot]) => (typeof slot === "string" ? `${name}: ${slot}` : blocksText(slot, ".")))
    .join("\n\n");
