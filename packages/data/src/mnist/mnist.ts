import { readFile } from "node:fs/promises";
import { sameShape, ShapeError, showShape, ValueError, zeros } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import type { DataSet, Samples } from "../dataset.ts";
import { archives } from "./archives.ts";
import { isFolder, locate, readIdx, spellings } from "./files.ts";

export interface MnistOptions {
  readonly folder: string;
  readonly dtype: DType;
}

/** Pixels a side. */
const SIDE = 28;

/**
 * The MNIST handwritten digits, 60000 to train on and 10000 to test with, in the order of the files.
 * Inputs [N, 784] are the pixels row by row, 0 for paper and 1 for ink; targets [N] are the digits 0 to 9.
 *
 * @throws ValueError when the folder lacks a file, or a label is not a digit
 * @throws ShapeError when images are not 28 × 28, or not as many as labels
 * @throws FormatError when a file is not IDX
 * @see LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition"
 */
export async function mnist({ folder, dtype }: MnistOptions): Promise<DataSet> {
  const [trainImages, trainLabels, testImages, testLabels] = await locateAll(folder);
  return {
    name: "MNIST",
    train: await readSamples(trainImages, trainLabels, dtype),
    test: await readSamples(testImages, testLabels, dtype),
  };
}

async function locateAll(folder: string): Promise<readonly string[]> {
  const names = archives.map(({ name }) => name);
  const paths = await Promise.all(names.map((name) => locate(folder, name)));
  const found = paths.filter((path) => path !== undefined);
  if (found.length === names.length) return found;
  const missing = names.filter((_, index) => paths[index] === undefined);
  throw new ValueError(
    "mnist",
    `in ${folder} one of ${missing.map((name) => spellings(name).join(", ")).join("; one of ")}` +
      " (`npm start -- fetch mnist` gets them)",
    (await isFolder(folder)) ? "a folder with none of them" : "no such folder",
  );
}

async function readSamples(imagePath: string, labelPath: string, dtype: DType): Promise<Samples> {
  const images = readIdx(await readFile(imagePath), imagePath);
  const [N, ...sides] = images.shape;
  if (!sameShape(sides, [SIDE, SIDE]))
    throw new ShapeError(imagePath, `images [N, ${SIDE}, ${SIDE}]`, showShape(images.shape));
  const labels = readIdx(await readFile(labelPath), labelPath);
  if (!sameShape(labels.shape, [N]))
    throw new ShapeError(labelPath, `labels [${N}], one an image`, showShape(labels.shape));
  const odd = labels.data.findIndex((label) => label > 9);
  if (odd >= 0) throw new ValueError(labelPath, "labels in 0..9", `${labels.data[odd]} at index ${odd}`);
  return {
    inputs: scaled(images.data, 255, [N, SIDE * SIDE], dtype),
    targets: scaled(labels.data, 1, [N], dtype),
  };
}

/** Bytes as fractions of `whole`. */
function scaled(bytes: Uint8Array, whole: number, shape: readonly number[], dtype: DType): Tensor {
  const result = zeros(shape, dtype);
  for (let at = 0; at < bytes.length; at++) result.data[at] = bytes[at] / whole;
  return result;
}
