import { fold, list as bullets, table } from "@espalier/pages";
import type { Block } from "@espalier/pages";
import { amount, list, oneOf, stringifyRows, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import * as v from "valibot";

/** A network at one budget. */
const prunedRow = v.strictObject({
  /** The relative change of the outputs that was accepted, on the calibration samples. */
  budget: amount,
  /** Weights removed; and those that magnitude pruning without compensation removes at the same budget. */
  removed: whole,
  byMagnitude: whole,
  /** What `compact` leaves. */
  compactWeights: whole,
  compactSizes: text,
  /** The relative change on samples that the method did not see. */
  unseen: amount,
  /** The largest difference of the outputs from onnxruntime's, of the largest output or of 1. */
  runtime: amount,
});
export type PrunedRow = Read<typeof prunedRow>;

const row = v.union([
  v.strictObject({ name: text, refused: text }),
  v.strictObject({
    name: text,
    sizes: text,
    /** Where the samples come from. */
    inputs: text,
    /** Weights that are not 0 in the file. */
    weights: whole,
    /** As `runtime`, for the file as it came; null where onnxruntime does not run it, as with operators of opset 6. */
    read: v.nullable(amount),
    pruned: list(prunedRow),
  }),
]);
export type Row = Read<typeof row>;

/** What `npm run reproduce -- public` has measured. */
export const publicNetworks = v.strictObject({
  format: oneOf("espalier-public-networks"),
  version: oneOf(1),
  compensation: text,
  /** Calibration samples, at most. */
  samples: whole,
  runtime: text,
  rows: list(row),
});

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const small = (value: number | null): string =>
  value === null ? "not run" : value === 0 ? "0" : value.toExponential(1);

function blocksOf(rows: readonly Row[]): Record<"spared" | "checks" | "refused", readonly Block[]> {
  const read = rows.flatMap((each) => ("pruned" in each ? [each] : []));
  const refused = rows.flatMap((each) => ("refused" in each ? [each] : []));
  const budgets = read[0]?.pruned.map(({ budget }) => percent(budget)) ?? [];
  return {
    spared: [
      table(
        "",
        [
          "network",
          "sizes",
          "inputs",
          "weights",
          ...budgets.flatMap((budget) => [`at ${budget}`, "by magnitude"]),
        ],
        read.map(({ name, sizes, inputs, weights, pruned }) => [
          name,
          sizes,
          inputs,
          String(weights),
          ...pruned.flatMap(({ removed, byMagnitude }) => [
            percent(removed / weights),
            percent(byMagnitude / weights),
          ]),
        ]),
        3,
      ),
    ],
    checks: [
      fold("Sizes after compaction, changes on new samples, differences from onnxruntime", [
        table(
          "",
          [
            "network",
            "budget",
            "compacted to",
            "weights left",
            "change on new samples",
            "from onnxruntime",
            "before pruning",
          ],
          read.flatMap(({ name, read: before, pruned }) =>
            pruned.map(({ budget, compactSizes, compactWeights, unseen, runtime }) => [
              name,
              percent(budget),
              compactSizes,
              String(compactWeights),
              small(unseen),
              small(runtime),
              small(before),
            ]),
          ),
          3,
        ),
      ]),
    ],
    refused: [
      bullets(
        refused.length === 0 ? ["none"] : refused.map(({ name, refused: reason }) => `${name}: ${reason}`),
      ),
    ],
  };
}

/** docs/public-networks.md. */
export const publicPage: SlotPage<typeof publicNetworks> = {
  name: "public-networks",
  schema: publicNetworks,
  toJson: ({ rows, ...rest }) => stringifyRows(rest, { rows }),
  slots: ({ rows, runtime, compensation, samples }) => {
    const read = rows.flatMap((each) => ("pruned" in each ? [each] : []));
    const most = Math.max(
      0,
      ...read.flatMap((each) => [each.read ?? 0, ...each.pruned.map((one) => one.runtime)]),
    );
    return {
      runtime,
      compensation,
      samples: String(samples),
      counts: `${read.length} of ${rows.length}`,
      most: small(most),
      ...blocksOf(rows),
    };
  },
};
