import type { Data } from "../../../tensor.ts";
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
  const { C } = scratch;
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
        const panels = placeWeights(routines, sums, samples, neurons, sum, place).map(
          (panel, at): PanelOfSums => ({
            ...panel,
            equal: neurons.from === 0 && at === 0,
          }),
        );
        for (const columns of allColumns) {
          const listed = prepare(sums, samples, columns, element, sum);
          const targets = targetsOf(panels, columns);
          const last = targets[targets.length - 1];
          if (samples.from === 0) C.fill(0, 0, last.start + columns.size * last.row);
          else for (const target of targets) begin(sums, C, target, columns);
          const kind = { listed: listed.element, sum };
          const run = panels.map((panel) => routines[nonzeroMomentsName({ ...panel, ...kind })]);
          for (let from = 0; from < samples.size; from += summed) {
            write(listed, partAt(from, samples.size, summed), keep);
            for (let at = 0; at < targets.length; at++) {
              const { panel, start, row } = targets[at];
              const [weights, to] = [panel.address + from * STEP, C.byteOffset + start * double.bytes];
              run[at](lists, ends, weights, to, row * double.bytes, columns.size);
            }
          }
          for (const target of targets) end(sums, C, target, columns);
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

/** Where the sums of a panel and some columns are in C, [j, (first i, second i, both of equal weights in all lanes)]. */
interface Target {
  readonly panel: PanelOfSums;
  readonly start: number;
  /** The entries of a row. */
  readonly row: number;
}

function targetsOf(panels: readonly PanelOfSums[], { size }: Range): readonly Target[] {
  let next = 0;
  return panels.map((panel) => {
    const row = 2 * panel.width + (panel.equal ? 2 * panel.lanes : 0);
    const start = next;
    next += size * row;
    return { panel, start, row };
  });
}

/** Copies the sums so far of some columns to C. */
function begin({ first, second, equal, J }: WeightedSums, C: Data, target: Target, columns: Range): void {
  const { panel, start, row } = target;
  for (let i = 0; i < panel.size; i++) {
    const from = (panel.from + i) * J + columns.from;
    for (let j = 0, at = start + i; j < columns.size; j++, at += row) {
      C[at] = first[from + j];
      C[at + panel.width] = second[from + j];
    }
  }
  if (!panel.equal) return;
  for (let j = 0, at = start + 2 * panel.width; j < columns.size; j++, at += row) {
    C[at] = equal.first[columns.from + j];
    C[at + panel.lanes] = equal.second[columns.from + j];
  }
}

/** Copies the sums of some columns from C to the results. */
function end({ first, second, equal, J }: WeightedSums, C: Data, target: Target, columns: Range): void {
  const { panel, start, row } = target;
  for (let i = 0; i < panel.size; i++) {
    const to = (panel.from + i) * J + columns.from;
    for (let j = 0, at = start + i; j < columns.size; j++, at += row) {
      first[to + j] = C[at];
      second[to + j] = C[at + panel.width];
    }
  }
  if (!panel.equal) return;
  for (let j = 0, at = start + 2 * panel.width; j < columns.size; j++, at += row) {
    equal.first[columns.from + j] = C[at];
    equal.second[columns.from + j] = C[at + panel.lanes];
  }
}
