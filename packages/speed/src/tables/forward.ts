import { min } from "d3-array";
import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showNumber, showSeconds } from "@espalier/pages/numbers";
import type { CaseResult, WorkResult } from "../results.ts";
import { batches, nameOfForward, precisions, ratios } from "../works/forward.ts";
import { ABSENT, entryOf } from "./cells.ts";

/** The contenders that compute with all weights, and those that leave out zeros. */
const pairs = [
  ["plain", "sparse plain"],
  ["kernels", "sparse kernels"],
] as const;

/** A row for each case, and for both kinds of kernels the two shortest times and their ratio. */
export const forwardTable = ({ cases }: WorkResult): Table =>
  table(
    "",
    [
      "removed",
      ...["plain", "WASM"].flatMap((kind) => [`${kind}, dense`, `${kind}, sparse`, "dense : sparse"]),
    ],
    cases.map((each) => [
      each.name,
      ...pairs.flatMap(([dense, sparse]) => {
        const [slow, fast] = [shortest(each, dense), shortest(each, sparse)];
        return slow && fast
          ? [showSeconds(slow), showSeconds(fast), showNumber(slow / fast)]
          : [ABSENT, ABSENT, ABSENT];
      }),
    ]),
  );

/**
 * The smallest of the measured fractions from which on the sparse pass is the faster one, at it and at all beyond; a row for each
 * precision and batch, a column for both kinds of kernels.
 */
export const winsTable = ({ cases }: WorkResult): Table =>
  table(
    "",
    ["", "plain TypeScript", "WebAssembly"],
    precisions.flatMap((dtype) =>
      batches.map((samples) => [
        `${dtype}, batch ${samples}`,
        ...pairs.map(([dense, sparse]) => {
          const wins = ratios.map((removed) => {
            const found = cases.find(({ name }) => name === nameOfForward(dtype, samples, removed));
            const [slow, fast] = [found && shortest(found, dense), found && shortest(found, sparse)];
            return slow !== undefined && fast !== undefined && slow > fast;
          });
          const from = wins.lastIndexOf(false) + 1;
          return from < ratios.length ? `${Math.round(100 * ratios[from])} %` : "never";
        }),
      ]),
    ),
  );

/** The shortest time of all rounds: these passes are short, and what else the machine does can only lengthen them. */
const shortest = (each: CaseResult, id: string): number | undefined =>
  min(entryOf(each, id)?.seconds ?? [], (taken) => taken ?? undefined);
