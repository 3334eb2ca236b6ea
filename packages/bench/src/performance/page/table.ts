/** A Markdown table; columns from a certain one on, the second unless told otherwise, are aligned at their right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = 1,
): string {
  const widths = head.map((title, at) => Math.max(4, title.length, ...rows.map((row) => row[at].length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => (at < numbersFrom ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (at < numbersFrom ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** A cell with nothing in it. */
export const ABSENT = "·";
