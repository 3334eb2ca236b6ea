import { writeMeasure } from "./schema.ts";

/** JSON with its lists at the end, one row a line, so that `diff` and `grep` show rows. */
export function stringifyRows(head: object, lists: Readonly<Record<string, readonly unknown[]>>): string {
  const written = Object.entries(lists).map(([name, rows]) => {
    const lines = rows.map((row) => `    ${JSON.stringify(row, writeMeasure)}`);
    return `  ${JSON.stringify(name)}: [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n  `}]`;
  });
  const open = JSON.stringify(head, writeMeasure, 2).slice(0, -"\n}".length);
  return `${[open, ...written].join(",\n")}\n}\n`;
}
