import { randomNormal, seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/gauss-newton/ask.ts";
import { levenbergMarquardt } from "../../src/gauss-newton/levenberg-marquardt.ts";
import type { Damping, StepReport } from "../../src/gauss-newton/levenberg-marquardt.ts";
import { law } from "../../../../test-setup/law.ts";
import { answeredBy } from "../support/asking.ts";
import { expectNear, largest, u } from "../../../network/test/support/near.ts";
import { drawnRows, solve } from "../../../network/test/support/positive-definite.ts";
import { times } from "../support/solver.ts";

/** What a batch is to the step: Q, ∇Q and H, written down. */
interface Written {
  readonly start: Float64Array;
  readonly Q: (at: Float64Array) => number;
  readonly gradient: ArrayLike<number>;
  readonly H: readonly (readonly number[])[];
}

function stepOf(
  { start, Q, gradient, H }: Written,
  damping: Damping,
  iterations = 100,
): { readonly at: Float64Array; readonly report: StepReport } {
  const blocks = H.map((_, at) => Uint32Array.of(at));
  const batch: Batch = { start, blocks, samples: 1, networkAt: () => ({ layers: [] }) };
  return answeredBy(levenbergMarquardt(batch, damping, { iterations }), (question) => {
    if (question.ask === "gradient") return { divergence: Q(start), gradient: Float64Array.from(gradient) };
    if (question.ask === "product") return Float64Array.from(times(H, question.at));
    if (question.ask === "blocks") return Float64Array.from(H, (row, at) => row[at]);
    if (question.ask === "divergence") return Q(question.at);
    throw new Error(`a question about ${question.ask}`);
  });
}

/** Q = ½ (θ − c)ᵀ H (θ − c), at θ. */
const parabolas = fc.record({ row: drawnRows, seed: fc.nat() }).map(({ row: { J, H: flat }, seed }) => {
  const random = seededRandom(seed);
  const H = Array.from({ length: J }, (_, j) => Array.from(flat.subarray(j * J, (j + 1) * J)));
  const [start, centre] = [0, 0].map(() => Float64Array.from(randomNormal([J], random).data));
  const from = (at: Float64Array): Float64Array => at.map((value, j) => value - centre[j]);
  const Q = (at: Float64Array): number =>
    times(H, from(at)).reduce((sum, value, j) => sum + value * from(at)[j], 0) / 2;
  return { H, start, centre, Q, gradient: times(H, from(start)) };
});

describe("a step of Levenberg-Marquardt", () => {
  law("ends at the minimum of a parabola, keeps its promise, and trusts more then", parabolas, (parabola) => {
    const damping = { factor: 2 ** -20 };
    const { at, report } = stepOf(parabola, damping);
    // The residual is 1e-7 of the first one in the norm of M⁻¹, whose diagonal is within 1 and some fifty as that of H.
    const reach = largest(parabola.start.map((value, j) => value - parabola.centre[j]));
    expectNear(at, parabola.centre, 1e-5 * reach);
    expect(report).toMatchObject({
      before: parabola.Q(parabola.start),
      after: parabola.Q(at),
      evaluations: 2,
      moved: true,
    });
    // Q after is a difference of numbers of the size of Q before.
    expectNear([report.gain], [1], 1e4 * u);
    expect(damping.factor).toBe(2 ** -20 / 3);
  });

  law("solves (H + λ) d = −∇Q, where λ is the factor times the mean of diag H", parabolas, (parabola) => {
    const { H, start, gradient } = parabola;
    const lambda = 0.5 * (H.reduce((sum, row, j) => sum + row[j], 0) / H.length);
    const damped = H.map((row, j) => row.map((value, l) => value + (j === l ? lambda : 0)));
    const d = solve(
      damped,
      gradient.map((value) => -value),
    );
    const { at } = stepOf(parabola, { factor: 0.5 });
    expectNear(
      at,
      start.map((value, j) => value + d[j]),
      1e-5 * (1 + largest(d)),
    );
  });

  law(
    "never raises Q, whatever Q is",
    fc.record({ parabola: parabolas, seed: fc.nat() }),
    ({ parabola, seed }) => {
      const random = seededRandom(seed);
      const noisy = { ...parabola, Q: (at: Float64Array) => (at === parabola.start ? 1 : 2 * random()) };
      const { at, report } = stepOf(noisy, { factor: 1e-4 });
      expect(report.before).toBe(1);
      expect(report.after).toBeLessThanOrEqual(1);
      expect(report.moved).toBe(report.after < 1);
      if (!report.moved) expect(at).toBe(parabola.start);
    },
  );

  law("does not depend on coordinates without curvature", parabolas, (parabola) => {
    const { start, gradient, H, Q } = parabola;
    const wider = {
      start: Float64Array.of(...start, 7, 7),
      gradient: [...gradient, 0, 0],
      H: [...H.map((row) => [...row, 0, 0]), ...[0, 0].map(() => [...start, 7, 7].map(() => 0))],
      Q: (at: Float64Array) => Q(at.subarray(0, start.length)),
    };
    const [narrow, wide] = [stepOf(parabola, { factor: 1 }), stepOf(wider, { factor: 1 })];
    expect(wide.at).toEqual(Float64Array.of(...narrow.at, 7, 7));
    expect(wide.report).toEqual(narrow.report);
  });

  const square = (at: Float64Array): number => 2 * at[0] ** 2;
  it("of Q = 2 θ² at θ = 1, with H said to be 1, halves −4 twice: to θ = 0, where the model promised 3.5 of 2", () => {
    const damping = { factor: 2 ** -60 };
    const { at, report } = stepOf({ start: Float64Array.of(1), Q: square, gradient: [4], H: [[1]] }, damping);
    expect(at).toEqual(Float64Array.of(0));
    expect(report).toEqual({
      before: 2,
      after: 0,
      iterations: 1,
      evaluations: 4,
      moved: true,
      gain: 2 / 3.5,
    });
    expect(damping.factor).toBe(2 ** -59); // it was halved
  });

  it("trusts as much as before where between a quarter and three quarters of the promise are kept", () => {
    for (const [H, factor] of [
      [4, 1 / 3],
      [3.5, 1 / 3],
      [2.5, 1],
      [2.1, 2],
    ]) {
      const damping = { factor: 2 ** -20 };
      // d = −4/H goes to 1 − 4/H; promised are 8/H, found 2 − 2 (1 − 4/H)²: of 1, 0.5 H (2 − 8/H + …) and so on.
      const { report } = stepOf({ start: Float64Array.of(1), Q: square, gradient: [4], H: [[H]] }, damping);
      // λ is 1e-6 of H, which changes d and so Q by as much.
      expectNear([report.gain], [(2 - 2 * (1 - 4 / H) ** 2) / (8 / H)], 1e-5);
      expect(damping.factor / 2 ** -20).toBe(factor);
    }
  });

  it("trusts as much as before where exactly a quarter is kept", () => {
    const damping = { factor: 2 ** -60 };
    // The step is −1 and promises a fall of 2.
    const Q = ([value]: Float64Array): number => (value === 1 ? 2 : 1.5);
    const { report } = stepOf({ start: Float64Array.of(1), Q, gradient: [4], H: [[4]] }, damping);
    expect(report).toMatchObject({ gain: 0.25, moved: true, evaluations: 2 });
    expect(damping.factor).toBe(2 ** -60);
  });

  it("is halved seven times, and not an eighth time", () => {
    const start = Float64Array.of(0);
    for (const [halvings, moved] of [
      [7, true],
      [8, false],
    ] as const) {
      const Q = ([value]: Float64Array): number => (Math.abs(value) > 1.5 * 2 ** -halvings ? 1 : value);
      const { report } = stepOf({ start, Q, gradient: [1], H: [[1]] }, { factor: 2 ** -60 });
      expect(report).toMatchObject({ moved, evaluations: 9 });
    }
  });

  it("keeps λ above the rounding of products in f32, unless it was below before", () => {
    for (const [from, to] of [
      [3e-8, 1e-8],
      [2e-8, 1e-8],
      [1e-9, 1e-9],
    ]) {
      const damping = { factor: from };
      stepOf({ start: Float64Array.of(1), Q: square, gradient: [4], H: [[4]] }, damping);
      expectNear([damping.factor], [to], 4 * u * to);
    }
  });

  it("is not taken where no half of it lowers Q, and says so", () => {
    const start = Float64Array.of(1);
    for (const rise of [(at: number) => Math.abs(at - 1), (at: number) => (at === 1 ? 0 : NaN), () => 0]) {
      const damping = { factor: 2 ** -60 };
      const { at, report } = stepOf({ start, Q: ([value]) => rise(value), gradient: [1], H: [[1]] }, damping);
      expect(at).toBe(start);
      expect(report).toEqual({ before: 0, after: 0, iterations: 1, evaluations: 9, moved: false, gain: 0 });
      expect(damping.factor).toBe(2 ** -58);
    }
  });

  it("is not taken where the curvature is out of the range of doubles", () => {
    for (const curvature of [NaN, Infinity, 1e300, 1 / 1e-290, 1e-290, 1e-300]) {
      const start = Float64Array.of(1);
      const { at, report } = stepOf({ start, Q: square, gradient: [4], H: [[curvature]] }, { factor: 1 });
      expect(at).toBe(start);
      expect(report).toEqual({ before: 2, after: 2, iterations: 0, evaluations: 1, moved: false, gain: 0 });
    }
    const H = [[1, 0], [0, NaN]]; // prettier-ignore
    const { report } = stepOf(
      { start: Float64Array.of(1, 0), Q: square, gradient: [4, 0], H },
      { factor: 1 },
    );
    expect(report).toMatchObject({ iterations: 0, moved: false });
  });

  it("has λ alone as its curvature where H is 0: −4 / 1, and halves of it", () => {
    const { at, report } = stepOf(
      { start: Float64Array.of(1), Q: square, gradient: [4], H: [[0]] },
      { factor: 1 },
    );
    expect(at).toEqual(Float64Array.of(0));
    expect(report).toMatchObject({ iterations: 1, evaluations: 4, moved: true });
  });

  it("of nothing that moves does nothing", () => {
    const none = { start: Float64Array.of(), Q: () => 3, gradient: [], H: [] };
    expect(stepOf(none, { factor: 1 }).report).toMatchObject({
      before: 3,
      after: 3,
      iterations: 0,
      moved: false,
    });
  });
});
