import { FormatError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { LayerStatistics, Moments, SampleRange } from "@espalier/scores";
import { ValueError } from "@espalier/tensor";
import { crc32 } from "@espalier/files/zip";
import { checkSum } from "./header.ts";
import type { StatisticsHeader } from "./header.ts";

// The block of a part in a layer; `header.ts` shows the whole file.

/** The bytes of a block, with its check sum. */
export const blockBytes = ([I, J]: readonly [number, number]): number => 8 * (I + 2 * I * J + 1 + 2 * J + 1);

/** Where the block of a part in a layer begins: the first block is at `start`. */
export function blockStart(
  { layers, parts }: StatisticsHeader,
  start: number,
  k: number,
  part: number,
): number {
  const before = layers.slice(0, k).reduce((sum, sizes) => sum + parts.length * blockBytes(sizes), 0);
  return start + before + part * blockBytes(layers[k]);
}

export function blockToBytes({ weighted, unweighted, tied }: LayerStatistics): Uint8Array<ArrayBuffer> {
  if (tied !== undefined)
    throw new ValueError(
      "statistics file",
      "statistics of matrices that are used once",
      "one that several layers use",
    );
  const arrays = [weighted, unweighted].flatMap(({ totalEnergy, mean, scatter }) => [
    totalEnergy.data,
    mean.data,
    scatter.data,
  ]);
  const numbers = arrays.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(8 * numbers + 8);
  const view = new DataView(bytes.buffer);
  let next = 0;
  for (const data of arrays)
    for (let at = 0; at < data.length; at++, next += 8) view.setFloat64(next, data[at], true);
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
  const size = blockBytes([I, J]);
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
  return { samples: to - from, weighted: moments("weighted", I), unweighted: moments("unweighted", 1) };
}
