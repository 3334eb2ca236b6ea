import type { Options } from "minisearch";

/** How sections are indexed when the site is built, and searched on it. */
export const searchOptions: Options = {
  fields: ["title", "page", "text"],
  storeFields: ["title", "page", "at", "start"],
  searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
};
