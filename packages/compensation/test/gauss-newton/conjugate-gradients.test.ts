import { randomNormal, seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conjugateGradients } from "../../src/gauss-newton/conjugate-gradients.ts";
import type { Direction, System } from "../../src/gauss-newton/conjugate-gradients.ts";
import { law } from "../../../../test-setup/law.ts";
import { answeredBy } from "../support/asking.ts";
import { expectNear, largest, u } from "../../../network/test/support/near.ts";
import { drawnRows, solve } from "../../../network/test/support/positive-definite.ts";

type Matrix = readonly (readonly number[])[];

const product = (H: Matrix, v: Float64Array): Float64Array =>
  Float64Array.from(H, (row) => row.reduce((sum, value, at) => sum + value * v[at], 0));

/** @param system with M as a diagonal */
function solved(
  H: Matrix,
  {
    diagonal,
    ...system
  }: Partial<System> & Pick<System, "target"> & { readonly diagonal?: Float64Array | undefined },
): Direction {
  const preconditioner = (r: Float64Array): Float64Array =>
    r.map((value, at) => value / (diagonal?.[at] ?? 1));
  const whole = { damping: 0, preconditioner, iterations: 100, ...system };
  return answeredBy(conjugateGradients(whole), (question) => {
    if (question.ask !== "product") throw new Error(`a question about ${question.ask}`);
    expect(largest(question.at)).toBeGreaterThan(0); // a product with zeros tells nothing
    return product(H, question.at);
  });
}

/** H = BᵀB + 1 with eigenvalues from 1 to some fifty, b, a positive diagonal, and λ. */
const systems = fc
  .record({ row: drawnRows, seed: fc.nat(), damping: fc.constantFrom(0, 2 ** -10, 1, 8) })
  .map(({ row: { J, H }, seed, damping }) => {
    const random = seededRandom(seed);
    const matrix = Array.from({ length: J }, (_, j) => Array.from(H.subarray(j * J, (j + 1) * J)));
    const target = Float64Array.from(randomNormal([J], random).data);
    const diagonal = Float64Array.from(target, () => 2 ** (4 * random() - 2));
    return { H: matrix, target, damping, diagonal };
  });

/** (H + λ) d = b by elimination, and H d. */
function expected({ H, target, damping }: { H: Matrix; target: Float64Array; damping: number }) {
  const damped = H.map((row, j) => row.map((value, l) => value + (j === l ? damping : 0)));
  const direction = Float64Array.from(solve(damped, Array.from(target)));
  return { direction, product: product(H, direction) };
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, at) => sum + value * b[at], 0);

describe("conjugate gradients", () => {
  law("solve n equations by at most n products, as elimination does", systems, (system) => {
    const { direction, iterations } = solved(system.H, system);
    expect(iterations).toBeLessThanOrEqual(system.target.length);
    // They stop where rᵀ M⁻¹ r has fallen by 1e-14. As no eigenvalue is below 1, d is off by at most |r| ≤ √max M 1e-7 √(bᵀ M⁻¹ b).
    const scaled = dot(
      system.target,
      system.target.map((value, at) => value / system.diagonal[at]),
    );
    const bound = 1e-7 * Math.sqrt(largest(system.diagonal) * scaled);
    expectNear(direction, expected(system).direction, bound + 1e3 * u * largest(system.target));
  });

  law("know dᵀ H d without a further product, after any number of iterations", systems, (system) => {
    for (let iterations = 0; iterations <= system.target.length; iterations++) {
      const { direction, curvature } = solved(system.H, { ...system, iterations });
      const wanted = dot(direction, product(system.H, direction));
      // A difference of numbers of the size of dᵀ b and λ dᵀ d, each of a few roundings for each of at most six steps and entries.
      const size =
        Math.abs(dot(direction, system.target)) + system.damping * dot(direction, direction) + wanted;
      expectNear([curvature], [wanted], 1e3 * u * size);
    }
  });

  law("lower ½ dᵀ(H + λ)d − bᵀd with every iteration", systems, (system) => {
    const values = system.target.reduce<number[]>((all, _, iterations) => {
      const { direction: d, curvature } = solved(system.H, { ...system, iterations: iterations + 1 });
      return [...all, (curvature + system.damping * dot(d, d)) / 2 - dot(system.target, d)];
    }, []);
    for (const [at, value] of values.entries())
      expect(value).toBeLessThanOrEqual((at === 0 ? 0 : values[at - 1]) + 1e3 * u * Math.abs(value));
  });

  law("need one product where the preconditioner is H itself", systems, ({ diagonal, target }) => {
    const H = Array.from(target, (_, j) => Array.from(target, (__, l) => (j === l ? diagonal[j] : 0)));
    const { direction, iterations } = solved(H, { target, diagonal });
    expect(iterations).toBe(1);
    expectNear(
      direction,
      target.map((value, at) => value / diagonal[at]),
      (at) => 16 * u * Math.abs(target[at] / diagonal[at]),
    );
  });

  it("of 4x + y = 1, x + 3y = 2 find (1/11, 7/11); after one product, 0.25 (1, 2)", () => {
    const H = [[4, 1], [1, 3]]; // prettier-ignore
    const target = Float64Array.of(1, 2);
    expectNear(solved(H, { target }).direction, [1 / 11, 7 / 11], 8 * u);
    // bᵀb / bᵀHb = 5 / (4 + 4 + 12)
    expect(solved(H, { target, iterations: 1 })).toEqual({
      direction: Float64Array.of(0.25, 0.5),
      curvature: 1.25, // dᵀHd = 20 / 16
      iterations: 1,
    });
  });

  it("find (1/5, 1/2) of diag(4, 3) and λ = 1, that is diag(5, 4)", () => {
    const { direction, curvature } = solved([[4, 0], [0, 3]], { target: Float64Array.of(1, 2), damping: 1 }); // prettier-ignore
    expectNear(direction, [1 / 5, 1 / 2], 8 * u);
    expectNear([curvature], [4 / 25 + 3 / 4], 32 * u);
  });

  it("do nothing where there is nothing to solve, or no curvature", () => {
    const nothing = { direction: Float64Array.of(0), curvature: 0, iterations: 0 };
    expect(solved([[1]], { target: Float64Array.of(0) })).toEqual(nothing);
    for (const curvature of [0, -1, NaN])
      expect(solved([[curvature]], { target: Float64Array.of(1) })).toEqual(nothing);
    expect(solved([], { target: Float64Array.of() })).toEqual({ ...nothing, direction: Float64Array.of() });
  });
});
