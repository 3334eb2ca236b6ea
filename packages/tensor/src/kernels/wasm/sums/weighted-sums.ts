import type { Data } from "../../../tensor.ts";
import type { WeightedSums } from "../../kernels.ts";
import { SUMMED, weightedSums as reference } from "../../reference/weighted-sums.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { areFiniteOn } from "../functions/finite.ts";
import { partAt, parts } from "../engine/ranges.ts";
import type { Range } from "../engine/ranges.ts";
import { scratchIn } from "../engine/scratch.ts";
import { COLUMNS, columnsOf, columnsOn, wholeGroups } from "./columns.ts";
import { denseMomentsName, PAIR, nonzeroMomentsName } from "./moments.ts";
import { GROUP, placeWeights, STEP } from "./weights.ts";
import type { Panel } from "./weights.ts";

/**
 * The sizes of blocks: at most the nearest caches of a core, and at most the scratch. `dense` and `listed` are samples of a column that are summed at a time
 * in double precision.
 */
const LONGEST = { samples: 1024, neurons: 128, dense: 256, listed: 1024 };

const [, double] = elements;

/** Of an entry of C. */
const BYTES = double.bytes;

type Routine = Routines[string];

/** Below this number of terms, the work around the routines costs more than they gain. */
const SMALLEST = 1024;

/**
 * The weighted sums on an engine, by columns of X − c. Those with a shift of 0 go through lists of their nonzero entries, in which zeros cost no work.
 */
export function weightedSumsOn(
  routines: Routines,
  memory: Memory,
  smallest: number = SMALLEST,
): (sums: WeightedSums) => void {
  const scratch = scratchIn(memory, double);
  const { C } = scratch;
  const { lists, ends, place, list } = columnsOn(routines, memory);
  const areFinite = areFiniteOn(routines, memory);
  return (sums) => {
    const { N, I, J, X, shift } = sums;
    const element = elements.find(({ isOf }) => isOf(X));
    const sum = elements.find(({ dtype }) => dtype === sums.precision);
    if (N * (I + 1) * J < smallest || element === undefined || sum === undefined || element.bytes > sum.bytes)
      return reference(sums);
    const allColumns = columnsOf(shift, J, element);
    const keep = !areFinite(sums.G);
    const panels = sum.view(memory, scratch.panels.byteOffset, scratch.panels.length);
    for (const neurons of I === 0 ? [NONE] : parts(I, LONGEST.neurons))
      for (const samples of blocksOf(N, sum === double ? GROUP : SUMMED)) {
        const placedWeights = placeWeights(routines, sums, samples, neurons, sum, panels);
        const targets = targetsOf(placedWeights, neurons.from === 0);
        const routineFor = (nameOf: typeof denseMomentsName, of: Element): Routine[] =>
          targets.map(({ vectors, equal }) => routines[nameOf({ of, sum, vectors, equal })]);
        const [dense, listed] = [routineFor(denseMomentsName, sum), routineFor(nonzeroMomentsName, element)];
        const last = targets[targets.length - 1];
        for (const columns of allColumns) {
          const { size, areCentred } = columns;
          const x = place(sums, samples, columns, element, sum);
          if (samples.from === 0) C.fill(0, 0, last.start + size * last.row);
          else for (const target of targets) begin(sums, C, target, columns);
          const longest = sum === double ? LONGEST[areCentred ? "listed" : "dense"] : SUMMED;
          for (let from = 0; from < samples.size; from += longest) {
            const rows = Math.min(longest, samples.size - from);
            const here = x.address + from * x.row;
            if (areCentred) list(element, here, x.row, rows, size, keep);
            for (let at = 0; at < targets.length; at++) {
              const { address, start, row } = targets[at];
              const weights = address + from * STEP;
              const to = C.byteOffset + start * BYTES;
              const toRow = row * BYTES;
              if (areCentred) listed[at](lists, ends, weights, to, toRow, size);
              else dense[at](here, x.row, weights, to, toRow, wholeGroups(rows) / PAIR, size);
            }
          }
          for (const target of targets) end(sums, C, target, columns);
        }
      }
  };
}

/** The neurons of a matrix without columns. */
const NONE: Range = { from: 0, size: 0 };

/** Blocks of samples that are whole groups, and then the samples that remain. */
function blocksOf(N: number, group: number): readonly Range[] {
  const blocks: Range[] = [];
  const rest = N % group;
  for (let from = 0; from < N - rest; from += LONGEST.samples)
    blocks.push(partAt(from, N - rest, LONGEST.samples));
  return rest === 0 ? blocks : [...blocks, { from: N - rest, size: rest }];
}

/** A panel, and where its sums of some columns are in C, [j, (first i, second i, both of equal weights in all lanes)]. */
interface Target extends Panel {
  /** Whether the equal weights are summed too, as they are once. */
  readonly equal: boolean;
  readonly start: number;
  /** The entries of a row. */
  readonly row: number;
}

function targetsOf(panels: readonly Panel[], isFirst: boolean): readonly Target[] {
  let next = 0;
  return panels.map((panel, at) => {
    const equal = isFirst && at === 0;
    const row = 2 * panel.width + (equal ? 2 * panel.lanes : 0);
    const start = next;
    next += COLUMNS * row;
    return { ...panel, equal, start, row };
  });
}

/** Copies the sums so far of some columns to C. */
function begin({ first, second, equal, J }: WeightedSums, C: Data, target: Target, columns: Range): void {
  const { start, row, width, lanes } = target;
  for (let i = 0; i < target.size; i++) {
    const from = (target.from + i) * J + columns.from;
    for (let j = 0, at = start + i; j < columns.size; j++, at += row) {
      C[at] = first[from + j];
      C[at + width] = second[from + j];
    }
  }
  if (!target.equal) return;
  for (let j = 0, at = start + 2 * width; j < columns.size; j++, at += row) {
    C[at] = equal.first[columns.from + j];
    C[at + lanes] = equal.second[columns.from + j];
  }
}

/** Copies the sums of some columns from C to the results. */
function end({ first, second, equal, J }: WeightedSums, C: Data, target: Target, columns: Range): void {
  const { start, row, width, lanes } = target;
  for (let i = 0; i < target.size; i++) {
    const to = (target.from + i) * J + columns.from;
    for (let j = 0, at = start + i; j < columns.size; j++, at += row) {
      first[to + j] = C[at];
      second[to + j] = C[at + width];
    }
  }
  if (!target.equal) return;
  for (let j = 0, at = start + 2 * width; j < columns.size; j++, at += row) {
    equal.first[columns.from + j] = C[at];
    equal.second[columns.from + j] = C[at + lanes];
  }
}
