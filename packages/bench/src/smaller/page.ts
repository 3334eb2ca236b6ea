import { forwardTable, winsTable } from "../performance/page/forward.ts";
import { table } from "../performance/page/table.ts";
import type { NetworkResult, RowResult, SmallerResults } from "./results.ts";

/** The tables of docs/smaller-files.md, each between a pair of comments with its name. */
export const tablesOf = (results: SmallerResults): Readonly<Record<string, string>> => ({
  bytes: results.networks.map(bytesTable).join("\n\n"),
  wins: `${winsTable(results.pass)}\n\n${measuredOn(results)}`,
  pass: forwardTable(results.pass),
});

const whole = (count: number): string => count.toLocaleString("en-US");

function bytesTable({ case: name, sizes, epochs, weights, rows }: NetworkResult): string {
  const [{ bytes }] = rows;
  const title = `**${sizes.join("-")}** (${name === "mnist" ? "MNIST" : "PDE"}, ${whole(weights)} weights, ${epochs[0]} epochs and ${epochs[1]} of fine-tuning, f32; dense ${whole(bytes.dense)} bytes):`;
  const head = ["removed", "test", "dense, gzip", "sparse", "compacted to", "dense", "sparse", "module"];
  return `${title}\n\n${table(head, rows.map(cellsOf))}`;
}

const cellsOf = ({ ratio, test, bytes, sizes }: RowResult): string[] => [
  `${Math.round(100 * ratio)} %`,
  test.accuracy === undefined ? test.loss.toExponential(2) : `${(100 * test.accuracy).toFixed(2)} %`,
  whole(bytes.gzip),
  whole(bytes.sparse),
  sizes.join("-"),
  whole(bytes.compacted),
  whole(bytes.compactedSparse),
  whole(bytes.module),
];

const measuredOn = ({ machine, date, rounds }: SmallerResults): string =>
  `Measured on ${machine.cpu}, Node ${machine.node}, ${date.slice(0, 10)}: the shortest times of ${rounds} rounds.`;

/**
 * A page with its tables written anew.
 *
 * @throws Error when the page has no place for one
 */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((text, [name, content]) => {
    const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`the page has no ${from} … ${to}`);
    return `${text.slice(0, start + from.length)}\n\n${content}\n\n${text.slice(end)}`;
  }, page);
}
