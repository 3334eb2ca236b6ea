import { initialNetwork, mapParameters, parametersOf } from "@espalier/network";
import { astype, randomNormal, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { prune } from "../../../prune/src/index.ts";
import { activationOf, finiteKinds } from "../../../network/test/support/arbitraries.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

describe.each(finiteKinds)("a network of %s in single precision", (kind) => {
  const activation = activationOf(kind);
  const single = initialNetwork({ sizes: [6, 8, 8, 3], activation, random: seededRandom(1), dtype: "f32" });
  const double = mapParameters(single, (parameter) => astype(parameter, "f64"));
  const inputs = randomNormal([200, 6], seededRandom(2), "f32");

  it.each(["elimination-compensation", "nonlinear"])(
    "has the scores of double precision by %s",
    (strategy) => {
      const expected = scoresOf(double, astype(inputs, "f64"), { strategy });
      for (const [k, scores] of scoresOf(single, inputs, { strategy }).entries())
        for (const quantity of ["importance", "compensation"] as const) {
          const [received, exact] = [scores[quantity].data, expected[k][quantity].data];
          // Relative to the largest score of the layer; single precision has 6e-8, a hundred numbers deep.
          expectNear(received, exact, 1e-4 * largest(exact));
        }
    },
  );

  it("stays in single precision when it is pruned, and is scored in double", () => {
    const { network, scores } = prune(single, inputs, { ratio: 0.5 });
    for (const { data } of parametersOf(network)) expect(data).toBeInstanceOf(Float32Array);
    for (const { importance } of scores) expect(importance.data).toBeInstanceOf(Float64Array);
  });
});
