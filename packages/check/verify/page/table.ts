/** A Markdown table, its columns as wide as they need to be, so that a formatter has nothing to add. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => `${cell}`.replaceAll("|", String.raw`\|`)));
  const widths = head.map((title, at) => Math.max(3, title.length, ...cells.map((row) => row[at].length)));
  // A column of numbers is aligned at its right.
  const right = head.map((_, at) => rows.every((row) => typeof row[at] === "number" || row[at] === ABSENT));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => (right[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (right[at] ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(head), rule, ...cells.map(line)].join("\n");
}

/** A cell with nothing in it. */
export const ABSENT = "·";

export const orAbsent = (count: number): string | number => (count === 0 ? ABSENT : count);

export const thousands = (n: number): string => n.toLocaleString("en-US");

export const percent = (part: number, whole: number): string =>
  part === whole ? "100 %" : `${((100 * part) / whole).toFixed(1)} %`;
