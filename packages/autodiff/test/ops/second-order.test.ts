import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { apply, grad, jvp, ops } from "../../src/index.ts";
import type { Program, Value } from "../../src/index.ts";
import { moved, slopeAtZero } from "../support/differences.ts";
import { longLaw } from "../../../../test-setup/law.ts";
import { dot, expectNear, norm, u } from "../support/near.ts";
import { changes, everyOp, mapRecord } from "../support/probe.ts";
import type { Changes, Probe } from "../support/probe.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/** No second derivative of φ on a domain is larger: 3 · 2 · (y′² + y y″), which is largest, 6 · (e⁶ + e⁶), for exp. */
const SIZE = 2 ** 13;

/** φ(x) = Σ ȳ y², y = f(x): a scalar with second derivatives, also where f is linear. */
const energy =
  ({ program, cotangent }: Probe): Program<string> =>
  (x) => {
    const y = program(x);
    return apply(ops.sumOver(), { x: apply(ops.mul, { a: cotangent, b: apply(ops.mul, { a: y, b: y }) }) });
  };

/** H v, one entry of the gradient after the other, along v. */
const forwardOverReverse = (phi: Program<string>, x: Tensors, v: Tensors): Tensors =>
  mapRecord(v, (_, name) => jvp((at) => grad(phi, at)[name], x, v).tangent);

/** H v as the gradient of ⟨∇φ, v⟩. */
const reverseOverReverse = (phi: Program<string>, x: Tensors, v: Tensors): Tensors =>
  grad((at) => {
    const gradient = grad(phi, at);
    const terms = Object.entries(v).map(([name, direction]) => {
      const product = apply(ops.mul, { a: gradient[name], b: direction });
      return apply(ops.sumOver(), { x: product });
    });
    return terms.reduce((a: Value, b) => apply(ops.add, { a, b }), zeros([]));
  }, x);

/** H v as the gradient of φ′ along v. */
const reverseOverForward = (phi: Program<string>, x: Tensors, v: Tensors): Tensors =>
  grad((at) => jvp(phi, at, v).tangent, x);

const inner = (a: Tensors, b: Tensors): number =>
  Object.keys(a).reduce((sum, name) => sum + dot(a[name], b[name]), 0);
const size = (v: Tensors): number => Object.values(v).reduce((sum, direction) => sum + norm(direction), 0);

const twoDirections = (drawn: fc.Arbitrary<Probe>): fc.Arbitrary<readonly [Probe, Changes]> =>
  drawn.chain((probe) => fc.tuple(fc.constant(probe), changes(probe)));

// The slopes of the scalar table can be differentiated once by x: their own second derivative would be a third.
const twice = everyOp.filter(({ name }) => name !== "slopeOps");

describe.each(twice)("$name: the Hessian of Σ ȳ f(x)²", ({ drawn }) => {
  longLaw("is the same in all orders of the two modes", drawn, (probe) => {
    const { inputs, tangents: v, moving } = probe;
    const phi = energy(probe);
    const bound = 64 * u * SIZE * (1 + size(v)); // fewer than 32 roundings on each way
    const expected = forwardOverReverse(phi, inputs, v);
    for (const reverseOver of [reverseOverReverse, reverseOverForward]) {
      const products = reverseOver(phi, inputs, v);
      for (const name of moving) expectNear(products[name], expected[name], bound);
    }
    const twiceForward = jvp((at) => jvp(phi, at, v).tangent, inputs, v).tangent;
    expect(Math.abs(twiceForward.data[0] - inner(v, expected))).toBeLessThanOrEqual(bound * size(v));
  });

  longLaw("is symmetric: ⟨w, H v⟩ = ⟨v, H w⟩", twoDirections(drawn), ([probe, { tangents: w }]) => {
    const { inputs, tangents: v } = probe;
    const [Hv, Hw] = [v, w].map((direction) => forwardOverReverse(energy(probe), inputs, direction));
    const bound = 64 * u * SIZE * size(v) * size(w);
    expect(Math.abs(inner(w, Hv) - inner(v, Hw))).toBeLessThanOrEqual(bound);
  });

  longLaw("is the slope of the gradient along v", drawn, (probe) => {
    const { inputs, tangents: v } = probe;
    const phi = energy(probe);
    for (const [name, product] of Object.entries(forwardOverReverse(phi, inputs, v))) {
      const gradientAt = (t: number): Tensor => grad(phi, moved(inputs, v, t))[name];
      const { slope, bound } = slopeAtZero(gradientAt, SIZE);
      expectNear(product, slope, bound);
    }
  });
});
