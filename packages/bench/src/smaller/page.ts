import { table, text } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showCount } from "@espalier/pages/numbers";
import { fiveDigits, stringifyRows } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import { forwardTable, winsTable } from "@espalier/speed";
import { smallerResults } from "./results.ts";
import type { NetworkResult, SmallerResults } from "./results.ts";

/** docs/smaller-files.md. */
export const smallerPage: SlotPage<typeof smallerResults> = {
  name: "smaller-files",
  schema: smallerResults,
  toJson: ({ networks, pass, ...head }) => stringifyRows(head, { networks, pass }, fiveDigits),
  slots: (results) => ({
    bytes: results.networks.map(bytesTable),
    wins: [winsTable(results.pass), text(measuredOn(results))],
    pass: [forwardTable(results.pass)],
  }),
};

const bytesTable = ({ case: name, sizes, epochs, weights, rows }: NetworkResult): Table =>
  table(
    `**${sizes.join("-")}** (${name === "mnist" ? "MNIST" : "PDE"}, ${showCount(weights)} weights, ${epochs[0]} epochs and ${epochs[1]} of fine-tuning, f32; dense ${showCount(rows[0].bytes.dense)} bytes):`,
    ["removed", "test", "dense, gzip", "sparse", "compacted to", "dense", "sparse", "module"],
    rows.map(cellsOf),
  );

const cellsOf = ({ ratio, test, bytes: taken, sizes }: NetworkResult["rows"][number]): string[] => [
  `${Math.round(100 * ratio)} %`,
  test.accuracy === undefined ? test.loss.toExponential(2) : `${(100 * test.accuracy).toFixed(2)} %`,
  showCount(taken.gzip),
  showCount(taken.sparse),
  sizes.join("-"),
  showCount(taken.compacted),
  showCount(taken.compactedSparse),
  showCount(taken.module),
];

const measuredOn = ({ machine: { cpu, node }, date: day, rounds }: SmallerResults): string =>
  `Measured on ${cpu}, Node ${node}, ${day.slice(0, 10)}: the shortest times of ${rounds} rounds.`;
