import { randomNormal, rows, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut } from "../../../scores/src/index.ts";
import { finish, inputWidth } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { prune, pruneStream, pruningWithin, scoreStream, scoring } from "../../../prune/src/index.ts";
import { sharedPool } from "../../../prune/test/support/shared-pool.ts";
import { graphs } from "../support/graphs.ts";

/** Graphs with a matrix that two layers use, and samples for more than one chunk. */
const drawn = fc
  .sample(
    graphs({ ties: true, zeros: 0 }).filter(({ layers }) => layers.some(({ tied }) => tied !== undefined)),
    { numRuns: 2, seed: 5 },
  )
  .map((network) => ({ network, inputs: randomNormal([1500, inputWidth(network)], seededRandom(1)) }));

async function* batchesOf(inputs: Tensor) {
  for (let from = 0; from < 1500; from += 700) yield rows(inputs, from, Math.min(1500, from + 700));
}

const scoresNow = (network: Network, inputs: Tensor) => finish(scoring(network, inputs));

describe.each(drawn)("a graph with a tied matrix", ({ network, inputs }) => {
  it("has the same scores from a stream, in one step or cut later", async () => {
    const scores = scoresNow(network, inputs);
    expect(await scoreStream(network, batchesOf(inputs))).toEqual(scores);
    const pruned = prune(network, inputs, { ratio: 0.5 });
    expect(await pruneStream(network, batchesOf(inputs), { ratio: 0.5 })).toEqual(pruned);
    expect(cut(network, scores, 0.5)).toEqual(pruned);
  });

  it("has the same scores from threads", async () => {
    expect(await sharedPool.score(network, inputs)).toEqual(scoresNow(network, inputs));
    const options = { ratio: 0.3, compensation: "network", effort: "quick" } as const;
    expect(await sharedPool.prune(network, inputs, options)).toMatchObject(prune(network, inputs, options));
  });

  it("is pruned within a budget", () => {
    const { network: left, removed } = finish(pruningWithin(network, inputs, { budget: 0.1 }));
    expect(removed).toBeGreaterThanOrEqual(0);
    expect(left.graph).toEqual(network.graph);
  });
});
