import { interleave } from "./assembler.ts";
import type { Code, Local } from "./assembler.ts";

/** Columns from rows. Overwrites the rows if there are four. */
export function transpose(rows: readonly Local[], columns: readonly Local[]): Code {
  const pair = (a: number, b: number, from: readonly Local[], to: readonly Local[], lanes: number): Code =>
    [0, 1].flatMap((half) => to[half === 0 ? a : b].set(interleave(from[a].get, from[b].get, lanes, half)));
  if (rows.length === 2) return pair(0, 1, rows, columns, 2);
  // Numbers of rows 0 and 2, and 1 and 3, side by side; then of all four.
  const mixed = [...pair(0, 2, rows, columns, 4), ...pair(1, 3, rows, columns, 4)];
  return [
    ...mixed,
    ...rows.flatMap((row, at) => row.set(columns[at].get)),
    ...[0, 1].flatMap((half) => columns[half].set(interleave(rows[0].get, rows[1].get, 4, half))),
    ...[0, 1].flatMap((half) => columns[2 + half].set(interleave(rows[2].get, rows[3].get, 4, half))),
  ];
}
