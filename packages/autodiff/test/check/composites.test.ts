import { apply, ops } from "../../src/index.ts";
import type { Value } from "../../src/index.ts";
import { describe, expect, it } from "vitest";
import { toHaveCorrectDerivatives } from "../../src/check/vitest.ts";
import { check, specOfProgram } from "../../src/check/index.ts";
import type { Domain, Known, Spec } from "../../src/check/index.ts";

expect.extend({ toHaveCorrectDerivatives });

/** Ordinary numbers, as signals of a network are: beyond them everything saturates. */
const signal: Domain = { low: -4, high: 4 };

/** prelu(X Vᵀ + a) Wᵀ + b, the networks of this project in small. */
const network = ({ X, V, a, slope, W, b }: Readonly<Record<string, Value>>): Value =>
  apply(ops.affine, { X: apply(ops.prelu, { X: apply(ops.affine, { X, W: V, b: a }), a: slope }), W, b });

const layers = { X: signal, V: signal, a: signal, slope: signal, W: signal, b: signal };

const shapes: Known<string>["shapes"] = (size) => {
  const [N, J, I, M] = [size(1, 3), size(1, 3), size(1, 3), size(1, 2)];
  return { X: [N, J], V: [I, J], a: [I], slope: [1], W: [M, I], b: [M], target: [N] };
};

/** The kinks of a network lie where a signal is 0: how far the nearest is, in the inputs, at the steepest way there. */
function signalDistance({
  X,
  V,
  a,
}: Readonly<Record<string, { shape: readonly number[]; data: ArrayLike<number> }>>): number {
  const [[N, J], [I]] = [X.shape, V.shape];
  let nearest = Infinity;
  for (let n = 0; n < N; n++)
    for (let i = 0; i < I; i++) {
      let [s, steepness] = [a.data[i], 1];
      for (let j = 0; j < J; j++) {
        const [x, w] = [X.data[n * J + j], V.data[i * J + j]];
        s += w * x;
        steepness += Math.abs(x) + Math.abs(w) + 1;
      }
      nearest = Math.min(nearest, Math.abs(s) / steepness);
    }
  return nearest;
}

const programs: readonly Spec[] = [
  specOfProgram<string>("a network", network, {
    inputs: layers,
    shapes: (size) => {
      const { target: _, ...own } = shapes(size);
      return own;
    },
    kinkDistance: signalDistance,
    samples: ["X"],
    composite: true,
  }),
  specOfProgram<string>(
    "cross-entropy of a network",
    ({ target, ...inputs }) => apply(ops.softmaxCrossEntropy, { X: network(inputs), target }),
    {
      inputs: { ...layers, target: { held: (pick, { W: [M] }) => pick(0, M - 1) } },
      shapes,
      kinkDistance: signalDistance,
      composite: true,
    },
  ),
  specOfProgram<string>(
    "x used three times",
    ({ x }) => apply(ops.mul, { a: x, b: apply(ops.mul, { a: x, b: x }) }),
    {
      inputs: { x: {} },
      shapes: (size) => ({ x: [size(1, 4)] }),
      formula: (A, { x }) => x.data.map((each) => A.mul(each, A.mul(each, each))),
      composite: true,
    },
  ),
  specOfProgram<string>(
    "an input that is not used",
    ({ x }) => apply(ops.exp, { x: apply(ops.tanh, { x }) }),
    {
      inputs: { x: {}, unused: {} },
      shapes: (size) => ({ x: [size(1, 4)], unused: [2] }),
    },
  ),
] as unknown as readonly Spec[];

describe.each(programs)("$name", (spec) => {
  it("has correct derivatives by the tape and by tangents", () => {
    expect(spec).toHaveCorrectDerivatives();
  });

  it("has its mistakes found: a weight's gradient 1e-6 off", () => {
    const [first] = Object.keys(spec.inputs);
    const wrong: Spec = {
      ...spec,
      vjp(inputs, cotangent) {
        const right = spec.vjp?.(inputs, cotangent) ?? {};
        const tensor = right[first] as { shape: readonly number[]; data: Float64Array };
        return { ...right, [first]: { ...tensor, data: tensor.data.map((x) => x * (1 + 1e-6)) } };
      },
    };
    const { failures } = check(wrong);
    expect(failures.map(({ oracle }) => oracle)).toEqual(expect.arrayContaining(["adjoint", "differences"]));
  });
});
