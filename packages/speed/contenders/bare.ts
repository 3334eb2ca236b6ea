import { adamDefaults, mapParameters, parametersOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import {
  copyIn,
  kernels,
  matmulNNInto,
  matmulNTInto,
  matmulTNInto,
  permutation,
  seededRandom,
  takeRowsInto,
  useFastKernels,
  zerosIn,
} from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { FIRST_STEPS } from "../src/tasks.ts";
import type { Contender, Prepared, TrainingTask } from "../src/tasks.ts";
import { espalier, readLabels, readNetwork, readSamples } from "./support.ts";

await useFastKernels();
const arena = kernels().arena();
const fresh = (...shape: number[]): Tensor => zerosIn(arena, shape, "f32");

/** A layer with all that a step writes down for it: signal S, output Y, their cotangents, and the gradients. */
const placesOf = ({ layers }: Network, N: number) =>
  layers.map(({ weight: W, bias: b, activation }) => {
    const [I] = W.shape;
    const slope = activation.kind === "prelu" ? activation.slope : undefined;
    const [S, Y, SBar, YBar] = [fresh(N, I), fresh(N, I), fresh(N, I), fresh(N, I)];
    const gradients = [fresh(...W.shape), fresh(I), ...(slope ? [fresh(1)] : [])];
    return { W, b, slope, S, Y, SBar, YBar, gradients };
  });

/** The step that `train` does, its order of kernels written down by hand: what the tape is measured against. */
function training({ network, inputs, labels, samples: N, sizes }: TrainingTask): Prepared {
  const net = mapParameters(readNetwork(network), (parameter) => copyIn(arena, parameter));
  const layers = placesOf(net, N);
  const [samples, classes] = [readSamples(inputs, N, sizes[0]), readLabels(labels, N)];
  const [X, T] = [fresh(N, sizes[0]), fresh(N)];
  const { data: target } = T;
  const random = seededRandom(1);
  const last = layers[layers.length - 1];
  const M = sizes[sizes.length - 1];
  const [logTotals, negative] = [arena.doubles(N), arena.doubles(1)];
  const adam = parametersOf(net).map(({ data: theta }, at) => {
    const g = layers.flatMap(({ gradients }) => gradients)[at].data;
    return { theta, g, m: fresh(theta.length).data, v: fresh(theta.length).data };
  });
  let steps = 0;

  const step = (): number => {
    const run = kernels();
    const order = permutation(N, random);
    takeRowsInto(X, samples, order);
    takeRowsInto(T, classes, order);
    let x = X;
    for (const { W, b, slope, S, Y } of layers) {
      matmulNTInto(S, x, W);
      run.addToRows(S.data, b.data);
      if (slope) run.prelu({ X: S.data, a: slope.data[0], Y: Y.data });
      x = Y;
    }
    const lines = { X: last.S.data, length: M, step: 1 };
    run.logSumExp({ ...lines, Y: logTotals });
    let loss = 0;
    for (let n = 0; n < N; n++) loss += logTotals[n] - last.S.data[n * M + target[n]];
    run.softmax({ ...lines, P: last.SBar.data });
    for (let n = 0; n < N; n++) last.SBar.data[n * M + target[n]] -= 1;
    for (let at = 0; at < N * M; at++) last.SBar.data[at] /= N;
    for (let k = layers.length - 1; k >= 0; k--) {
      const { W, slope, S, SBar, YBar, gradients } = layers[k];
      const [weight, bias, slopeGradient] = gradients;
      if (slope) {
        const [a] = slope.data;
        run.preluSlope({ X: S.data, a, c: YBar.data, Z: SBar.data });
        run.negativeSums({ X: S.data, c: YBar.data, sums: negative });
        slopeGradient.data[0] = negative[0];
      }
      matmulTNInto(weight, SBar, k === 0 ? X : layers[k - 1].Y);
      addRows(SBar.data, bias.data);
      if (k > 0) matmulNNInto(layers[k - 1].YBar, SBar, W);
    }
    steps++;
    const { beta1, beta2 } = adamDefaults;
    const biases = { firstBias: 1 - beta1 ** steps, secondBias: 1 - beta2 ** steps };
    for (const parameter of adam) run.adam({ ...parameter, ...adamDefaults, ...biases });
    return loss / N;
  };
  for (let at = 1; at < FIRST_STEPS; at++) step();
  return { figure: step(), run: () => void step(), release: () => arena.release() };
}

/** The sum of the rows, in f64. */
function addRows(rows: Tensor["data"], sum: Tensor["data"]): void {
  const totals = new Float64Array(sum.length);
  for (let start = 0; start < rows.length; start += totals.length)
    for (let at = 0; at < totals.length; at++) totals[at] += rows[start + at];
  sum.set(totals);
}

export const contender: Contender = { available: espalier, prepare: { training } };
