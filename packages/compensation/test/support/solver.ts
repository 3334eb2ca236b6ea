import { parametersOf } from "@espalier/network";
import type { Activation, ActivationKind, Mask, Network } from "@espalier/network";
import { normalCdf, normalPdf, randomNormal, seededRandom, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import type { Movable } from "../../src/gauss-newton/ask.ts";
import { localBatch } from "../../src/gauss-newton/local-batch.ts";
import type { LocalBatch } from "../../src/gauss-newton/local-batch.ts";
import { activations, few, lists } from "../../../network/test/support/arbitraries.ts";
import { rowsOf } from "../../../network/test/support/naive.ts";

/** A masked network, samples, and the outputs that it should come close to. No signal of it lies at a kink. */
export interface SolverCase {
  readonly network: Network;
  readonly masks: readonly Mask[];
  readonly inputs: Tensor;
  readonly reference: Tensor;
  readonly moves: readonly Movable[];
  readonly metric: "outputs" | "softmax";
}

export const everything: readonly Movable[] = ["weight", "bias", "slope"];

interface Shape {
  readonly kinds?: readonly ActivationKind[];
  readonly layers?: number;
  readonly metrics?: readonly SolverCase["metric"][];
  readonly moves?: readonly (readonly Movable[])[];
}

/** Networks of one to three layers and one to four neurons each, with normal numbers, of which a fifth of the weights is removed. */
export const solverCases = ({
  kinds = solverKinds,
  layers = 3,
  metrics = ["outputs", "softmax"],
  moves = [everything, everything, ["bias"], ["weight"], ["weight", "bias"], ["bias", "slope"]],
}: Shape = {}): fc.Arbitrary<SolverCase> =>
  few(1, layers)
    .chain((count) => lists(count + 1, few(1, 4)))
    .chain((sizes) =>
      fc.record({
        sizes: fc.constant(sizes),
        drawn: fc.tuple(...sizes.slice(1).map((I) => activations(I, kinds))),
        N: few(1, 5),
        seed: fc.nat(),
        moves: fc.constantFrom(...moves),
        metric: fc.constantFrom(...metrics),
      }),
    )
    .map(({ sizes, drawn, N, seed, ...choice }) => {
      const random = seededRandom(seed);
      const masks = sizes
        .slice(1)
        .map((I, k) => Uint8Array.from({ length: I * sizes[k] }, () => Number(random() > 0.2)));
      const network = {
        layers: drawn.map((activation, k) => {
          const weight = randomNormal([sizes[k + 1], sizes[k]], random);
          for (const [at, kept] of masks[k].entries()) if (kept === 0) weight.data[at] = 0;
          return { weight, bias: randomNormal([sizes[k + 1]], random), activation };
        }),
      };
      const inputs = randomNormal([N, sizes[0]], random);
      return {
        network,
        masks,
        inputs,
        reference: randomNormal([N, sizes[sizes.length - 1]], random),
        ...choice,
      };
    });

/** A batch of all samples, in chunks of one or two; released after its use. */
export function withBatch<T>(of: SolverCase, use: (batch: LocalBatch) => T, block = 3): T {
  const { network, masks, inputs, reference, moves, metric } = of;
  const N = inputs.shape[0];
  const cut = ({ shape, data }: Tensor, from: number, to: number): Tensor => ({
    shape: [to - from, shape[1]],
    data: data.slice(from * shape[1], to * shape[1]),
  });
  const ends = Array.from({ length: Math.ceil(N / 2) }, (_, at) => [2 * at, Math.min(2 * at + 2, N)]);
  const columns = Uint32Array.from({ length: inputs.shape[1] }, (_, j) => j);
  const batch = localBatch(
    { network, columns, masks, moves, metric, samples: N, block },
    ends.map(([from, to], at) => ({
      at,
      inputs: cut(inputs, from, to),
      reference: cut(reference, from, to),
    })),
  );
  try {
    return use(batch);
  } finally {
    batch.release();
  }
}

/** A coordinate: an entry of a parameter of a layer. */
export interface Coordinate {
  readonly k: number;
  readonly what: Movable;
  readonly at: number;
}

/** Layer by layer: the kept weights, the biases, the slopes. */
export const coordinatesOf = ({
  network,
  masks,
  moves,
}: Pick<SolverCase, "network" | "masks" | "moves">): Coordinate[] =>
  network.layers.flatMap(({ weight, bias, activation }, k) => {
    const all: readonly (readonly [Movable, Tensor])[] = [
      ["weight", weight],
      ["bias", bias],
      ...(activation.kind === "prelu" ? [["slope", activation.slope] as const] : []),
    ];
    return all
      .filter(([what]) => moves.includes(what))
      .flatMap(([what, { data }]) => Array.from(data.keys(), (at) => ({ k, what, at })))
      .filter(({ what, at }) => what !== "weight" || masks[k][at] !== 0);
  });

interface Rise {
  readonly value: number;
  readonly slope: number;
}

const logistic = (s: number): number => 1 / (1 + Math.exp(-s));

/** σ and σ′ of a neuron, written out; for `prelu` and `leaky-relu`, a is the slope where s ≤ 0. */
// prettier-ignore
const sigmas = {
  identity: (s) => ({ value: s, slope: 1 }),
  relu: (s) => (s > 0 ? { value: s, slope: 1 } : { value: 0, slope: 0 }),
  prelu: (s, a) => (s > 0 ? { value: s, slope: 1 } : { value: a * s, slope: a }),
  "leaky-relu": (s, a) => (s > 0 ? { value: s, slope: 1 } : { value: a * s, slope: a }),
  tanh: (s) => ({ value: Math.tanh(s), slope: 1 / Math.cosh(s) ** 2 }),
  sigmoid: (s) => ({ value: logistic(s), slope: 1 / (2 + 2 * Math.cosh(s)) }),
  gelu: (s) => ({ value: s * normalCdf(s), slope: normalCdf(s) + s * normalPdf(s) }),
  silu: (s) => ({ value: s * logistic(s), slope: logistic(s) + s / (2 + 2 * Math.cosh(s)) }),
  softsign: (s) => ({ value: s / (1 + Math.abs(s)), slope: 1 / (1 + Math.abs(s)) ** 2 }),
  abs: (s) => ({ value: Math.abs(s), slope: Math.sign(s) }),
} satisfies Partial<Record<ActivationKind, (s: number, a: number) => Rise>>;

/** The activations that are written out here. */
export const solverKinds = Object.keys(sigmas) as readonly (keyof typeof sigmas)[];

function rise(activation: Activation, i: number, s: number): Rise {
  const { kind } = activation;
  if (!Object.hasOwn(sigmas, kind)) throw new Error(`${kind} is not written out`);
  return sigmas[kind as keyof typeof sigmas](s, slopeOf(activation, i));
}

function slopeOf(activation: Activation, i: number): number {
  if (activation.kind === "leaky-relu") return activation.alpha;
  if (activation.kind !== "prelu") return 0;
  const { data } = activation.slope;
  return data[data.length === 1 ? 0 : i];
}

/** y of a sample, and ∂y/∂θ of one coordinate: the network with a tangent beside each number. */
function dual({ layers }: Network, sample: readonly number[], { k: own, what, at }: Coordinate) {
  let [x, dx] = [[...sample], sample.map(() => 0)];
  for (const [k, { weight, bias, activation }] of layers.entries()) {
    const here = (kind: Movable): boolean => k === own && what === kind;
    const J = weight.shape[1];
    const next = rowsOf(weight).map((row, i) => {
      let [s, ds] = [bias.data[i], here("bias") && at === i ? 1 : 0];
      for (const [j, W_ij] of row.entries()) {
        s += W_ij * x[j];
        ds += W_ij * dx[j] + (here("weight") && at === i * J + j ? x[j] : 0);
      }
      const { value, slope } = rise(activation, i, s);
      const isServed = activation.kind === "prelu" && (activation.slope.data.length === 1 || at === i);
      return { value, change: slope * ds + (here("slope") && isServed && s <= 0 ? s : 0) };
    });
    [x, dx] = [next.map(({ value }) => value), next.map(({ change }) => change)];
  }
  return { y: x, dy: dx };
}

/** What the solver computes without any matrix, written out. */
export interface DenseModel {
  readonly coordinates: readonly Coordinate[];
  /** J of each sample, [n][m][c] */
  readonly jacobian: readonly (readonly (readonly number[])[])[];
  /** F of each sample, [n][m][m] */
  readonly fisher: readonly (readonly (readonly number[])[])[];
  /** H = E[Jᵀ F J], [c][c], and the same of the sizes of all factors, which bounds the rounding of a sum. */
  readonly H: readonly (readonly number[])[];
  readonly sizes: readonly (readonly number[])[];
  /** ∇Q = E[Jᵀ ∂D/∂y], and Q. */
  readonly gradient: readonly number[];
  readonly divergence: number;
}

const softmax = (y: readonly number[]): number[] => {
  const exps = y.map((value) => Math.exp(value - Math.max(...y)));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((value) => value / sum);
};

export function denseModel(of: SolverCase): DenseModel {
  const { network, inputs, reference, metric } = of;
  const coordinates = coordinatesOf(of);
  const N = inputs.shape[0];
  const references = rowsOf(reference);
  const samples = rowsOf(inputs).map((sample, n) => {
    const duals = coordinates.map((coordinate) => dual(network, sample, coordinate));
    const { y } = dual(network, sample, { k: -1, what: "bias", at: 0 });
    const y0 = references[n];
    const [p, p0] = [softmax(y), softmax(y0)];
    return {
      J: y.map((_, m) => duals.map(({ dy }) => dy[m])),
      F: y.map((_, a) =>
        y.map((__, b) => (metric === "outputs" ? Number(a === b) : p[a] * (Number(a === b) - p[b]))),
      ),
      slope: y.map((value, m) => (metric === "outputs" ? value - y0[m] : p[m] - p0[m])),
      D: y.reduce(
        (sum, value, m) =>
          sum + (metric === "outputs" ? (value - y0[m]) ** 2 / 2 : p0[m] * Math.log(p0[m] / p[m])),
        0,
      ),
    };
  });
  const quadratic = (size: (value: number) => number): number[][] =>
    coordinates.map((_, c) =>
      coordinates.map((__, d) => {
        let sum = 0;
        for (const { J, F } of samples)
          for (const [a, row] of F.entries())
            for (const [b, F_ab] of row.entries()) sum += size(J[a][c]) * size(F_ab) * size(J[b][d]);
        return sum / N;
      }),
    );
  return {
    coordinates,
    jacobian: samples.map(({ J }) => J),
    fisher: samples.map(({ F }) => F),
    H: quadratic((value) => value),
    sizes: quadratic(Math.abs),
    gradient: coordinates.map(
      (_, c) =>
        samples.reduce(
          (sum, { J, slope }) => sum + slope.reduce((part, value, m) => part + value * J[m][c], 0),
          0,
        ) / N,
    ),
    divergence: samples.reduce((sum, { D }) => sum + D, 0) / N,
  };
}

/** A matrix [c][c] times a vector. */
export const times = (H: readonly (readonly number[])[], v: ArrayLike<number>): number[] =>
  H.map((row) => row.reduce((sum, value, at) => sum + value * v[at], 0));

/** Normal numbers, the same for the same seed. */
export const normals = (length: number, seed: number): Float64Array =>
  Float64Array.from(length === 0 ? zeros([0]).data : randomNormal([length], seededRandom(seed)).data);

/** Whether two networks have the same numbers; 0 and −0 are one. */
export const sameNumbers = (a: Network, b: Network): boolean => {
  const [own, other] = [parametersOf(a), parametersOf(b)];
  return own.every(({ data }, at) => data.every((value, entry) => value === other[at].data[entry]));
};
