import { allocate, commonDtype, dtypeOf, sizeOf, ValueError } from "@espalier/tensor";
import type { Arena, Data, DType, Shape, Tensor } from "@espalier/tensor";
import { isTraced, levelOf } from "./op.ts";
import type { AnyOp, Apply, Inputs, Trace, Value } from "./op.ts";

/** Where the numbers of a result are written; their content is overwritten. */
type Memory = (shape: Shape, dtype: DType) => Tensor;

const fresh: Memory = (shape, dtype) => ({ shape, data: allocate(sizeOf(shape), dtype) });

/**
 * Applies an op. Numbers are computed at once; a traced input hands the op to its trace, the highest one first.
 *
 * @throws ShapeError when the inputs do not fit each other
 * @throws ValueError when two traces of one level meet: an outer value was captured instead of handed in
 */
export const apply: Apply = applyIn(fresh);

/** Memory that is used again: for a computation that is repeated with other numbers, such as a training step. */
export interface Workspace {
  readonly apply: Apply;
  /** From here on, results overwrite those since the last restart. */
  readonly restart: () => void;
  /**
   * Computes all results since the last restart once more, in their places, from what their inputs now hold: the same
   * computation on other numbers, without the work of writing it down.
   */
  readonly replay: () => void;
}

/** An op as it was applied to numbers. */
interface Step {
  readonly op: AnyOp;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly output: Tensor;
}

/**
 * A workspace gives the k-th result after a restart the place of the k-th result before it, where it fits.
 *
 * @param arena where the places are; ordinary memory unless told otherwise
 */
export function createWorkspace(arena?: Pick<Arena, "allocate">): Workspace {
  const places: Data[] = [];
  const steps: Step[] = [];
  let next = 0;
  const again: Memory = (shape, dtype) => {
    const at = next++;
    const size = sizeOf(shape);
    const place = places[at];
    if (place === undefined || place.length < size || dtypeOf({ data: place }) !== dtype)
      places[at] = arena?.allocate(size, dtype) ?? allocate(size, dtype);
    const data = places[at];
    return { shape, data: data.length === size ? data : data.subarray(0, size) };
  };
  return {
    apply: applyIn(again, steps),
    restart() {
      next = 0;
      steps.length = 0;
    },
    replay() {
      for (let at = 0; at < steps.length; at++) {
        const { op, inputs, output } = steps[at];
        op.forward(inputs, output);
      }
    },
  };
}

/** @param steps where they are written down */
function applyIn(memory: Memory, steps?: Step[]): Apply {
  // The overloads promise a Tensor for Tensors, which holds as no trace is met then; the compiler cannot see it.
  return ((op: AnyOp, inputs: Inputs<string>): Value => {
    const trace = highestTrace(op, inputs);
    if (trace !== undefined) return trace.follow(op, inputs);
    const step = prepare(op, inputs as Readonly<Record<string, Tensor>>, memory);
    op.forward(step.inputs, step.output);
    steps?.push(step);
    return step.output;
  }) as Apply;
}

function highestTrace(op: AnyOp, inputs: Inputs<string>): Trace | undefined {
  let highest: Trace | undefined;
  for (const name in inputs) {
    const value = inputs[name];
    if (!isTraced(value) || levelOf(value) < (highest?.level ?? 0)) continue;
    if (highest !== undefined && highest !== value.trace && highest.level === value.trace.level)
      throw new ValueError(op.name, "inputs of one trace a level: hand an outer value in as an input", name);
    highest = value.trace;
  }
  return highest;
}

/** Finds a place for the output. */
function prepare(op: AnyOp, inputs: Readonly<Record<string, Tensor>>, memory: Memory): Step {
  const shapes: Record<string, Shape> = {};
  for (const name in inputs) shapes[name] = inputs[name].shape;
  return { op, inputs, output: memory(op.shape(shapes), commonDtype(...Object.values(inputs))) };
}
