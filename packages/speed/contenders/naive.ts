import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";
import { entries, FIRST_STEPS } from "../src/tasks.ts";
import type {
  Contender,
  JacobianTask,
  Prepared,
  ProductTask,
  ScoresTask,
  TrainingTask,
} from "../src/tasks.ts";
import { engine, readLabels, readNetwork, readSamples, sumOfSquares, total } from "./support.ts";

/** A layer, and what one sample leaves in it: what it receives, signal, output, the slope by the signal, gradients. */
export interface LoopLayer {
  readonly I: number;
  readonly J: number;
  readonly W: Float32Array;
  readonly b: Float32Array;
  readonly slope: Float32Array | undefined;
  x: Float32Array;
  readonly s: Float32Array;
  readonly y: Float32Array;
  readonly g: Float32Array;
  readonly WBar: Float32Array;
  readonly bBar: Float32Array;
  readonly slopeBar: Float32Array;
}

const single = ({ data }: Tensor): Float32Array => Float32Array.from(data);

export const loopsOf = ({ layers }: Network): LoopLayer[] =>
  layers.map(({ weight, bias, activation }) => {
    const [I, J] = weight.shape;
    const slope = activation.kind === "prelu" ? single(activation.slope) : undefined;
    const [x, s, y, g] = [J, I, I, I].map((size) => new Float32Array(size));
    const [WBar, bBar, slopeBar] = [I * J, I, 1].map((size) => new Float32Array(size));
    return { I, J, W: single(weight), b: single(bias), slope, x, s, y, g, WBar, bBar, slopeBar };
  });

interface Parameter {
  readonly theta: Float32Array;
  readonly g: Float32Array;
}

export const parametersOf = ({ W, b, slope, WBar, bBar, slopeBar }: LoopLayer): Parameter[] => [
  { theta: W, g: WBar },
  { theta: b, g: bBar },
  ...(slope ? [{ theta: slope, g: slopeBar }] : []),
];

/** The outputs for one sample. */
export function forward(layers: readonly LoopLayer[], sample: Float32Array): Float32Array {
  let x = sample;
  for (const layer of layers) {
    const { I, J, W, b, slope, s, y } = layer;
    layer.x = x;
    for (let i = 0; i < I; i++) {
      let sum = b[i];
      for (let j = 0; j < J; j++) sum += W[i * J + j] * x[j];
      s[i] = sum;
      y[i] = slope === undefined || sum > 0 ? sum : slope[0] * sum;
    }
    x = y;
  }
  return x;
}

/** From the slopes by the last signals, in its `g`, to all others; gradients, if given, are added to. */
export function backward(layers: readonly LoopLayer[], sample: Float32Array, gradients: boolean): void {
  for (let k = layers.length - 1; k >= 0; k--) {
    const { I, J, W, g, WBar, bBar } = layers[k];
    if (gradients) {
      const x = k === 0 ? sample : layers[k - 1].y;
      for (let i = 0; i < I; i++) {
        bBar[i] += g[i];
        for (let j = 0; j < J; j++) WBar[i * J + j] += g[i] * x[j];
      }
    }
    if (k === 0) return;
    const { s, slope, g: before, slopeBar } = layers[k - 1];
    for (let j = 0; j < J; j++) {
      let sum = 0;
      for (let i = 0; i < I; i++) sum += g[i] * W[i * J + j];
      const isNegative = slope !== undefined && s[j] <= 0;
      if (gradients && isNegative) slopeBar[0] += sum * s[j];
      before[j] = isNegative ? slope[0] * sum : sum;
    }
  }
}

/** The slopes of output m by all signals, into `g` of each layer. */
export function sweep(layers: readonly LoopLayer[], x: Float32Array, m: number): void {
  if (m === 0) forward(layers, x);
  const { g } = layers[layers.length - 1];
  g.fill(0);
  g[m] = 1;
  backward(layers, x, false);
}

/** The samples X [n, j] of a task, its layers, and the sizes. */
export interface Read {
  readonly X: Float32Array;
  readonly layers: readonly LoopLayer[];
  readonly N: number;
  readonly J: number;
  readonly M: number;
}

export function read({ network, inputs, samples, sizes }: ScoresTask): Read {
  const X = readSamples(inputs, samples, sizes[0]).data as Float32Array; // `readSamples` reads f32
  const M = sizes[sizes.length - 1];
  return { X, layers: loopsOf(readNetwork(network)), N: samples, J: sizes[0], M };
}

export function product({ dtype, form, M, K, N }: ProductTask): Prepared {
  const [A, B] = [entries(M * K, dtype), entries(K * N, dtype)];
  const C = entries(M * N, dtype);
  const [aRow, aColumn] = form === "TN" ? [1, M] : [K, 1];
  const [bRow, bColumn] = form === "NT" ? [1, K] : [N, 1];
  const run = (): void => {
    for (let m = 0; m < M; m++)
      for (let n = 0; n < N; n++) {
        let sum = 0;
        for (let k = 0; k < K; k++) sum += A[m * aRow + k * aColumn] * B[k * bRow + n * bColumn];
        C[m * N + n] = sum;
      }
  };
  run();
  return { run, figure: sumOfSquares(C) };
}

