import type { SampleRange } from "@espalier/network";
import { FormatError, sizeOf, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { LayerStatistics, Moments } from "@espalier/scores";
import { tiedShapes } from "@espalier/scores/internal";
import { crc32 } from "@espalier/files/zip";
import { checkSum } from "./header.ts";
import type { StatisticsHeader } from "./header.ts";

// The block of a part in a layer; `header.ts` shows the whole file.

/** The parts of a header that say how large a block is. */
type Sizes = Pick<StatisticsHeader, "layers" | "ties">;

/** Of the matrix of layer k, if it has several uses: which are transposed, and the shapes of their moments. */
function tieOf({ layers, ties = [] }: Sizes, k: number) {
  const uses = ties.find(({ layer }) => layer === k)?.uses;
  const [I, J] = layers[k];
  return uses && { uses, shapes: tiedShapes(I, J, uses.length, uses.includes(true)) };
}

const namesOfTied = ["centre", "energy", "pull", "square"] as const;

/** The bytes of a block of layer k, with its check sum. */
export function blockBytes(sizes: Sizes, k: number): number {
  const [I, J] = sizes.layers[k];
  const tie = tieOf(sizes, k);
  const tied = tie === undefined ? 0 : namesOfTied.reduce((sum, name) => sum + sizeOf(tie.shapes[name]), 0);
  return 8 * (I + 2 * I * J + 1 + 2 * J + tied + 1);
}

/** Where the block of a part in a layer begins: the first block is at `start`. */
export function blockStart(header: StatisticsHeader, start: number, k: number, part: number): number {
  let before = start;
  for (let layer = 0; layer < k; layer++) before += header.parts.length * blockBytes(header, layer);
  return before + part * blockBytes(header, k);
}

/** @throws ValueError when a number is not finite: no reader accepts one */
export function blockToBytes(
  who: string,
  { weighted, unweighted, tied }: LayerStatistics,
): Uint8Array<ArrayBuffer> {
  const arrays = [weighted, unweighted].flatMap(({ totalEnergy, mean, scatter }) => [
    totalEnergy.data,
    mean.data,
    scatter.data,
  ]);
  if (tied !== undefined) arrays.push(...namesOfTied.map((name) => tied[name].data));
  const numbers = arrays.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(8 * numbers + 8);
  const view = new DataView(bytes.buffer);
  let next = 0;
  for (const data of arrays)
    for (let at = 0; at < data.length; at++, next += 8) {
      if (!Number.isFinite(data[at]))
        throw new ValueError(
          who,
          "finite moments, as samples and weights have whose squares are finite",
          String(data[at]),
        );
      view.setFloat64(next, data[at], true);
    }
  view.setFloat64(next, crc32(bytes.subarray(0, next)), true);
  return bytes;
}

/** @throws FormatError naming the byte in the file, and the field */
export function blockFromBytes(
  bytes: Uint8Array,
  header: StatisticsHeader,
  { k, part, start }: { readonly k: number; readonly part: number; readonly start: number },
): LayerStatistics {
  const [I, J] = header.layers[k];
  const { from, to }: SampleRange = header.parts[part];
  const field = `layers[${k}].parts[${part}]`;
  const size = blockBytes(header, k);
  if (bytes.length !== size)
    throw new FormatError(`byte ${start}, ${field}`, `${size} bytes`, `${bytes.length}`);
  checkSum(`byte ${start + size - 8}, ${field}.check`, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next = 0;
  const read = (name: string, shape: readonly number[], least: number, expected: string): Tensor => {
    const data = new Float64Array(shape.reduce((product, each) => product * each, 1));
    for (let at = 0; at < data.length; at++, next += 8) {
      const value = view.getFloat64(next, true);
      if (!(value >= least && value < Infinity && value > -Infinity))
        throw new FormatError(`byte ${start + next}, ${field}.${name}`, expected, String(value));
      data[at] = value;
    }
    return { shape, data };
  };
  // Fields are read in the order they are written down here.
  const moments = (name: string, rows: number): Moments => ({
    totalEnergy: read(`${name}.totalEnergy`, [rows], 0, "a finite number ≥ 0"),
    mean: read(`${name}.mean`, [rows, J], -Infinity, "a finite number"),
    scatter: read(`${name}.scatter`, [rows, J], 0, "a finite number ≥ 0"),
  });
  const own = { samples: to - from, weighted: moments("weighted", I), unweighted: moments("unweighted", 1) };
  const tie = tieOf(header, k);
  if (tie === undefined) return own;
  const { uses, shapes } = tie;
  const number = (name: keyof typeof shapes): Tensor =>
    name === "square"
      ? read(`tied.${name}`, shapes[name], 0, "a finite number ≥ 0")
      : read(`tied.${name}`, shapes[name], -Infinity, "a finite number");
  const [centre, energy, pull, square] = namesOfTied.map(number);
  const transposed = uses.includes(true) ? { transposed: uses } : {};
  return { ...own, tied: { ...transposed, samples: own.samples, centre, energy, pull, square } };
}
