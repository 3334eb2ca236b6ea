import { readLabels, readNetwork, readSamples, sumOfSquares } from "../contenders/support.ts";
import { folderOf } from "../src/rivals.ts";
import { entries, FIRST_STEPS } from "../src/tasks.ts";
import type { Contender, Prepared, ProductTask, TrainingTask } from "../src/tasks.ts";
import { load, presence } from "./load.ts";

/** What is used of TensorFlow.js. */
interface TfTensor {
  dataSync(): Float32Array;
  dispose(): void;
}

interface Tf {
  setBackend(name: string): Promise<boolean>;
  tensor(values: ArrayLike<number>, shape: readonly number[], dtype?: string): TfTensor;
  variable(initial: TfTensor): TfTensor;
  matMul(A: TfTensor, B: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  add(a: TfTensor, b: TfTensor): TfTensor;
  prelu(x: TfTensor, a: TfTensor): TfTensor;
  oneHot(classes: TfTensor, depth: number): TfTensor;
  tidy<T>(f: () => T): T;
  readonly losses: { softmaxCrossEntropy(labels: TfTensor, logits: TfTensor): TfTensor };
  readonly train: {
    adam(rate: number): { minimize(f: () => TfTensor, returnCost: true): TfTensor };
  };
}

interface Wasm {
  setWasmPaths(folder: string): void;
  setThreadsCount(threads: number): void;
}

const NAMES = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];
const tf = await load<Tf>(NAMES[0]);
const wasm = await load<Wasm>(NAMES[1]);
await load("@tensorflow/tfjs-layers"); // which brings the gradients of the core
if (tf && wasm) {
  wasm.setWasmPaths(`${folderOf(NAMES[1])}wasm-out/`);
  wasm.setThreadsCount(1);
  await tf.setBackend("wasm");
}

/** The result is a new tensor at each run, as in all of its interface. */
function product({ dtype, form, M, K, N }: ProductTask): Prepared | undefined {
  if (dtype === "f64" || !tf) return undefined; // it has single precision only
  const matrix = (size: number, shape: number[]): TfTensor => tf.tensor(entries(size, dtype), shape);
  const A = matrix(M * K, form === "TN" ? [K, M] : [M, K]);
  const B = matrix(K * N, form === "NT" ? [N, K] : [K, N]);
  const compute = (): TfTensor => tf.matMul(A, B, form === "TN", form === "NT");
  return { run: () => compute().dispose(), figure: sumOfSquares(compute().dataSync()) };
}

function training({ network, inputs, labels, samples, sizes }: TrainingTask): Prepared | undefined {
  if (!tf) return undefined;
  const layers = readNetwork(network).layers.map(({ weight, bias, activation }) => ({
    W: tf.variable(tf.tensor(weight.data, weight.shape)),
    b: tf.variable(tf.tensor(bias.data, bias.shape)),
    a: activation.kind === "prelu" ? tf.variable(tf.tensor(activation.slope.data, [1])) : undefined,
  }));
  const X = tf.tensor(readSamples(inputs, samples, sizes[0]).data, [samples, sizes[0]]);
  const classes = tf.tensor(Int32Array.from(readLabels(labels, samples).data), [samples], "int32");
  const target = tf.oneHot(classes, sizes[sizes.length - 1]);
  const adam = tf.train.adam(0.001);
  const step = (): TfTensor =>
    adam.minimize(() => {
      let x = X;
      for (const { W, b, a } of layers) {
        const s = tf.add(tf.matMul(x, W, false, true), b);
        x = a ? tf.prelu(s, a) : s;
      }
      return tf.losses.softmaxCrossEntropy(target, x);
    }, true);
  for (let at = 1; at < FIRST_STEPS; at++) step().dispose();
  return { figure: step().dataSync()[0], run: () => step().dispose() };
}

export const contender: Contender = {
  available: presence(NAMES[1], tf && wasm),
  prepare: { product, training },
};