export function training(task: TrainingTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const target = readLabels(task.labels, N).data;
  const all = layers.flatMap(parametersOf).map((each) => ({
    ...each,
    m: new Float32Array(each.theta.length),
    v: new Float32Array(each.theta.length),
  }));
  let steps = 0;
  const step = (): number => {
    let loss = 0;
    for (const { g } of all) g.fill(0);
    for (let n = 0; n < N; n++) {
      const x = X.subarray(n * J, (n + 1) * J);
      const { p, loss: ofSample } = softmax(forward(layers, x), target[n]);
      loss += ofSample / N;
      for (let m = 0; m < M; m++) layers[layers.length - 1].g[m] = (p[m] - Number(m === target[n])) / N;
      backward(layers, x, true);
    }
    steps++;
    for (const { theta, g, m, v } of all)
      for (let at = 0; at < theta.length; at++) {
        m[at] = 0.9 * m[at] + 0.1 * g[at];
        v[at] = 0.999 * v[at] + 0.001 * g[at] * g[at];
        theta[at] -=
          (0.001 * (m[at] / (1 - 0.9 ** steps))) / (Math.sqrt(v[at] / (1 - 0.999 ** steps)) + 1e-8);
      }
    return loss;
  };
  for (let at = 1; at < FIRST_STEPS; at++) step();
  return { figure: step(), run: () => void step() };
}

function softmax(y: Float32Array, target: number): { p: number[]; loss: number } {
  const largest = Math.max(...y);
  const exponentials = Array.from(y, (each) => Math.exp(each - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return { p: exponentials.map((each) => each / sum), loss: Math.log(sum) + largest - y[target] };
}

export function jacobian(task: JacobianTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const make = (): Float32Array[] =>
    layers.map(({ I, J: width }) => new Float32Array(N * M * I * (width + 1)));
  const held = task.into === "new" ? undefined : make();
  const compute = (): Float32Array[] => {
    const results = held ?? make();
    for (let n = 0; n < N; n++)
      for (let m = 0; m < M; m++) {
        sweep(layers, X.subarray(n * J, (n + 1) * J), m);
        for (const [k, { I, J: width, g, x }] of layers.entries()) {
          let at = (n * M + m) * I * (width + 1);
          for (let i = 0; i < I; i++) {
            for (let j = 0; j < width; j++) results[k][at++] = g[i] * x[j];
            results[k][at++] = g[i];
          }
        }
      }
    return results;
  };
  return { figure: sumOfSquares(...compute()), run: () => void compute() };
}

/** In f64, as two plain sums Σ G x and Σ G x²: not what one should do with samples whose mean is large. */
export function scores(task: ScoresTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const compute = (): Float64Array[] => {
    const sums = layers.map(({ I, J: width }) => ({
      energy: new Float64Array(I),
      first: new Float64Array(I * width),
      second: new Float64Array(I * width),
    }));
    const energies = layers.map(({ I }) => new Float64Array(I));
    for (let n = 0; n < N; n++) {
      for (const energy of energies) energy.fill(0);
      for (let m = 0; m < M; m++) {
        sweep(layers, X.subarray(n * J, (n + 1) * J), m);
        for (const [k, { I, g }] of layers.entries())
          for (let i = 0; i < I; i++) energies[k][i] += g[i] * g[i];
      }
      for (const [k, { I, J: width, x }] of layers.entries()) {
        const { energy, first, second } = sums[k];
        for (let i = 0; i < I; i++) {
          const G = energies[k][i];
          energy[i] += G;
          for (let j = 0; j < width; j++) {
            first[i * width + j] += G * x[j];
            second[i * width + j] += G * x[j] * x[j];
          }
        }
      }
    }
    return layers.map(({ W, J: width }, k) => {
      const { energy, first, second } = sums[k];
      const importance = (W_ij: number, ij: number): number =>
        (W_ij ** 2 * (second[ij] - first[ij] ** 2 / energy[Math.floor(ij / width)])) / N;
      return Float64Array.from(W, importance);
    });
  };
  return { figure: total(...compute()), run: () => void compute() };
}

/** How many weights a run removes, one at a time; all cost the same here, a forward pass of all samples. */
const REMOVED = 4;

export function nonlinear(task: ScoresTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const weights = layers.reduce((sum, { W }) => sum + W.length, 0);
  const outputs = new Float64Array(N * M);
  for (let n = 0; n < N; n++) outputs.set(forward(layers, X.subarray(n * J, (n + 1) * J)), n * M);
  const [{ W, b }] = layers;
  const changeOf = (ij: number, mean: number): number => {
    const [i, kept] = [Math.floor(ij / J), [W[ij], b[Math.floor(ij / J)]]];
    let change = 0;
    W[ij] = 0;
    b[i] += kept[0] * mean;
    for (let n = 0; n < N; n++) {
      const y = forward(layers, X.subarray(n * J, (n + 1) * J));
      for (let m = 0; m < M; m++) change += (y[m] - outputs[n * M + m]) ** 2 / N;
    }
    [W[ij], b[i]] = kept;
    return change;
  };
  const run = (): void => {
    for (let ij = 0; ij < REMOVED; ij++) changeOf(ij, 0.5);
  };
  return { run, share: REMOVED / weights };
}

/** Loops as a textbook has them, one sample after the other. */
export const contender: Contender = {
  available: engine,
  prepare: { product, training, jacobian, scores, nonlinear },
};
