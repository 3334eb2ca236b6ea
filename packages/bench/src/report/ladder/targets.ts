import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showNumber } from "@espalier/pages/numbers";
import { meanOf } from "@espalier/pages/statistics";
import type { BySeed } from "@espalier/pages/statistics";
import type { Cells } from "./cells.ts";

/** The targets, which were set before the measurement. */
// prettier-ignore
const targets: readonly Target[] = [
  { network: "784-32-32-10",                  method: "network",           ratio: 0.9,  loss: 0.135, accuracy: 0.96  },
  { network: "784-32-32-10",                  method: "network",           ratio: 0.95, loss: 0.155, accuracy: 0.954 },
  { network: "784-32-32-10",                  method: "network",           ratio: 0.98, loss: 0.215, accuracy: 0.935 },
  { network: "784-32-32-10",                  method: "network, thorough", ratio: 0.98, accuracy: 0.943 },
  { network: "68-32-32-32-1, noise ±0.01",    method: "network",           ratio: 0.95, dense: 2 },
];

interface Target {
  readonly network: string;
  readonly method: string;
  readonly ratio: number;
  /** At most. */
  readonly loss?: number;
  /** At least. */
  readonly accuracy?: number;
  /** At most this many times the loss of the dense network. */
  readonly dense?: number;
}

/** A row for each number that was to be reached. */
export const targetTable = (all: readonly Cells[]): Table =>
  table(
    "",
    ["network", "method", "ρ", "target", "measured", ""],
    targets.flatMap((target) => {
      const cells = all.find(({ measured }) => measured.label === target.network);
      return cells === undefined ? [] : rowsOf(target, cells);
    }),
    3,
  );

function rowsOf({ network, method, ratio, loss, accuracy, dense }: Target, cells: Cells): string[][] {
  const isThere = cells.names.includes(method);
  const row = (
    target: string,
    values: BySeed,
    show: (value: number) => string,
    isMet: (value: number) => boolean,
  ) => {
    const mean = meanOf(values);
    const [measured, verdict] = isThere
      ? [show(mean), isMet(mean) ? "met" : "**missed**"]
      : ["–", "not measured"];
    return [network, method, String(ratio), target, measured, verdict];
  };
  const losses = cells.losses(method, ratio);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return [
    ...(loss === undefined ? [] : [row(`loss ≤ ${loss}`, losses, showNumber, (mean) => mean <= loss)]),
    ...(accuracy === undefined
      ? []
      : [
          row(
            `accuracy ≥ ${(100 * accuracy).toFixed(1)} %`,
            cells.accuracies(method, ratio),
            percent,
            (mean) => mean >= accuracy,
          ),
        ]),
    ...(dense === undefined
      ? []
      : [
          row(
            `loss ≤ ${dense} × dense`,
            losses,
            (mean) => `${showNumber(mean / meanOf(cells.before()), 2)} × dense`,
            (mean) => mean <= dense * meanOf(cells.before()),
          ),
        ]),
  ];
}
