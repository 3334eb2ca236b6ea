import type { WeightedSums } from "../../kernels.ts";
import { weightedSums as reference } from "../../reference/weighted-sums.ts";
import { columnListsOn, columnsOf } from "./column-lists.ts";
import { elements } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { areFiniteOn } from "../functions/finite.ts";
import { nonzeroMomentsName } from "../lists/nonzero-moments.ts";
import { parts } from "../engine/ranges.ts";
import type { Range } from "../engine/ranges.ts";
import { scratchIn } from "../engine/scratch.ts";
import { GROUP, placeWeights } from "./weights.ts";
import type { Panel } from "./weights.ts";

/** The sizes of blocks: at most the nearest caches of a core, and at most the scratch. */
const LONGEST = { samples: 1024, neurons: 128 };

const [, double] = elements;

/** Below this number of terms, the lists cost more than they gain. */
const SMALLEST = 1024;

/**
 * The weighted sums on an engine, from a list of the nonzero entries of each column of X − c. The zeros of X − c cost no work.
 */
export function weightedSumsOn(
  routines: Routines,
  memory: Memory,
  smallest: number = SMALLEST,
): (sums: WeightedSums) => void {
  const scratch = scratchIn(memory, double);
  const C = scratch.C as Float64Array; // of the element double
  const listColumns = columnListsOn(routines, memory);
  const areFinite = areFiniteOn(routines, memory);
  return (sums) => {
    const { N, I, J, X, shift, first, second } = sums;
    const element = elements.find(({ isOf }) => isOf(X));
    if (N * I * J < smallest || element === undefined) return reference(sums);
    first.fill(0);
    second.fill(0);
    const allColumns = columnsOf(shift, J, element);
    const keep = !areFinite(sums.G);
    for (const neurons of parts(I, LONGEST.neurons))
      for (const samples of groupsOf(N)) {
        const panels = placeWeights(sums, samples, neurons, scratch);
        for (const columns of allColumns) {
          const { lists, ends, element: listed } = listColumns(sums, samples, columns, element, keep);
          for (const panel of panels) {
            const { width, address } = panel;
            if (samples.from === 0) C.fill(0, 0, 2 * width * columns.size);
            else exchange(sums, C, columns, panel, false);
            const routine = routines[nonzeroMomentsName(listed, width / double.lanes)];
            routine(lists, ends, address, C.byteOffset, 2 * width * double.bytes, columns.size);
            exchange(sums, C, columns, panel, true);
          }
        }
      }
  };
}

/** Blocks of samples that are whole groups, and then the samples that remain. */
function groupsOf(N: number): readonly Range[] {
  const blocks: Range[] = [];
  const rest = N % GROUP;
  for (let from = 0; from < N - rest; from += LONGEST.samples)
    blocks.push({ from, size: Math.min(LONGEST.samples, N - rest - from) });
  return rest === 0 ? blocks : [...blocks, { from: N - rest, size: rest }];
}

/** Copies between C [j, both sums, i] and the sums [i, j]. */
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
