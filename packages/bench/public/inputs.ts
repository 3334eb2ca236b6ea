import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { mnist } from "@espalier/data/mnist";
import { flattenRows, readNpy } from "@espalier/formats/npy";
import { astype, randomUniform, seededRandom, takeRows, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/** Samples to prune with, and others to measure on. */
export interface Inputs {
  readonly calibration: Tensor;
  readonly unseen: Tensor;
  /** Where they come from, in words. */
  readonly source: string;
}

/** The inputs of a file: samples [N, width]; undefined if the user said nothing about such a file. */
export type InputsOf = (path: string, width: number) => Promise<Inputs | undefined>;

/** Enough for the mean of a squared change to settle to a few percent. */
export const SAMPLES = 1024;
const MNIST_WIDTH = 784;

/** `acasxu=-0.5,0.5` for files whose name has that part, or `0,1` for all. */
interface Range {
  readonly part: string;
  readonly low: number;
  readonly high: number;
}

function rangeOf(text: string): Range {
  const at = text.lastIndexOf("=");
  const numbers = text.slice(at + 1).split(",");
  const [low, high] = numbers.map((each) => (each.trim() === "" ? NaN : Number(each)));
  if (numbers.length !== 2 || !(low < high) || high - low === Infinity)
    throw new ValueError("--range", "two growing numbers, such as 0,1 or acasxu=-0.5,0.5", text);
  return { part: text.slice(0, Math.max(at, 0)), low, high };
}

/**
 * The inputs of each file, by what the user says: a file `name.npy` beside `name.onnx`, of which half is kept apart; the images of
 * MNIST for 784 inputs; or numbers drawn evenly from a range.
 *
 * @throws ValueError when a range is none
 */
export async function inputsBy(
  ranges: readonly string[],
  mnistFolder: string | undefined,
): Promise<InputsOf> {
  const known = ranges.map(rangeOf);
  const images = mnistFolder === undefined ? undefined : await mnist({ folder: mnistFolder, dtype: "f32" });
  return async (path, width) => {
    const given = path.replace(/\.onnx$/i, ".npy");
    if (existsSync(given))
      return halved(flattenRows(readNpy(await readFile(given), { dtype: "f32" })), given);
    if (images !== undefined && width === MNIST_WIDTH)
      return {
        calibration: first(images.train.inputs),
        unseen: first(images.test.inputs),
        source: "images of MNIST",
      };
    const range = known.find(({ part }) => path.includes(part));
    if (range === undefined) return undefined;
    const { low, high } = range;
    const drawn = (seed: number): Tensor =>
      astype(randomUniform([SAMPLES, width], low, high, seededRandom(seed)), "f32");
    return { calibration: drawn(1), unseen: drawn(2), source: `${low} to ${high}` };
  };
}

const rowsOf = (X: Tensor, from: number, to: number): Tensor =>
  takeRows(
    X,
    Array.from({ length: to - from }, (_, n) => from + n),
  );

const first = (X: Tensor): Tensor => rowsOf(X, 0, Math.min(SAMPLES, X.shape[0]));

function halved(X: Tensor, path: string): Inputs {
  const N = X.shape[0];
  if (N < 2) throw new ValueError(path, "at least 2 samples", String(N));
  const half = Math.ceil(N / 2);
  return { calibration: rowsOf(X, 0, half), unseen: rowsOf(X, half, N), source: "given" };
}
