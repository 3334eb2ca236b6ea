import { FormatError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statisticsFromJson, statisticsToJson } from "../../src/statistics/index.ts";
import { mergeStatistics } from "@espalier/prune";
import { law } from "../../../../test-setup/law.ts";
import { describeRefusals, refusalOf } from "../../../network/test/support/refusals.ts";
import { example, mergeable, mergeableTies } from "../../../scores/test/support/statistics.ts";

const json = {
  format: "espalier-statistics",
  version: 2,
  layers: [
    {
      samples: 2,
      weighted: { totalEnergy: [4], mean: [[3]], scatter: [[12]] }, // (0 + 12) / 4, and 1 · 9 + 3 · 1
      unweighted: { totalEnergy: [2], mean: [[2]], scatter: [[8]] },
    },
  ],
} as const;

describe("statistics as JSON", () => {
  law("are read as they were written, to the last bit, also from text", mergeable, ({ a }) => {
    expect(statisticsFromJson(statisticsToJson(a))).toEqual(a);
    expect(statisticsFromJson(JSON.stringify(statisticsToJson(a)))).toEqual(a);
  });

  law(
    "are read as they were written where matrices have several uses, and merge",
    mergeableTies,
    ({ a, b }) => {
      const read = statisticsFromJson(JSON.stringify(statisticsToJson(a)));
      expect(read).toEqual(a);
      expect(mergeStatistics(read, b)).toEqual(mergeStatistics(a, b));
    },
  );

  law("merge as they did before: merge(read(write(a)), b) = merge(a, b)", mergeable, ({ a, b }) => {
    const read = statisticsFromJson(JSON.stringify(statisticsToJson(a)));
    expect(mergeStatistics(read, b)).toEqual(mergeStatistics(a, b));
  });

  it("are plain numbers", () => {
    expect(statisticsToJson(example)).toEqual(json);
    expect(statisticsFromJson(json)).toEqual(example);
  });

  it("of version 1 are read by the names that it had", () => {
    const [{ samples, weighted: felt, unweighted: plain }] = json.layers;
    expect(statisticsFromJson({ ...json, version: 1, layers: [{ samples, felt, plain }] })).toEqual(example);
  });
});

const [layer] = json.layers;
const reading =
  (changed: object): (() => unknown) =>
  () =>
    statisticsFromJson({ ...json, ...changed });
const readingLayer = (changed: object) => reading({ layers: [{ ...layer, ...changed }] });
const readingWeighted = (changed: object) => readingLayer({ weighted: { ...layer.weighted, ...changed } });
const readingUnweighted = (changed: object) =>
  readingLayer({ unweighted: { ...layer.unweighted, ...changed } });

// prettier-ignore
describeRefusals({
  "JSON that is not statistics": [
    [() => statisticsFromJson(null),            "statistics: expected an object; received null"],
    [reading({ format: "espalier-network" }),   'format: expected "espalier-statistics"; received "espalier-network"'],
    [reading({ version: 4 }),                   "version: expected 1 or 2 or 3; received 4"],
    [reading({ layers: [] }),                   "layers: expected an array of at least one layer; received an array of 0"],
    [reading({ layers: [layer, 7] }),           "layers[1]: expected an object; received 7"],
    [readingLayer({ samples: -1 }),             "layers[0].samples: expected a whole number ≥ 0; received -1"],
    [readingLayer({ samples: 1.5 }),            "layers[0].samples: expected a whole number ≥ 0; received 1.5"],
    [readingLayer({ samples: 2 ** 53 }),        "layers[0].samples: expected a whole number ≥ 0; received 9007199254740992"],
    [readingLayer({ samples: "2" }),            'layers[0].samples: expected a whole number ≥ 0; received "2"'],
    [readingLayer({ weighted: [] }),                "layers[0].weighted: expected an object; received an array of 0"],
    [readingWeighted({ mean: [] }),                 "layers[0].weighted.mean: expected an array of at least one row; received an array of 0"],
    [readingWeighted({ mean: [[null]] }),           "layers[0].weighted.mean[0][0]: expected a finite number; received null"],
    [readingWeighted({ totalEnergy: [4, 4] }),      "layers[0].weighted.totalEnergy: expected 1 numbers; received 2"],
    [readingWeighted({ totalEnergy: [-4] }),        "layers[0].weighted.totalEnergy[0]: expected a finite number ≥ 0; received -4"],
    [readingWeighted({ scatter: [[Infinity]] }),    "layers[0].weighted.scatter[0][0]: expected a finite number ≥ 0; received Infinity"],
    [readingWeighted({ scatter: [[NaN]] }),         "layers[0].weighted.scatter[0][0]: expected a finite number ≥ 0; received NaN"],
    [readingWeighted({ scatter: [[-1]] }),          "layers[0].weighted.scatter[0][0]: expected a finite number ≥ 0; received -1"],
    [readingWeighted({ scatter: [[1], [1]] }),      "layers[0].weighted.scatter: expected 1 rows; received 2"],
    [readingWeighted({ scatter: [] }),              "layers[0].weighted.scatter: expected 1 rows; received 0"],
    [readingWeighted({ scatter: [[1, 1]] }),        "layers[0].weighted.scatter[0]: expected 1 numbers; received 2"],
    [readingWeighted({ scatter: 12 }),              "layers[0].weighted.scatter: expected 1 rows; received 12"],
    [readingUnweighted({ mean: [[2], [2]] }),        "layers[0].unweighted.mean: expected 1 rows; received 2"],
    [readingUnweighted({ mean: [[2, 2]] }),          "layers[0].unweighted.mean[0]: expected 1 numbers; received 2"],
  ],
});

law("anything else is read, or refused with a FormatError", fc.anything(), (value) => {
  for (const attempt of [value, { ...json, layers: value }, { ...json, layers: [value] }]) {
    const refusal = refusalOf(() => statisticsFromJson(attempt));
    if (refusal !== undefined) expect(refusal).toBeInstanceOf(FormatError);
  }
});
