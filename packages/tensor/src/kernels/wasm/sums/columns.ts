import type { WeightedSums } from "../../kernels.ts";
import { copyRows } from "../engine/copy-rows.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { columnNonzerosName, listSize } from "../lists/nonzeros.ts";
import type { Range } from "../engine/ranges.ts";
import { scratchIn } from "../engine/scratch.ts";
import { centredName } from "./statistics.ts";
import { GROUP, STEP } from "./weights.ts";

const [, double] = elements;

/** Columns that are summed together, with a list for each. */
export const COLUMNS = 32;

/** Columns that are summed in one way. */
export interface Columns extends Range {
  /** Whether their shift is 0, as that of columns that are mostly 0: lists of their nonzero entries leave the others out. */
  readonly areCentred: boolean;
}

/** Columns from left to right, in whole vectors up to the last columns. */
export function columnsOf(shift: Float64Array, J: number, { lanes }: Element): readonly Columns[] {
  const runs: Columns[] = [];
  for (let from = 0; from < J; from += lanes) {
    const size = Math.min(lanes, J - from);
    const areCentred = shift.subarray(from, from + size).every((c) => c === 0);
    const last = runs.at(-1);
    if (last?.areCentred === areCentred && last.size + size <= COLUMNS)
      runs[runs.length - 1] = { ...last, size: last.size + size };
    else runs.push({ from, size, areCentred });
  }
  return runs;
}

/** Columns of X − c for some samples, in the memory of the routines. */
export interface Placed {
  /** Of the first sample. */
  readonly address: number;
  /** Bytes from sample to sample. */
  readonly row: number;
}

interface ColumnReader {
  /** Where the lists are, and their ends. */
  readonly lists: number;
  readonly ends: number;
  /** X − c in the precision of the sums, in whole groups of samples; X itself if c is 0. */
  readonly place: (
    sums: WeightedSums,
    samples: Range,
    columns: Columns,
    element: Element,
    sum: Element,
  ) => Placed;
  /** Writes a list for each column of X, of its nonzero entries in some samples from an address on, or of all entries (`keep`). */
  readonly list: (
    element: Element,
    address: number,
    row: number,
    samples: number,
    columns: number,
    keep: boolean,
  ) => void;
}

export function columnsOn(routines: Routines, memory: Memory): ColumnReader {
  const { A, B } = scratchIn(memory, double);
  const lists = B.byteOffset;
  const ends = lists + COLUMNS * listSize(double);
  const shiftAt = ends + 4 * COLUMNS;

  return {
    lists,
    ends,
    place({ X, shift, J }, samples, { from, size, areCentred }, element, sum) {
      const rows = wholeGroups(samples.size);
      const width = Math.ceil(size / element.lanes) * element.lanes;
      const start = samples.from * J + from;
      let [address, row] = [X.byteOffset + start * element.bytes, J * element.bytes];
      if (X.buffer !== memory || rows > samples.size) {
        const to = element.view(memory, A.byteOffset, rows * width).fill(0);
        copyRows({ from: X, start, step: J, to, toStep: width, rows: samples.size, width: size });
        [address, row] = [to.byteOffset, width * element.bytes];
      }
      if (areCentred) return { address, row };
      const to = sum.view(memory, A.byteOffset + A.byteLength / 2, rows * width);
      sum.view(memory, shiftAt, COLUMNS).set(shift.subarray(from, from + size));
      const vectors = width / sum.lanes;
      routines[centredName(element, sum)](address, row, shiftAt, to.byteOffset, samples.size, vectors);
      to.fill(0, samples.size * width);
      return { address: to.byteOffset, row: width * sum.bytes };
    },
    list(element, address, row, samples, columns, keep) {
      const squares = wholeGroups(samples) / element.lanes;
      const vectors = Math.ceil(columns / element.lanes);
      routines[columnNonzerosName(element)](address, row, STEP, lists, ends, vectors, squares, keep ? -1 : 0);
    },
  };
}

export const wholeGroups = (samples: number): number => Math.ceil(samples / GROUP) * GROUP;
