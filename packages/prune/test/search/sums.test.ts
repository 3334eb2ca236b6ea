import { randomNormal, rows, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  finish,
  initialNetwork,
  mergeParts,
  prune,
  scoreStatistics,
  scoreStream,
  scoring,
  statisticsParts,
  statisticsStream,
  totalStatistics,
} from "../../src/index.ts";
import type { LayerScores, ScoreOptions } from "../../src/index.ts";
import { pruneBy } from "../../src/mini/index.ts";
import { sharedPool } from "../support/shared-pool.ts";

const random = seededRandom(1);
const network = initialNetwork({ sizes: [6, 12, 4], random, dtype: "f32" });
const inputs = randomNormal([2500, 6], seededRandom(2), "f32"); // two chunks and a part of one
const scored = (options: ScoreOptions): LayerScores[] => finish(scoring(network, inputs, options));
const expected = scored({ sums: "f32" });

describe("sums in f32", () => {
  it("change importances by less than 10⁻⁴ of them, and are opt-in", () => {
    const exact = scored({});
    expect(scored({ sums: "f64" })).toEqual(exact);
    expect(expected).not.toEqual(exact);
    for (const [k, { importance }] of expected.entries())
      for (const [at, value] of importance.data.entries())
        expect(Math.abs(value / exact[k].importance.data[at] - 1)).toBeLessThan(1e-4);
  });

  it("give the same bits from memory, from a stream, on threads and from parts", async () => {
    const batches = [rows(inputs, 0, 700), rows(inputs, 700, 2500)];
    expect(await scoreStream(network, batches, { sums: "f32" })).toEqual(expected);
    expect(await sharedPool.score(network, inputs, { sums: "f32" })).toEqual(expected);
    const statistics = await statisticsStream(network, batches, { sums: "f32" });
    expect(scoreStatistics(network, statistics)).toEqual(expected);
    expect(await sharedPool.statistics(network, inputs, { sums: "f32" })).toEqual(statistics);
    const part = (from: number, to: number, sums: "f32" | "f64" = "f32") =>
      statisticsParts(network, [rows(inputs, from, to)], { from, sums });
    const parts = [...(await part(0, 1024)), ...(await part(1024, 2500))];
    expect(totalStatistics(mergeParts(network, parts))).toEqual(statistics);
    const mixed = mergeParts(network, [...(await part(0, 1024, "f64")), ...(await part(1024, 2500))]);
    expect(totalStatistics(mixed)[0].samples).toBe(2500);
  });

  it("prune, in steps, with values in place of names, and where a compensation reads them", () => {
    expect(prune(network, inputs, { ratio: 0.5, sums: "f32" }).scores).toEqual(expected);
    expect(pruneBy(network, inputs, { ratio: 0.5, sums: "f32" }).scores).toEqual(expected);
    expect(prune(network, inputs, { ratio: 0.5, steps: 2, sums: "f32" }).removed).toBe(60);
    const { scores } = prune(network, inputs, {
      ratio: 0.5,
      strategy: "magnitude",
      compensation: "bias",
      sums: "f32",
    });
    expect(scores[0].compensation).toEqual(expected[0].compensation);
  });
});

describe("sums that do not fit", () => {
  const refused = (options: object, message: string, given = network): void =>
    expect(() => finish(scoring(given, inputs, options as ScoreOptions))).toThrow(`scoring: ${message}`);

  it("are refused with what would", async () => {
    refused({ sums: "f16" }, 'expected sums in f32 or f64; received "f16"');
    refused({ sums: null }, "expected sums in f32 or f64; received null");
    refused(
      { sums: "f32", strategy: "magnitude" },
      "expected a strategy among elimination-compensation, obd, with sums in f32; received magnitude",
    );
    refused(
      { sums: "f32" },
      "expected a network in f32, with sums in f32; received f64",
      initialNetwork({ sizes: [6, 3], random }),
    );
    const double = initialNetwork({ sizes: [6, 3], random });
    const message = "expected a network in f32, with sums in f32; received f64";
    await expect(statisticsStream(double, [inputs], { sums: "f32" })).rejects.toThrow(message);
    await expect(statisticsParts(double, [inputs], { sums: "f32" })).rejects.toThrow(message);
    await expect(scoreStream(double, [inputs], { sums: "f32" })).rejects.toThrow(message);
    await expect(sharedPool.score(double, inputs, { sums: "f32" })).rejects.toThrow(message);
    await expect(sharedPool.statistics(double, inputs, { sums: "f32" })).rejects.toThrow(message);
    expect(() => prune(network, inputs, { granularity: "neuron", count: 1, sums: "f32" } as never)).toThrow(
      "prune: expected the removal of single weights, with sums in f32; received the granularity neuron",
    );
  });
});
