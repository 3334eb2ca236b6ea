/**
 * A table for a terminal: the first column to the left, numbers to the right.
 *
 * @param rows the first of them the headings
 */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join("  ");
  return `${rows.map((row) => line(row).trimEnd()).join("\n")}\n`;
}
