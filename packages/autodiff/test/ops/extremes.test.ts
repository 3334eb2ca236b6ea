import { item, map, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, ops, scalarRules, valueAndGrad, vjp } from "../../src/index.ts";
import { few, tensors } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, u } from "../support/near.ts";

const x = tensor([1000, -1000, 0]);

it("√x at 0 hands back nothing of nothing, though its slope is infinite", () => {
  const { pullback } = vjp(({ x: at }) => apply(ops.sqrt, { x: at }), { x: tensor([0, 4, 0]) });
  expect(toNested(pullback(tensor([0, 8, 1])).x)).toEqual([0, 2, Infinity]);
});

describe("at ±1000, where exp is 0 or ∞", () => {
  it("sigmoid, tanh and softplus are their limits, and so are their slopes", () => {
    const table = [ops.sigmoid, ops.tanh, ops.softplus].map((op) => {
      const { value, pullback } = vjp(({ x: at }) => apply(op, { x: at }), { x });
      return [toNested(value), toNested(pullback(tensor([1, 1, 1])).x)];
    });
    expect(table).toEqual([
      [
        [1, 0, 0.5],
        [0, 0, 0.25],
      ],
      [
        [1, -1, 0],
        [0, 0, 1],
      ],
      [
        [1000, 0, Math.log(2)],
        [1, 0, 0.5],
      ],
    ]);
  });

  it("no scalar rule that does not grow like exp, or ends at 0, gives anything but numbers", () => {
    const total = ["neg", "tanh", "sigmoid", "softplus", "gelu", "relu", "negativePart"] as const;
    for (const name of total)
      for (const at of [1e100, 1000, -1000, -1e100]) {
        const { f, slope, curvature } = scalarRules[name];
        const y = f(at);
        expect([y, slope(at, y), curvature(at, y)].every(Number.isFinite), `${name} at ${at}`).toBe(true);
      }
  });

  it("logsumexp is the largest, its gradient the unit vector; of −∞ alone it is −∞, with one ∞ ∞", () => {
    const { value, gradient } = valueAndGrad(({ x: at }) => apply(ops.logsumexp(0), { x: at }), { x });
    expect([item(value), toNested(gradient.x)]).toEqual([1000, [1, 0, 0]]);
    const of = (...entries: number[]): number => item(apply(ops.logsumexp(0), { x: tensor(entries) }));
    expect([of(-Infinity, -Infinity), of(Infinity, 0), of(-Infinity, 2)]).toEqual([-Infinity, Infinity, 2]);
    expect(of(NaN, 0)).toBeNaN();
  });

  it("softmax cross-entropy of a sure mistake is the distance, and its gradient ±1", () => {
    const loss = (target: Tensor) =>
      valueAndGrad(({ X }) => apply(ops.softmaxCrossEntropy, { X, target }), {
        X: tensor([[1000, -1000]]),
      });
    const [right, wrong] = [tensor([0]), tensor([1])].map(loss);
    expect([item(right.value), toNested(right.gradient.X)]).toEqual([0, [[0, 0]]]);
    expect([item(wrong.value), toNested(wrong.gradient.X)]).toEqual([2000, [[1, -1]]]);
  });
});

const rowsWithShift = fc.tuple(
  few.chain((M) => tensors([2, M])),
  fc.constantFrom(1000, -1000, 2 ** 20),
);

law("softmax(x + c) = softmax(x) and logsumexp(x + c) = logsumexp(x) + c", rowsWithShift, ([rows, c]) => {
  const shifted = map((entry) => entry + c, rows);
  const [p, pShifted] = [rows, shifted].map((at) => apply(ops.softmax(1), { x: at }));
  // x + c is rounded to u |x + c| ≤ 2u |c|, and exp passes that on as a relative error.
  expectNear(pShifted, p, 8 * u * Math.abs(c));
  const [y, yShifted] = [rows, shifted].map((at) => apply(ops.logsumexp(1), { x: at }));
  expectNear(
    yShifted,
    map((total) => total + c, y),
    8 * u * Math.abs(c),
  );
});

law("softmax is positive and adds up to 1 along its axis", rowsWithShift, ([rows]) => {
  const p = apply(ops.softmax(1), { x: rows });
  expect(p.data.every((share) => share > 0)).toBe(true);
  expectNear(apply(ops.sumOver(1), { x: p }), tensor([1, 1]), 16 * u);
});
