import { tensor, wrap } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adamDefaults, adamStart, adamStep, removedEntries } from "../../src/index.ts";
import { few, lists, numbers } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, u } from "../support/near.ts";

const vector = (values: readonly number[]) => wrap([values.length], Float64Array.from(values));

/** The steps of gradients for some parameters, one list a step. */
const runs = few(1, 5).chain((size) =>
  fc.record({
    start: lists(size, numbers),
    gradients: lists(50, lists(size, fc.oneof(numbers, fc.double({ min: -1e6, max: 1e6, noNaN: true })))),
    mask: lists(size, few(0, 1)),
  }),
);

/** Algorithm 1 of Kingma & Ba, for one number, with the sums of all past gradients written out. */
function scalarAdam(start: number, gradients: readonly number[]): number {
  const [alpha, beta1, beta2, epsilon] = [0.001, 0.9, 0.999, 1e-8];
  let theta = start;
  for (let t = 1; t <= gradients.length; t++) {
    let [m, v] = [0, 0];
    for (let s = 1; s <= t; s++) {
      m += (1 - beta1) * beta1 ** (t - s) * gradients[s - 1];
      v += (1 - beta2) * beta2 ** (t - s) * gradients[s - 1] ** 2;
    }
    const mHat = m / (1 - beta1 ** t);
    const vHat = v / (1 - beta2 ** t);
    theta -= (alpha * mHat) / (Math.sqrt(vHat) + epsilon);
  }
  return theta;
}

describe("Adam", () => {
  law(
    "moves as its algorithm, written out for one number, over fifty steps",
    runs,
    ({ start, gradients }) => {
      const theta = vector(start);
      const state = adamStart([theta]);
      for (const g of gradients) adamStep([theta], [vector(g)], state, adamDefaults);
      expect(state.steps).toBe(50);
      const expected = start.map((value, p) =>
        scalarAdam(
          value,
          gradients.map((g) => g[p]),
        ),
      );
      // m̂ is off by 100 u of the largest gradient, and √v̂ is a seventh of it at least; |θ| < 3 is rounded every step.
      expectNear(theta, expected, 50 * (1e-3 * 700 + 3) * u);
    },
  );

  law("first moves every parameter by the learning rate against its gradient", lists(4, numbers), (g) => {
    const theta = vector([0, 0, 0, 0]);
    adamStep([theta], [vector(g)], adamStart([theta]), adamDefaults);
    // α g / (|g| + ε): short of α by the part ε / |g|, which for |g| ≥ 2⁻¹⁰ is 1.1e-5 at most.
    for (const [p, value] of theta.data.entries())
      expect(Math.abs(value + 1e-3 * Math.sign(g[p]))).toBeLessThanOrEqual(1e-3 * 1.1e-5);
  });

  law(
    "keeps masked entries and their moments at zero, whatever they were and whatever comes",
    runs,
    (drawn) => {
      const theta = vector(drawn.start);
      const state = adamStart([theta]);
      for (const moments of [state.first, state.second]) moments[0].data.fill(3);
      const mask = Uint8Array.from(drawn.mask);
      for (const g of drawn.gradients) {
        adamStep([theta], [vector(g)], state, adamDefaults, [removedEntries(mask)]);
        for (const { data } of [theta, state.first[0], state.second[0]])
          expect(data.every((value, p) => mask[p] === 1 || value === 0)).toBe(true);
      }
      // The others move as they do without a mask.
      const free = vector(drawn.start);
      const freeState = adamStart([free]);
      for (const moments of [freeState.first, freeState.second]) moments[0].data.fill(3);
      for (const g of drawn.gradients) adamStep([free], [vector(g)], freeState, adamDefaults);
      expect(free.data.filter((_, p) => mask[p] === 1)).toEqual(theta.data.filter((_, p) => mask[p] === 1));
    },
  );

  it("finds the lowest point of (θ₀ − 1)² + 10 (θ₁ + 2)²", () => {
    const theta = tensor([0, 0]);
    const state = adamStart([theta]);
    for (let step = 0; step < 2000; step++) {
      const [a, b] = theta.data;
      adamStep([theta], [tensor([2 * (a - 1), 20 * (b + 2)])], state, {
        ...adamDefaults,
        learningRate: 0.02,
      });
    }
    expectNear(theta, [1, -2], 1e-6); // it oscillates, ever less
  });

  it("by hand: two steps with β₁ = β₂ = ½, α = 1, ε = 0 and g = 1, then 3", () => {
    // m = ½, v = ½, m̂ = v̂ = 1: θ = −1. m = 7/4, v = 19/4, m̂ = 7/3, v̂ = 19/3: θ = −1 − (7/3) / √(19/3).
    const theta = tensor([0]);
    const state = adamStart([theta]);
    const options = { learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 0 };
    adamStep([theta], [tensor([1])], state, options);
    expect(theta.data[0]).toBe(-1);
    adamStep([theta], [tensor([3])], state, options);
    expectNear(theta, [-1 - 7 / 3 / Math.sqrt(19 / 3)], 1e-15);
  });

  it("starts with moments of zero, in the precision of the parameters", () => {
    const { steps, first, second } = adamStart([tensor([1, 2], "f32"), tensor([[3]])]);
    expect(steps).toBe(0);
    for (const moments of [first, second]) expect(moments).toEqual([tensor([0, 0], "f32"), tensor([[0]])]);
  });

  it("counts its steps in a state that others can read only", () => {
    const state = adamStart([tensor([0])]);
    adamStep([tensor([0])], [tensor([1])], state, adamDefaults);
    expect(state.steps).toBe(1);
    // @ts-expect-error: a step is for Adam to count
    state.steps = 0;
  });

  it("has the defaults of its authors", () => {
    expect(adamDefaults).toEqual({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  });
});
