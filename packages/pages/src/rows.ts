import { writeMeasure } from "./schema.ts";

/**
 * JSON with its large parts at the end, one row of a list a line, so that `diff` and `grep` show rows. A row that has a list of objects itself is
 * spread over lines too.
 *
 * @param replace as for JSON.stringify
 */
export function stringifyRows(
  head: object,
  parts: Readonly<Record<string, object>>,
  replace: (name: string, value: unknown) => unknown = writeMeasure,
): string {
  const rowText = (row: unknown, indent: string): string => {
    if (typeof row !== "object" || row === null) return JSON.stringify(row, replace);
    const inner = Object.entries(row).filter(([, value]) => isRows(value));
    if (inner.length === 0) return JSON.stringify(row, replace);
    const outer = Object.fromEntries(Object.entries(row).filter(([, value]) => !isRows(value)));
    const texts = inner.map(
      ([name, rows]) => `${JSON.stringify(name)}:${listText(rows as unknown[], indent)}`,
    );
    return `${JSON.stringify(outer, replace).slice(0, -1)},${texts.join(",")}}`;
  };
  const listText = (rows: readonly unknown[], indent: string): string =>
    rows.length === 0
      ? "[]"
      : `[\n${rows.map((row) => `${indent}  ${rowText(row, `${indent}  `)}`).join(",\n")}\n${indent}]`;
  const written = Object.entries(parts).map(([name, part]) => {
    const text = Array.isArray(part) ? listText(part, "  ") : rowText(part, "  ");
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  const open = JSON.stringify(head, replace, 2).slice(0, -"\n}".length);
  return `${[open, ...written].join(",\n")}\n}\n`;
}

const isRows = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof each === "object" && each !== null);

/** Numbers with five digits: more than a clock has. */
export const fiveDigits = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
