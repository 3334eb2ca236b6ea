import { compareOutputs, finish, mapParameters, parametersOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { astype, reference, tensor, useFastKernels, useKernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largestBlock } from "../../src/gauss-newton/blocks.ts";
import { initialDamping } from "../../src/gauss-newton/levenberg-marquardt.ts";
import { answered } from "../../src/gauss-newton/local-answers.ts";
import { relevantOf } from "../../src/gauss-newton/relevant.ts";
import { solve } from "../../src/gauss-newton/solve.ts";
import type { Solved, SolveOptions } from "../../src/gauss-newton/solve.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { answeredBy } from "../support/asking.ts";
import { everything } from "../support/solver.ts";
import { dense, inputs, masks, sourceOf, withoutRemoved } from "../support/source.ts";

const N = inputs.shape[0];

const optionsWith = (options: Partial<SolveOptions>): SolveOptions => ({
  metric: "outputs",
  moves: everything,
  samples: N,
  steps: 3,
  iterations: 20,
  damping: initialDamping(),
  ...options,
});

/** The dense network without its removed weights, brought back to its outputs. */
const solved = (options: Partial<SolveOptions> = {}, of: Network = dense, X: Tensor = inputs): Solved =>
  finish(answered(solve(withoutRemoved(of), masks, optionsWith(options)), sourceOf(of, X)));

const bitsOf = (network: Network): number[][] => parametersOf(network).map(({ data }) => [...data]);

describe.each(["outputs", "softmax"] as const)("a network solved for in the metric %s", (metric) => {
  const { network, steps, visits } = solved({ metric });
  const changeOf = (other: Network): number => compareOutputs(dense, other, inputs, { metric }).relative;

  it("is closer to the dense one by what its steps report, and without the removed weights", () => {
    const [before, after] = [withoutRemoved(dense), network].map(changeOf);
    expect(after).toBeLessThan(before);
    // Q is half the square of the change: its fall is that of the squares, as each batch has all samples.
    expectNear([steps[steps.length - 1].after / steps[0].before], [(after / before) ** 2], 1e-9);
    for (const [k, { weight }] of network.layers.entries())
      for (const [at, kept] of masks[k].entries()) if (kept === 0) expect(weight.data[at]).toBe(0); // and not −0
  });

  it("has steps in which Q never rises, and visits for each product and each Q", () => {
    for (const [at, { before, after }] of steps.entries()) {
      expect(after).toBeLessThanOrEqual(before);
      if (at > 0) expect(before).toBe(steps[at - 1].after);
    }
    const asked = steps.reduce((sum, { iterations, evaluations }) => sum + iterations + evaluations, 0);
    expect(visits).toBe(N * asked);
  });
});

it("batches that are smaller than the set are counted by their own samples", () => {
  const { steps, visits } = solved({ samples: 16 });
  const asked = steps.reduce((sum, { iterations, evaluations }) => sum + iterations + evaluations, 0);
  expect(visits).toBe(16 * asked);
});

it("a step asks for a batch of its own, of the network that the last one left, and so does the mean", () => {
  const source = sourceOf(dense, inputs);
  const start = withoutRemoved(dense);
  finish(answered(solve(start, masks, optionsWith({ samples: 40, metric: "softmax" })), source));
  expect(source.problems).toHaveLength(4);
  const relevant = relevantOf(start, masks, "softmax");
  const kept = masks.reduce((sum, mask) => sum + mask.reduce((own, each) => own + each, 0), 0);
  for (const [at, problem] of source.problems.entries()) {
    expect(problem).toMatchObject({ samples: 40, metric: "softmax", moves: everything });
    expect(problem.batch ?? "fresh").toBe("fresh");
    expect(problem.columns).toEqual(relevant.units[0]);
    expect(problem.masks).toEqual(relevant.masks);
    // Every kept weight of this network is on the way to an output.
    expect(problem.block).toBe(largestBlock(kept));
    const isFirst = JSON.stringify(bitsOf(problem.network)) === JSON.stringify(bitsOf(relevant.network));
    expect(isFirst).toBe(at === 0);
  }
});

describe("the mean of the last half of the points", () => {
  /** y = x + b, where the s-th batch wants b to be targets[s]. */
  const biasAfter = (steps: number, targets: readonly number[]) => {
    const network: Network = {
      layers: [{ weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "identity" } }],
    };
    let asked = 0;
    let wanted = Number.NaN;
    const options = optionsWith({ steps, moves: ["bias"], damping: { factor: 1e-8 } });
    const { steps: reports, network: result } = answeredBy(
      solve(network, [Uint8Array.of(1)], options),
      (question) => {
        if (question.ask === "batch") {
          wanted = targets[asked++];
          const { network: part } = question.problem;
          const [layer] = part.layers;
          const biased = (b: number): Network => {
            const data = layer.bias.data.slice();
            data[0] = b;
            return { layers: [{ ...layer, bias: { shape: layer.bias.shape, data } }] };
          };
          return {
            start: Float64Array.of(layer.bias.data[0]),
            blocks: [Uint32Array.of(0)],
            samples: 1,
            networkAt: ([b]) => biased(b),
          };
        }
        if (question.ask === "blocks") return Float64Array.of(1);
        if (question.ask === "product") return question.at;
        if (question.ask !== "gradient" && question.ask !== "divergence") throw new Error(question.ask);
        const away = question.at[0] - wanted;
        const divergence = away ** 2 / 2;
        return question.ask === "divergence" ? divergence : { divergence, gradient: Float64Array.of(away) };
      },
    );
    return { b: result.layers[0].bias.data[0], reports: reports.length, asked };
  };

  // λ is 1e-8 of H, which leaves each step that much of its way short of its target.
  it("of 5 steps is that of the last 3, of 4 that of the last 2", () => {
    const five = biasAfter(5, [90, 40, 1, 3, 8, 4]);
    expectNear([five.b], [(1 + 3 + 8) / 3], 1e-5);
    expect(five).toMatchObject({ reports: 6, asked: 6 });
    const four = biasAfter(4, [90, 40, 2, 8, 5]);
    expectNear([four.b], [(2 + 8) / 2], 1e-5);
    expect(four).toMatchObject({ reports: 5, asked: 5 });
  });

  it("is left out where a fresh batch has a lower Q at the last point", () => {
    expectNear([biasAfter(4, [90, 40, 2, 8, 8]).b], [8], 1e-5);
  });

  it("of a single point is not looked at", () => {
    expectNear([biasAfter(1, [7]).b], [7], 1e-5);
    expect(biasAfter(1, [7])).toMatchObject({ reports: 1, asked: 1 });
    expect(biasAfter(2, [7, 9])).toMatchObject({ reports: 2, asked: 2 });
  });
});

