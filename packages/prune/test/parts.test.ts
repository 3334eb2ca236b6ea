import { randomNormal, rows } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  chunks,
  initialNetwork,
  mergeParts,
  prune,
  scoreStatistics,
  scoreStream,
  seededRandom,
  statisticsParts,
  totalStatistics,
} from "../src/index.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import type { StatisticsPart } from "../src/index.ts";
import { describeRefusals } from "../../network/test/support/refusals.ts";
import { sharedPool } from "./support/shared-pool.ts";

const network = initialNetwork({ sizes: [2, 2, 1], random: seededRandom(1), activation: { kind: "tanh" } });
const SAMPLES = 3 * 65_536 + 5000; // three spans and a bit
const inputs = randomNormal([SAMPLES, 2], seededRandom(2));
const part = (from: number, to: number): Promise<StatisticsPart[]> =>
  statisticsParts(network, [rows(inputs, from, to)], { from });
const whole = await part(0, SAMPLES);

describe("statistics of parts", () => {
  it("are two spans, one span, and the rest", () => {
    expect(whole.map(({ from, to }) => [from, to])).toEqual([
      [0, 131_072],
      [131_072, 196_608],
      [196_608, SAMPLES],
    ]);
  });

  it("have the same bits for any split, merged in any order", async () => {
    const few = [[1024, 70_656], [140_288, 141_312]]; // prettier-ignore
    for (const cuts of isThorough ? [...few, [65_536], [2048, 131_072, 199_680]] : few) {
      const ends = [0, ...cuts, SAMPLES];
      const parts = await Promise.all(ends.slice(1).map((to, at) => part(ends[at], to)));
      expect(mergeParts(network, parts.toReversed().flat())).toEqual(whole);
    }
  });

  it("give the scores of the samples, in memory, from a stream and by threads, to the last bit", async () => {
    const scores = scoreStatistics(network, totalStatistics(whole));
    expect(prune(network, inputs, { ratio: 0.5 }).scores).toEqual(scores);
    expect(
      await scoreStream(
        network,
        Array.from(chunks(inputs), ([X]) => X),
      ),
    ).toEqual(scores);
    expect(await sharedPool.score(network, inputs)).toEqual(scores);
  });

  it("serve every strategy that needs no more than statistics, and the compensations none and bias", async () => {
    const count = isThorough ? SAMPLES : 3000;
    const few = rows(inputs, 0, count);
    const total = totalStatistics(await part(0, count));
    for (const strategy of ["elimination-compensation", "obd", "mean-replacement", "flap", "wanda"])
      for (const compensation of [undefined, "none", "bias"] as const) {
        const { scores } = prune(network, few, { ratio: 0.5, strategy, compensation });
        expect(scoreStatistics(network, total, { strategy, compensation })).toEqual(scores);
      }
  });

  it("may be of some of the samples only", async () => {
    const some = mergeParts(network, [...(await part(131_072, 196_608)), ...(await part(0, 65_536))]);
    expect(some.map(({ from, to }) => [from, to])).toEqual([
      [0, 65_536],
      [131_072, 196_608],
    ]);
    expect(totalStatistics(some)[0].samples).toBe(131_072);
  });

  it("are merged without a change of what was handed in", async () => {
    const parts = [...(await part(0, 1024)), ...(await part(1024, 3000))];
    const before = structuredClone(parts);
    mergeParts(network, parts);
    totalStatistics(parts);
    expect(parts).toEqual(before);
  });

  it("refuse a start within a chunk", async () => {
    await expect(statisticsParts(network, [inputs], { from: 1000 })).rejects.toThrow(
      "statisticsParts: expected from to be a multiple of 1024, as samples are summed in chunks; received 1000",
    );
    await expect(statisticsParts(network, [])).rejects.toThrow("expected at least one sample; received none");
  });
});

const other = initialNetwork({ sizes: [2, 3, 1], random: seededRandom(1) });
const total = totalStatistics(whole);
// prettier-ignore
describeRefusals({
  "statistics that do not fit": [
    [() => mergeParts(network, [...whole, ...whole]), "mergeParts: expected a part from sample 131072 on; received one from sample 0 on"],
    [() => mergeParts(other, whole), "mergeParts: layer 0: expected moments [3]; received [2]"],
    [() => totalStatistics([]), "totalStatistics: expected at least one part; received []"],
    [() => scoreStatistics(other, total), "scoreStatistics: layer 0: expected moments [3]; received [2]"],
    [() => scoreStatistics(network, total.slice(1)), "scoreStatistics: expected statistics of 2 layers; received [an object of class Object]"],
    [() => scoreStatistics(network, total, { strategy: "obs" }), "scoreStatistics: expected a strategy among elimination-compensation, mean-replacement, flap, wanda, obd; received obs"],
    [() => scoreStatistics(network, total, { compensation: "row" }), "scoreStatistics: expected a compensation among none, bias; received row"],
    [() => scoreStatistics(network, total, { compensation: "network" }), "scoreStatistics: expected a compensation among none, bias; received network"],
  ],
});
