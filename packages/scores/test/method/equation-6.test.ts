import { apply, grad, jvp, ops } from "@espalier/autodiff";
import type { Program, Value } from "@espalier/autodiff";
import { forward } from "@espalier/network";
import type { Layer, Network } from "@espalier/network";
import { item, tensor, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { law } from "../../../../test-setup/law.ts";
import { cases, numbers } from "../../../network/test/support/arbitraries.ts";
import { inner } from "../../../network/test/support/jacobian.ts";
import { magnitude } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";
import { scoresOf, weightScores } from "../support/scores.ts";

/** A tensor of zeros but for one entry. */
function single({ shape }: Tensor, at: number, value: number): Tensor {
  const result = zeros(shape);
  result.data[at] = value;
  return result;
}

/** The linearised discrepancy (4) as a program of δ: E‖W_ij ∂NN/∂W_ij − δ ∂NN/∂b_i‖², by one pass of tangents. */
const discrepancy =
  ({ layers }: Network, X: Tensor, k: number, i: number, j: number): Program<"delta"> =>
  ({ delta }) => {
    const { weight, bias } = layers[k];
    const ij = i * weight.shape[1] + j;
    const moved: Layer<Value>[] = [...layers];
    const outputs: Program<"W" | "b"> = ({ W, b }) => {
      moved[k] = { ...layers[k], weight: W, bias: b };
      return forward({ layers: moved }, X);
    };
    const { tangent } = jvp<"W" | "b", Value>(
      outputs,
      { W: weight, b: bias },
      { W: single(weight, ij, weight.data[ij]), b: apply(ops.mul, { a: single(bias, i, -1), b: delta }) },
    );
    const sum = apply(ops.sumOver(), { x: apply(ops.mul, { a: tangent, b: tangent }) });
    return apply(ops.scale(1 / X.shape[0]), { x: sum });
  };

/** ∂/∂δ of it. */
const slopeAt = (program: Program<"delta">, delta: number): number =>
  item(grad(program, { delta: tensor([delta]) }).delta);

const withStep = fc.record({ drawn: cases, step: numbers });
law("equation (6): ∂/∂δ E‖D‖² is 0 at δ_ij, and 2 t E[G_i] at δ_ij + t", withStep, ({ drawn, step }) => {
  const { network, inputs } = drawn;
  const [N] = inputs.shape;
  // No number on the way is larger than the first, and no derivative than the second.
  const [size, slopes] = [magnitude(network, inputs), magnitude(network, tensor([[1]]))];
  for (const { k, i, j, W_ij, byBias, compensation } of weightScores(network, inputs)) {
    const program = discrepancy(network, inputs, k, i, j);
    // Some hundred roundings of a signal, which bend a slope by as much, in at most four outputs.
    const off = 400 * u * 4 * slopes ** 2 * size * (Math.abs(W_ij) * size + Math.abs(step));
    expectNear([slopeAt(program, compensation)], [0], off);
    expectNear([slopeAt(program, compensation + step)], [2 * step * inner(byBias, byBias, N)], off);
  }
});

it("of y = 2 x, x = 1, 3: E(2 x − δ)² has slope −8 at δ = 0 and 0 at δ = 4", () => {
  const layer = { weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "identity" as const } };
  const [network, inputs] = [{ layers: [layer] }, tensor([[1], [3]])];
  const program = discrepancy(network, inputs, 0, 0, 0);
  expect(slopeAt(program, 0)).toBe(-8);
  expect(slopeAt(program, scoresOf(network, inputs)[0].compensation.data[0])).toBeCloseTo(0, 15);
});
