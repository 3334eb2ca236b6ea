import { table, text } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showCount, showNumber } from "@espalier/pages/numbers";
import { fiveDigits, stringifyRows } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import { ROUNDS } from "./race.ts";
import { structuredResults } from "./results.ts";
import type { Results } from "./results.ts";

/** docs/structured.md. */
export const structuredPage: SlotPage<typeof structuredResults> = {
  name: "structured",
  schema: structuredResults,
  toJson: ({ rows, ...head }) => stringifyRows(head, { rows }, fiveDigits),
  slots: (results) => ({ speed: [speedTable(results), text(measuredOn(results))] }),
};

/** Times of the dense network, and how often faster the others are. */
function speedTable({ rows }: Results): Table {
  const ways = [
    "plain1",
    "plain128",
    "wasm1",
    "wasm128",
    "chromium1",
    "chromium128",
    "javascript",
    "c",
  ] as const;
  return table(
    "",
    [
      "network",
      "gone",
      "left",
      "bytes",
      "plain, 1",
      "plain, 128",
      "WASM, 1",
      "WASM, 128",
      "Chromium, 1",
      "Chromium, 128",
      "module",
      "C",
    ],
    rows.map((each) => {
      const dense = rows.find(({ of, variant }) => of === each.of && variant === "dense") ?? each;
      const isDense = each === dense;
      return [
        isDense ? each.of : "",
        isDense ? "–" : each.variant,
        isDense ? "" : each.variant.startsWith("neurons") ? each.sizes.join("-") : "zeros left out",
        showCount(each.bytes),
        ...ways.map((way) => {
          if (each[way] === 0) return "–";
          return isDense ? `${showNumber(each[way])} µs` : `× ${showNumber(dense[way] / each[way])}`;
        }),
      ];
    }),
    3,
  );
}

const measuredOn = ({ machine: { cpu, node }, date: day }: Results): string =>
  `Microseconds of processor time for one sample of the dense network, alone or in a batch of 128, and how many times faster the others are: the least of ${ROUNDS} rounds in which all take turns, f32; in Chromium with the kernels of WebAssembly, by the clock of the page. On ${cpu}, Node ${node}, ${day.slice(0, 10)}.`;
