import { writeMeasure } from "../fields.ts";

/** A list as a field of a JSON file, one row a line, so that `diff` and `grep` show rows. */
export function linesOf(name: string, rows: readonly unknown[]): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row, writeMeasure)}`);
  return `  "${name}": [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]`;
}
