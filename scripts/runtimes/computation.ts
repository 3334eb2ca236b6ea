import { readNpy, writeNpy } from "@espalier/formats/npy";
import { readOnnx, writeOnnx } from "@espalier/formats/onnx";
import { readSafetensors, writeSafetensors } from "@espalier/formats/safetensors";
import {
  finish,
  forward,
  initialNetwork,
  lossGradients,
  prune,
  pruningWithin,
  strategies,
  train,
} from "@espalier/prune";
import {
  elementary,
  kernels,
  matmulNN,
  matmulNT,
  matmulTN,
  randomNormal,
  reference,
  seededRandom,
} from "@espalier/tensor";
import { useFastKernels, useKernels, zeros } from "@espalier/tensor";
import type { Data, DType, Tensor, WasmModule } from "@espalier/tensor";
import type { Network } from "@espalier/prune";

/** The hash of all results, in hexadecimal. */
export interface Results {
  /** By the kernels in plain TypeScript. */
  readonly plain: string;
  /** By the kernels in WebAssembly; undefined where the runtime cannot run them. */
  readonly fast: string | undefined;
}

/**
 * Computes with both kinds of kernels.
 *
 * @param module the compiled kernels, for a runtime that compiles no bytes
 */
export async function computeResults(module?: WasmModule): Promise<Results> {
  const plain = await hashOf(computation());
  await useFastKernels({ module });
  const isFast = kernels() !== reference;
  const fast = isFast ? await hashOf(computation()) : undefined;
  useKernels(reference);
  return { plain, fast };
}

/** Everything whose bits could depend on the runtime, piece by piece. */
function* computation(): Generator<Uint8Array> {
  yield* elementaryFunctions();
  for (const dtype of ["f64", "f32"] as const) {
    yield* products(dtype);
    yield* pruning(dtype);
  }
}

/** Each function on arguments of every size, from 2⁻⁶⁰ to 2¹⁰. */
function* elementaryFunctions(): Generator<Uint8Array> {
  const random = seededRandom(1);
  const { data } = randomNormal([4096], random);
  const x = data.map((value) => value * elementary.power(2, Math.floor(70 * random())) * 2 ** -60);
  const { cosineOfTurns, power: _power, ...ofAnyNumber } = elementary;
  for (const f of Object.values(ofAnyNumber)) yield bytesOf(x.map((value) => f(value)));
  yield bytesOf(Float64Array.from({ length: 1024 }, () => cosineOfTurns(random())));
}

/** The three matrix products, dense and with many zeros. */
function* products(dtype: DType): Generator<Uint8Array> {
  const random = seededRandom(2);
  for (const zero of [0, 0.8]) {
    const draw = (rows: number, columns: number): Tensor => {
      const matrix = randomNormal([rows, columns], random, dtype);
      for (let at = 0; at < matrix.data.length; at++) if (random() < zero) matrix.data[at] = 0;
      return matrix;
    };
    yield bytesOf(matmulNN(draw(67, 90), draw(90, 53)).data);
    yield bytesOf(matmulNT(draw(67, 90), draw(53, 90)).data);
    yield bytesOf(matmulTN(draw(90, 67), draw(90, 53)).data);
  }
}

const loss = "mean-squared-error";

/** Trains a network, prunes it by every strategy, writes it in every format, and reads it back. */
function* pruning(dtype: DType): Generator<Uint8Array> {
  for (const activation of ["relu", "prelu", "tanh", "sigmoid", "gelu"] as const) {
    const random = seededRandom(3);
    const inputs = randomNormal([200, 10], random, dtype);
    const targets = zeros([200, 2], dtype);
    for (let n = 0; n < 200; n++)
      for (const m of [0, 1])
        targets.data[2 * n + m] = Math.max(inputs.data[10 * n + m], inputs.data[10 * n + 5]);
    const samples = { inputs, targets };
    const untrained = initialNetwork({ sizes: [10, 24, 16, 2], activation, random, dtype });
    const network = finish(train(untrained, samples, { loss, epochs: 3, batch: 32, random }));
    yield* numbersOf(network);
    for (const gradient of lossGradients(loss)(network, samples).gradients) yield bytesOf(gradient.data);

    for (const { kind, name } of strategies) {
      if (kind !== "score") continue;
      const options = { ratio: 0.6, strategy: name, targets, loss, random: seededRandom(4) } as const;
      const { network: pruned, scores } = prune(network, inputs, options);
      yield* numbersOf(pruned);
      for (const layer of scores) yield* tensorsOf(layer);
      yield bytesOf(forward(pruned, inputs).data);
    }
    const within = finish(pruningWithin(network, inputs, { budget: 0.05 }));
    yield* numbersOf(within.network);
    yield* files(within.network);
    yield writeNpy(readNpy(writeNpy(inputs)));
  }
}

function* files(network: Network): Generator<Uint8Array> {
  const file = { network };
  yield writeSafetensors(readSafetensors(writeSafetensors(file)));
  yield writeOnnx(readOnnx(writeOnnx(file)));
  yield* numbersOf(network);
}

function* numbersOf({ layers }: Network): Generator<Uint8Array> {
  for (const layer of layers) yield* tensorsOf(layer);
}

/** The numbers of all tensors in a record. */
function* tensorsOf(record: object): Generator<Uint8Array> {
  for (const value of Object.values(record))
    if (typeof value === "object" && value !== null && "data" in value && ArrayBuffer.isView(value.data))
      yield bytesOf(value.data);
}

const bytesOf = (data: Data | ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

async function hashOf(pieces: Iterable<Uint8Array>): Promise<string> {
  const copies = Array.from(pieces, (piece) => piece.slice());
  const all = new Uint8Array(copies.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of copies) {
    all.set(piece, at);
    at += piece.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
