// For the other packages of Espalier. Names may change in any release.
export { pruneAnsweredBy } from "../search/answered-by.ts";
export type { SearchNeeds } from "../search/answered-by.ts";
export { checkReads, readerOf } from "../parts.ts";
export { checkSums, checkSumsOf } from "../search/sums.ts";
export { batchOnPool } from "../parallel/batch.ts";
