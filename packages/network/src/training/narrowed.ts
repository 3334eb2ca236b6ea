import { allocate, dtypeOf } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { inputWidth } from "../graph/network.ts";
import type { Layer } from "../graph/network.ts";
import type { Samples } from "../loss/samples.ts";
import { masked } from "./masks.ts";
import type { Mask } from "./masks.ts";
import type { Trained } from "./options.ts";
import type { TrainingPlan } from "./steps.ts";

/** A training of the same numbers with fewer inputs. */
export interface NarrowedTraining {
  readonly plan: TrainingPlan;
  readonly samples: Samples;
  /** The result with all inputs. */
  readonly restored: (trained: Trained) => Trained;
}

/** Kernels take this many columns at a time, in either precision. The last columns may be fillers. */
const WHOLE = 8;

/** Choosing columns copies the samples once, which pays where at most this share of them stays. */
const WORTH = 0.75;

/**
 * Leaves out the inputs that no kept weight reads, so that no time is spent on them. It changes no bit: a removed weight is 0 before and
 * after each step, as are its moments, and a term of 0 changes no sum. A network whose first layer is not the only one that reads the inputs
 * stays as it is.
 */
export function narrowedTraining(plan: TrainingPlan, samples: Samples): NarrowedTraining {
  const same = { plan, samples, restored: (trained: Trained) => trained };
  const { network, masks, epochs } = plan;
  const isChain = network.graph === undefined && network.layers.every(({ tied }) => tied === undefined);
  if (masks === undefined || epochs === 0 || !isChain) return same;
  const width = inputWidth(network);
  const columns = columnsRead(masks[0], width);
  const narrow = Math.max(1, Math.ceil(columns.length / WHOLE)) * WHOLE;
  if (narrow > WORTH * width) return same;

  const chosen = (data: Data): Data => chooseColumns(data, width, columns, narrow);
  const { layers } = masked(network, masks);
  const [first, ...others] = layers;
  const inFirst = (tensors: readonly Tensor[], change: (weight: Tensor) => Tensor): Tensor[] =>
    tensors.map((tensor, at) => (at === 0 ? change(tensor) : tensor));
  const narrowed = ({ shape: [I], data }: Tensor): Tensor => ({ shape: [I, narrow], data: chosen(data) });
  const widened = ({ shape: [I], data }: Tensor): Tensor => ({
    shape: [I, width],
    data: returnColumns(data, narrow, columns, width),
  });
  const firstWith = (layer: Layer, weight: Tensor): Layer => ({ ...layer, weight });
  return {
    plan: {
      ...plan,
      network: { layers: [firstWith(first, narrowed(first.weight)), ...others] },
      masks: masks.map((mask, k) => (k === 0 ? maskOf(chosen(Float32Array.from(mask))) : mask)),
      state: plan.state && {
        ...plan.state,
        first: inFirst(plan.state.first, narrowed),
        second: inFirst(plan.state.second, narrowed),
      },
    },
    samples: { ...samples, inputs: narrowed(samples.inputs) },
    restored: ({ network: { layers: after }, state }) => ({
      network: { layers: [firstWith(after[0], widened(after[0].weight)), ...after.slice(1)] },
      state: { ...state, first: inFirst(state.first, widened), second: inFirst(state.second, widened) },
    }),
  };
}

function columnsRead(mask: Mask, width: number): Uint32Array {
  const isRead = new Uint8Array(width);
  for (const [at, kept] of mask.entries()) if (kept !== 0) isRead[at % width] = 1;
  return Uint32Array.from([...isRead.keys()].filter((column) => isRead[column] === 1));
}

const maskOf = (data: Data): Mask => Uint8Array.from(data);

/** Some columns of a matrix of `width`, followed by columns of zeros up to `narrow`. */
function chooseColumns(data: Data, width: number, columns: Uint32Array, narrow: number): Data {
  const rows = data.length / width;
  const result = allocate(rows * narrow, dtypeOf({ data }));
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * width, row * narrow];
    for (let at = 0; at < columns.length; at++) result[to + at] = data[from + columns[at]];
  }
  return result;
}

/** The matrix of `width` whose other columns are 0. */
function returnColumns(data: Data, narrow: number, columns: Uint32Array, width: number): Data {
  const rows = data.length / narrow;
  const result = allocate(rows * width, dtypeOf({ data }));
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < columns.length; at++) result[row * width + columns[at]] = data[row * narrow + at];
  return result;
}
