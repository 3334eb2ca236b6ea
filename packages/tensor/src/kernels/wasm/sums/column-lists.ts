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

/** Lists that are written at a time. */
const LISTS = 32;

/** Columns whose lists are written together. */
export interface Columns extends Range {
  /** Whether their shift is 0, so that X itself is listed. */
  readonly areCentred: boolean;
}

/** Columns from left to right, in whole vectors up to the last columns. */
export function columnsOf(shift: Float64Array, J: number, { lanes }: Element): readonly Columns[] {
  const runs: Columns[] = [];
  for (let from = 0; from < J; from += lanes) {
    const size = Math.min(lanes, J - from);
    const areCentred = shift.subarray(from, from + size).every((c) => c === 0);
    const last = runs.at(-1);
    if (last?.areCentred === areCentred && last.size + size <= LISTS)
      runs[runs.length - 1] = { ...last, size: last.size + size };
    else runs.push({ from, size, areCentred });
  }
  return runs;
}

/** Columns of X − c for some samples, as lists are made from them. */
export interface Listed {
  /** Of the first sample. */
  readonly address: number;
  /** Bytes from sample to sample. */
  readonly row: number;
  /** Of the numbers. */
  readonly element: Element;
  readonly size: number;
}

interface Lister {
  /** Where the lists are, and their ends. */
  readonly lists: number;
  readonly ends: number;
  /** X − c in the precision of the sums; X itself if c is 0. */
  readonly prepare: (
    sums: WeightedSums,
    samples: Range,
    columns: Columns,
    element: Element,
    sum: Element,
  ) => Listed;
  /** Writes a list for each column, of its nonzero entries in some of the prepared samples, or of all entries (`keep`). */
  readonly write: (listed: Listed, samples: Range, keep: boolean) => void;
}

export function columnListsOn(routines: Routines, memory: Memory): Lister {
  const { A, B } = scratchIn(memory, double);
  const lists = B.byteOffset;
  const ends = lists + LISTS * listSize(double);
  const shiftAt = ends + 4 * LISTS;

  return {
    lists,
    ends,
    prepare({ X, shift, J }, samples, { from, size, areCentred }, element, sum) {
      const rows = wholeGroups(samples.size);
      const width = Math.ceil(size / element.lanes) * element.lanes;
      const start = samples.from * J + from;
      let [address, row] = [X.byteOffset + start * element.bytes, J * element.bytes];
      if (X.buffer !== memory || rows > samples.size) {
        const to = element.view(memory, A.byteOffset, rows * width);
        to.fill(0);
        copyRows({ from: X, start, step: J, to, toStep: width, rows: samples.size, width: size });
        [address, row] = [to.byteOffset, width * element.bytes];
      }
      if (areCentred) return { address, row, element, size };
      const to = sum.view(memory, A.byteOffset + A.byteLength / 2, rows * width);
      sum.view(memory, shiftAt, LISTS).set(shift.subarray(from, from + size));
      const vectors = width / sum.lanes;
      routines[centredName(element, sum)](address, row, shiftAt, to.byteOffset, samples.size, vectors);
      to.fill(0, samples.size * width);
      return { address: to.byteOffset, row: width * sum.bytes, element: sum, size };
    },
    write({ address, row, element, size }, { from, size: samples }, keep) {
      const groups = wholeGroups(samples) / element.lanes;
      const vectors = Math.ceil(size / element.lanes);
      const start = address + from * row;
      routines[columnNonzerosName(element)](start, row, STEP, lists, ends, vectors, groups, keep ? -1 : 0);
    },
  };
}

const wholeGroups = (samples: number): number => Math.ceil(samples / GROUP) * GROUP;