it("no step leaves the network as it is", () => {
  const start = withoutRemoved(dense);
  expect(solved({ steps: 0 })).toEqual({ network: start, steps: [], visits: 0 });
});

describe("a parameter that does not move keeps its bits", () => {
  it.each([
    { moves: ["weight", "slope"] },
    { moves: ["weight"] },
    { moves: ["weight", "bias"] },
    { moves: ["bias", "slope"] },
    { moves: ["bias"] },
    { moves: everything },
  ] as const)("where $moves move", ({ moves }) => {
    const { network } = solved({ moves });
    const start = withoutRemoved(dense);
    for (const [k, { weight, bias, activation }] of network.layers.entries()) {
      const before = start.layers[k];
      const isMoved = (what: "weight" | "bias" | "slope"): boolean => moves.some((each) => each === what);
      expect(weight.data.every((value, at) => value === before.weight.data[at])).toBe(!isMoved("weight"));
      expect(bias.data.every((value, i) => value === before.bias.data[i])).toBe(!isMoved("bias"));
      if (activation.kind === "prelu" && before.activation.kind === "prelu") {
        const { data } = before.activation.slope;
        expect(activation.slope.data.every((value, i) => value === data[i])).toBe(!isMoved("slope"));
      }
    }
  });
});

describe("plain and WASM kernels give the same bits", () => {
  const all = (["f64", "f32"] as const).flatMap((dtype) =>
    (["outputs", "softmax"] as const).flatMap((metric) =>
      (["prelu", "tanh", ...(isThorough ? (["relu", "gelu"] as const) : [])] as const).map((kind) => ({
        kind,
        dtype,
        metric,
      })),
    ),
  );
  const resultOf = ({ kind, dtype, metric }: (typeof all)[number]): Solved => {
    const { layers } = mapParameters(dense, (each) => astype(each, dtype));
    const own =
      kind === "prelu" ? { layers } : { layers: layers.with(1, { ...layers[1], activation: { kind } }) };
    return solved({ metric, steps: 2 }, own, astype(inputs, dtype));
  };
  let plain: readonly Solved[] = [];
  beforeAll(async () => {
    useKernels(reference);
    plain = all.map(resultOf);
    await useFastKernels();
  });
  afterAll(() => useKernels(reference));

  it.each(all.map((of, at) => ({ ...of, at })))("$kind, $dtype, $metric", ({ at, ...of }) => {
    const fast = resultOf(of);
    expect(bitsOf(fast.network)).toEqual(bitsOf(plain[at].network));
    expect(fast.steps).toEqual(plain[at].steps);
  });
});
