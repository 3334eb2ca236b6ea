import { finish, initialNetwork } from "@espalier/network";
import type { Network } from "@espalier/network";
import type { Pass, PassResult } from "@espalier/scores";
import { randomNormal, rows, seededRandom, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { unitStrategies, unitStrategyOf } from "../../src/strategies/index.ts";
import type { UnitStrategy } from "../../src/units/unit-strategy.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { inExtremes, networkIn, ordinary, samplesIn } from "../../../network/test/support/units.ts";
import type { Units } from "../../../network/test/support/units.ts";

const random = seededRandom(5);
const network = initialNetwork({ sizes: [5, 6, 4, 3], activation: "prelu", random });
const [inputs, targets] = [randomNormal([60, 5], random), randomNormal([60, 3], random)];
const who = "a test";
const loss = "mean-squared-error";

const layersFor = ({ only }: UnitStrategy): number[] =>
  only === "input" ? [0] : only === "neuron" ? [1, 2] : [0, 1, 2];

const scored = (strategy: UnitStrategy, X: Tensor, T: Tensor): Float64Array[] => [
  ...finish(strategy.score(network, { who, inputs: X, targets: T, layers: layersFor(strategy), loss })),
];

/** The same matrix, several times. */
const repeated = ({ shape: [N, J], data }: Tensor, times: number): Tensor =>
  wrap(
    [times * N, J],
    Float64Array.from({ length: times * data.length }, (_, at) => data[at % data.length]),
  );

const near = (received: readonly Float64Array[], expected: readonly Float64Array[], factor: number): void => {
  expect(received.length).toBe(expected.length);
  for (const [at, each] of expected.entries()) {
    const wanted = each.map((value) => factor * value);
    // Sums of up to 1200 terms, and the inverse of a matrix with a ridge of 10⁻³.
    expectNear(received[at], wanted, 1e-9 * largest(wanted));
  }
};

describe.each(unitStrategies)("$name", (strategy) => {
  // Minibatches of 128 are other sets of samples then, and a variance over N − 1 grows.
  it.skipIf(["taylor", "variance-nullity"].includes(strategy.name))(
    "of each sample twenty times, in two chunks, is that of each once",
    () => {
      near(
        scored(strategy, repeated(inputs, 20), repeated(targets, 20)),
        scored(strategy, inputs, targets),
        strategy.name === "skeletonization" ? 20 : 1, // a sum, where others are means
      );
    },
  );

  // Minibatches that are cut in two are other minibatches.
  it.skipIf(strategy.name === "taylor")(
    "of two sets of samples follows from the sums of each, merged",
    () => {
      const { chunkwise } = strategy;
      if (chunkwise === undefined) return;
      const layers = layersFor(strategy);
      const input = { who, network, loss } as const;
      const [N] = inputs.shape;
      // Of different sizes, so that means are not halves.
      const parts = [
        [0, 17],
        [17, N],
      ].map(([from, to]) => ({
        inputs: rows(inputs, from, to),
        targets: rows(targets, from, to),
        first: from,
      }));
      let result: PassResult = { samples: 0, total: undefined };
      for (const passOf of chunkwise.passes(layers)) {
        const pass: Pass = passOf({ ...input, samples: N }, result);
        const totals = parts.map((chunk) => {
          const part = pass.map(chunk);
          return [...pass.costs.keys()].reduce((sum, piece) => pass.reduce(sum, part(piece)), pass.initial());
        });
        result = { samples: N, total: pass.merge(pass.merge(pass.initial(), totals[0]), totals[1]) };
      }
      near([...chunkwise.scores(input, layers, result)], scored(strategy, inputs, targets), 1);
    },
  );
});

describe.each(inExtremes)("%s", (_, units) => {
  it.each(["elimination-compensation", "obd", "obs", "flap"])(
    "the column sums of %s rank as ordinary ones",
    (name) => {
      const rankingIn = (each: Units): number[][] => {
        const own: Network = networkIn(each);
        const calibration = { who, inputs: samplesIn(each), layers: [1] };
        const [scores] = finish(unitStrategyOf(who, name).score(own, calibration));
        return [[...scores.keys()].toSorted((a, b) => scores[a] - scores[b])];
      };
      expect(rankingIn(units)).toEqual(rankingIn(ordinary));
    },
  );
});
