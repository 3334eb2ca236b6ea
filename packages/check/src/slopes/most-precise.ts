import type { Estimate } from "./extrapolate.ts";
import { tableOf } from "./rows.ts";
import type { EntryRow } from "./rows.ts";

/**
 * Whether a row agrees with an estimate from coarser ones. Its own truncation has no bound, but where the series holds it falls at
 * least as fast as the step, from that of the rows that were used.
 */
export function agrees(row: EntryRow, used: readonly EntryRow[], { value, error }: Estimate): boolean {
  const truncation = Math.max(...used.map((each) => Math.abs(each.value - value)));
  return Math.abs(row.value - value) <= 2 * error + row.noise + (truncation * row.h) / used[0].h;
}

/** The number of rows before an estimate that have to show a smooth function. */
const SMOOTH = 4;
/** The number of finer rows of each family that an estimate needs: every feature of f would show in them. */
const FINER = 3;
/** Where the series holds, neighbours in a table differ by less than this part of the quotients themselves. */
const SMALL = 1 / 16;

/**
 * The entry of two tables with the smallest error, where the error is how far it lies from what should be better than it: the next
 * row of its own table, and the same two entries of the other family. And every finer row has to agree. One small difference may be
 * an accident, where steps are too wide for f. If all of them are small at once, and stay so, it is no accident.
 */
export function mostPrecise(families: readonly (readonly EntryRow[])[], power: 1 | 2): Estimate | undefined {
  const tables = families.map((rows) => tableOf(rows, power));
  let best: Estimate | undefined;
  for (const [at, table] of tables.entries()) {
    const other = tables[1 - at];
    const rows = families[at];
    for (let k = 0; k < Math.min(table.length, other.length) - FINER; k++)
      for (let j = 0; j < table[k].length; j++) {
        const { value, noise, change } = table[k][j];
        const better = [table[k + 1][j], other[k][j], other[k + 1][j]];
        const spread = Math.max(change, ...better.map((each) => Math.abs(each.value - value)));
        // Where the error is of first order, as beside a jump of the curvature, the next row lies half of it away; where f is rough the next
        // row lies anywhere. A smooth f loses nothing: its best entry differs from its neighbours by noise alone.
        const error = 8 * spread + noise;
        if (!(error < (best?.error ?? Infinity))) continue;
        const from = Math.min(k - j, k - SMOOTH);
        if (from < 0 || !families.every((each) => fallsIn(each, from, k, power))) continue;
        const used = rows.slice(k - j, k + 1);
        const largest = Math.max(...used.map((row) => Math.abs(row.value)));
        if (spread > SMALL * largest + 4 * noise) continue;
        const estimate = { value, error, noise };
        const finer = families.flat().filter(({ h }) => h < rows[k].h);
        if (finer.every((row) => agrees(row, used, estimate))) best = estimate;
      }
  }
  return best;
}

/**
 * Whether the changes from row to row fall as those of a smooth function do, by 2^p, but for a third of that and some noise, whose bound
 * is seldom reached. Where they fall more slowly f is rough at this scale, and no difference of two rows says how far the next one will go.
 */
function fallsIn(rows: readonly EntryRow[], from: number, to: number, power: 1 | 2): boolean {
  const change = (k: number): number => Math.abs(rows[k + 1].value - rows[k].value);
  const noise = (k: number): number => (rows[k].noise + rows[k + 1].noise) / 4;
  const even = (k: number): number => Math.abs(rows[k].even);
  for (let k = from; k <= to; k++) {
    if (!(change(k + 1) <= (1.5 * change(k)) / 2 ** power + noise(k + 1))) return false;
    if (!(even(k + 1) <= 0.75 * even(k) + noise(k + 1))) return false;
  }
  // Single rows may fall by accident; over all of them they fall by a power, but for a factor of 4 and of 2.
  const all = 2 ** (to - from);
  return (
    change(to) <= (4 * change(from)) / all ** power + noise(to) &&
    even(to) <= (2 * even(from)) / all + noise(to)
  );
}
