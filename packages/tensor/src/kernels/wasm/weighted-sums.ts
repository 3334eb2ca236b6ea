import type { Data } from "../../tensor.ts";
import type { WeightedSums } from "../kernels.ts";
import { weightedSums as reference } from "../reference/weighted-sums.ts";
import { copyRows } from "./copy-rows.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import type { Memory, Routines } from "./engine.ts";
import { listSumsName } from "./list-sums.ts";
import { columnListsName, ENTRY, GROUP } from "./lists.ts";
import { parts } from "./ranges.ts";
import type { Range } from "./ranges.ts";
import { scratchIn } from "./scratch.ts";
import type { Scratch } from "./scratch.ts";

/** So many neurons are summed at a time: two accumulators each, eight vectors in all, and one each for the last two. */
export const NEURONS: readonly number[] = [8, 2];

/** The sizes of blocks: what a core's nearest caches hold, and not more than the scratch. */
const LONGEST = { samples: 1024, neurons: 256, columns: 64 };

const [, double] = elements;

/** Below so many terms, the lists cost more than they gain. */
const SMALLEST = 1024;

/**
 * The sums of an engine, from a list for each column of what is not zero in X − c: where most of X is, so is most of the
 * work left out.
 */
export function weightedSumsOn(
  routines: Routines,
  memory: Memory,
  smallest: number = SMALLEST,
): (sums: WeightedSums) => void {
  const scratch = scratchIn(memory, double);
  return (sums) => {
    const { N, I, J, X, first, second } = sums;
    const element = elements.find(({ isOf }) => isOf(X));
    if (N * I * J < smallest || element === undefined) return reference(sums);
    const bench = { routines, memory, scratch, element };
    first.fill(0);
    second.fill(0);
    for (const neurons of parts(I, LONGEST.neurons))
      for (const samples of parts(N, LONGEST.samples)) {
        const panels = placeWeights(sums, samples, neurons, scratch);
        for (const columns of parts(J, LONGEST.columns)) sumColumns(sums, samples, columns, panels, bench);
      }
  };
}

interface Bench {
  readonly routines: Routines;
  readonly memory: Memory;
  readonly scratch: Scratch;
  readonly element: Element;
}

/** Weights of some neurons, one sample after the other. */
interface Panel extends Range {
  readonly width: number;
  readonly address: number;
}

interface Panels {
  readonly panels: readonly Panel[];
  readonly areFinite: boolean;
}

function placeWeights(
  { G, I }: WeightedSums,
  samples: Range,
  neurons: Range,
  { panels: { byteOffset }, panels: place }: Scratch,
): Panels {
  const panels: Panel[] = [];
  let [to, areFinite] = [0, true];
  for (let from = 0; from < neurons.size;) {
    const rest = neurons.size - from;
    const width = NEURONS.find((several) => several <= rest) ?? NEURONS[NEURONS.length - 1];
    const size = Math.min(width, rest);
    panels.push({ from: neurons.from + from, size, width, address: byteOffset + to * double.bytes });
    for (let n = samples.from; n < samples.from + samples.size; n++, to += width) {
      const start = n * I + neurons.from + from;
      for (let i = 0; i < size; i++) {
        const g = G[start + i];
        place[to + i] = g;
        areFinite &&= Number.isFinite(g);
      }
    }
    from += size;
  }
  return { panels, areFinite };
}

function sumColumns(
  sums: WeightedSums,
  samples: Range,
  columns: Range,
  { panels, areFinite }: Panels,
  { routines, memory, scratch, element }: Bench,
): void {
  const { X, J } = sums;
  const groups = Math.ceil(columns.size / GROUP);
  const size = (samples.size + 1) * ENTRY;
  const lists = scratch.B.byteOffset;
  const ends = new Int32Array(memory, scratch.C.byteOffset, groups * GROUP);
  for (let j = 0; j < ends.length; j++) ends[j] = lists + j * size;
  const shift = new Float64Array(memory, ends.byteOffset + LONGEST.columns * 8, ends.length);
  shift.set(sums.shift.subarray(columns.from, columns.from + columns.size));
  const C = new Float64Array(memory, shift.byteOffset + LONGEST.columns * 8, 2 * NEURONS[0] * columns.size);

  const { address, row } = placeSamples(X, J, samples, columns, { memory, scratch, element });
  const keep = areFinite ? 0 : -1;
  routines[columnListsName(element)](
    address,
    row,
    shift.byteOffset,
    ends.byteOffset,
    samples.size,
    groups,
    keep,
  );
  for (const panel of panels) {
    const { width } = panel;
    const isFirst = samples.from === 0;
    if (isFirst) C.fill(0);
    else exchange(sums, C, columns, panel, false);
    routines[listSumsName(double, width / double.lanes, true)](
      lists,
      size,
      ends.byteOffset,
      panel.address,
      C.byteOffset,
      2 * width * double.bytes,
      columns.size,
    );
    exchange(sums, C, columns, panel, true);
  }
}

/** Samples where they are, or copied. */
function placeSamples(
  X: Data,
  J: number,
  samples: Range,
  columns: Range,
  { memory, scratch, element }: Omit<Bench, "routines">,
): { readonly address: number; readonly row: number } {
  const { bytes } = element;
  const start = samples.from * J + columns.from;
  if (X.buffer === memory) return { address: X.byteOffset + start * bytes, row: J * bytes };
  const to = element.view(memory, scratch.A.byteOffset, samples.size * columns.size);
  const [rows, width] = [samples.size, columns.size];
  copyRows({ from: X, start, step: J, to, toStep: width, rows, width });
  return { address: to.byteOffset, row: width * bytes };
}

/** Between C [j, both sums, i] and the sums [i, j]. */
function exchange(
  { first, second, J }: WeightedSums,
  C: Float64Array,
  columns: Range,
  { from, size, width }: Panel,
  isDone: boolean,
): void {
  for (let i = 0; i < size; i++) {
    const to = (from + i) * J + columns.from;
    for (let j = 0; j < columns.size; j++) {
      const at = 2 * j * width + i;
      if (isDone) {
        first[to + j] = C[at];
        second[to + j] = C[at + width];
      } else {
        C[at] = first[to + j];
        C[at + width] = second[to + j];
      }
    }
  }
}
