import type { WeightedSums } from "../../kernels.ts";
import { SUMMED, weightedSums as reference } from "../../reference/weighted-sums.ts";
import { columnListsOn, columnsOf } from "./column-lists.ts";
import { elements } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { areFiniteOn } from "../functions/finite.ts";
import { nonzeroMomentsName } from "../lists/nonzero-moments.ts";
import { partAt, parts } from "../engine/ranges.ts";
import type { Range } from "../engine/ranges.ts";
import { scratchIn } from "../engine/scratch.ts";
import { GROUP, placeWeights, STEP } from "./weights.ts";
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
  const { lists, ends, prepare, write } = columnListsOn(routines, memory);
  const areFinite = areFiniteOn(routines, memory);
  return (sums) => {
    const { N, I, J, X, shift, equal } = sums;
    const element = elements.find(({ isOf }) => isOf(X));
    const sum = elements.find(({ dtype }) => dtype === sums.precision);
    if (N * (I + 1) * J < smallest || element === undefined || sum === undefined || element.bytes > sum.bytes)
      return reference(sums);
    for (const total of [sums.first, sums.second, equal.first, equal.second]) total.fill(0);
    const allColumns = columnsOf(shift, J, element);
    const keep = !areFinite(sums.G);
    const place = sum.view(memory, scratch.panels.byteOffset, scratch.panels.length);
    const summed = sum === double ? LONGEST.samples : SUMMED;
    for (const neurons of I === 0 ? [NONE] : parts(I, LONGEST.neurons))
      for (const samples of blocksOf(N, sum === double ? GROUP : SUMMED)) {
        const panels = placeWeights(sums, samples, neurons, sum, place).map((panel, at): PanelOfSums => ({
          ...panel,
          equal: neurons.from === 0 && at === 0,
        }));
        for (const columns of allColumns) {
          const listed = prepare(sums, samples, columns, element, sum);
          const targets = targetsOf(panels, columns, C);
          const kind = { listed: listed.element, sum };
          const run = targets.map(({ panel }) => routines[nonzeroMomentsName({ ...panel, ...kind })]);
          for (const target of targets) begin(sums, target, columns, samples.from === 0);
          for (let from = 0; from < samples.size; from += summed) {
            write(listed, partAt(from, samples.size, summed), keep);
            for (const [at, { panel, C: to, row }] of targets.entries())
              run[at](
                lists,
                ends,
                panel.address + from * STEP,
                to.byteOffset,
                row * double.bytes,
                columns.size,
              );
          }
          for (const target of targets) copySums(sums, target, columns, true);
        }
      }
  };
}

/** The neurons of a matrix without columns. */
const NONE: Range = { from: 0, size: 0 };

/** Weights of some neurons; with the first ones, the equal weights are summed too. */
interface PanelOfSums extends Panel {
  readonly equal: boolean;
}

/** Blocks of samples that are whole groups, and then the samples that remain. */
function blocksOf(N: number, group: number): readonly Range[] {
  const blocks: Range[] = [];
  const rest = N % group;
  for (let from = 0; from < N - rest; from += LONGEST.samples)
    blocks.push(partAt(from, N - rest, LONGEST.samples));
  return rest === 0 ? blocks : [...blocks, { from: N - rest, size: rest }];
}

/** Where the sums of a panel and some columns are, [j, (first i, second i, both of equal weights twice)]. */
interface Target {
  readonly panel: PanelOfSums;
  readonly C: Float64Array;
  /** The entries of a row. */
  readonly row: number;
}

function targetsOf(panels: readonly PanelOfSums[], { size }: Range, C: Float64Array): readonly Target[] {
  let from = 0;
  return panels.map((panel) => {
    const row = 2 * panel.width + (panel.equal ? 2 * panel.lanes : 0);
    const start = from;
    from += size * row;
    return { panel, row, C: C.subarray(start, from) };
  });
}

/** The sums so far, of no samples or as they are in the results. */
function begin(sums: WeightedSums, target: Target, columns: Range, isFirst: boolean): void {
  if (isFirst) target.C.fill(0);
  else copySums(sums, target, columns, false);
}

/** Copies the sums of some columns to the results, or from them. */
function copySums(
  { first, second, equal, J }: WeightedSums,
  { panel: { from, size, width, lanes, equal: both }, C, row }: Target,
  columns: Range,
  isDone: boolean,
): void {
  const copy = (results: Float64Array, at: number, c: number): void => {
    if (isDone) results[at] = C[c];
    else C[c] = results[at];
  };
  for (let i = 0; i < size; i++) {
    const to = (from + i) * J + columns.from;
    for (let j = 0; j < columns.size; j++) {
      copy(first, to + j, j * row + i);
      copy(second, to + j, j * row + width + i);
    }
  }
  if (!both) return;
  for (let j = 0; j < columns.size; j++) {
    copy(equal.first, columns.from + j, j * row + 2 * width);
    copy(equal.second, columns.from + j, j * row + 2 * width + lanes);
  }
}
