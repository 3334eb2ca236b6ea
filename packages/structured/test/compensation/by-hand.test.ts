import type { Layer } from "@espalier/network";
import { tensor, toNested } from "@espalier/tensor";
import { expect, it } from "vitest";
import { unitCompensationOf } from "../../src/compensation/index.ts";
import type { Removal } from "../../src/compensation/compensation.ts";
import type { UnitCompensationName } from "../../src/index.ts";
import { expectNear } from "../../../network/test/support/near.ts";

/** Unit 1 goes, unit 0 stays. The outputs depend on the second reader alone, and unit 0 is constant. */
const removal: Removal = {
  layer: { weight: tensor([[2, 3], [5, 7]]), bias: tensor([1, 1]), activation: { kind: "tanh" } }, // prettier-ignore
  removed: [1],
  kept: [0],
  statistics: {
    samples: 8,
    energy: Float64Array.of(6, 6),
    mean: Float64Array.of(10, 20),
    center: Float64Array.of(11, 22),
    scatter: Float64Array.of(1, 1),
    signalEnergy: Float64Array.of(0, 4),
    signalFirst: Float64Array.of(0, 0, 8, 12),
    coupling: Float64Array.of(0, 0, 0, 4),
    pull: Float64Array.of(0, 0, 0, 4.4),
    covariance: Float64Array.of(0, 0, 0, 5),
  },
};

const layersBy = (name: UnitCompensationName): readonly (readonly [string, Layer])[] =>
  unitCompensationOf("a test", name)
    .candidates(removal)
    .map(({ by, layer }) => [by, layer]);

it.each<readonly [UnitCompensationName, readonly number[]]>([
  ["none", [1, 1]],
  ["mean", [1 + 3 * 20, 1 + 7 * 20]],
  ["constant", [1 + 3 * 22, 1 + 7 * 22]],
  // Where the outputs do not depend on a reader, its signal keeps its mean; the other has E_G[x] = 22 + 12 / 4.
  ["bias", [1 + 3 * 20, 1 + 7 * 25]],
  // A constant says nothing about the unit, which becomes its mean.
  ["merge", [1 + 3 * 20, 1 + 7 * 20]],
  ["affine", [1 + 3 * 20, 1 + 7 * 20]],
  ["network", [1 + 3 * 20, 1 + 7 * 20]],
])("%s adds W_i1 times its value of the unit to the biases, and no weight moves here", (name, bias) => {
  const [[by, layer], ...others] = layersBy(name);
  expect(by).toBe(name === "network" ? "affine" : name);
  expect(others).toEqual([]);
  expect(toNested(layer.bias)).toEqual(bias);
  expect(layer.weight).toEqual(removal.layer.weight);
  expect(layer.activation).toBe(removal.layer.activation);
});

it("coupled solves for the readers that the outputs depend on, (4 / 8 + a tenth of it) d = 4.4 / 8, and has a constant beside it", () => {
  const [[, layer], [second, constant]] = layersBy("coupled");
  expectNear(layer.bias, [1 + 3 * 20, 1 + 7 * 22 + 1], 1e-12);
  expect(second).toBe("constant");
  expect(constant).toEqual(layersBy("constant")[0][1]);
});
