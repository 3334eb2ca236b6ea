import MiniSearch from "minisearch";
import type { Section } from "./markdown.ts";
import { searchOptions } from "../src/search-options.ts";

/** The sections of a page, as documents. */
export interface SearchPage {
  readonly title: string;
  readonly address: string;
  readonly sections: readonly Section[];
}

/** The index of all pages as JSON, a document for each section. */
export function searchIndex(pages: readonly SearchPage[]): string {
  const index = new MiniSearch(searchOptions);
  let id = 0;
  for (const { title, address, sections } of pages)
    for (const [at, section] of sections.entries()) {
      const text = section.text.replaceAll(/\s+/g, " ").trim();
      index.add({
        id: id++,
        title: section.title,
        page: at === 0 ? "" : title,
        text,
        // The address of a section, and the start of its text to show.
        at: at === 0 ? address : `${address}#${section.id}`,
        start: text.slice(0, 140),
      });
    }
  return JSON.stringify(index);
}
