import { allocate, commonDtype, dtypeOf, sizeOf, ValueError } from "@espalier/tensor";
import type { Arena, Data, DType, Shape, Tensor } from "@espalier/tensor";
import { isTraced, levelOf } from "./op.ts";
import type { AnyOp, Apply, Inputs, Trace, Value } from "./op.ts";

/** Provides the memory of a result, with any content. */
type Memory = (shape: Shape, dtype: DType) => Tensor;

const fresh: Memory = (shape, dtype) => ({ shape, data: allocate(sizeOf(shape), dtype) });

/**
 * Applies an op. Numbers are computed at once; a traced input hands the op to its trace, the highest one first.
 *
 * @throws ShapeError when the inputs do not fit each other
 * @throws ValueError when two traces of one level meet: a program captured an outer value instead of taking it as an input
 */
export const apply: Apply = applyIn(fresh);

/** Memory for a computation that is repeated with other numbers, such as a training step. */
export interface Workspace {
  /** Applies an op and writes its result into this memory. */
  readonly apply: Apply;
  /** From here on, new results overwrite those since the last restart. */
  readonly restart: () => void;
  /**
   * Computes all results since the last restart once more, in place, from the present content of their inputs: the same
   * computation on other numbers, without recording it again.
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
 * Creates a workspace. The k-th result after a restart takes the memory of the k-th result before it, if it fits.
 *
 * @param arena provides the memory; ordinary memory by default
 */
export function createWorkspace(arena?: Pick<Arena, "allocate" | "reserve">): Workspace {
  const places: Data[] = [];
  const steps: Step[] = [];
  let next = 0;
  const again: Memory = (shape, dtype) => {
    const at = next++;
    const size = sizeOf(shape);
    const place = places[at];
    if (place === undefined || place.length < size || dtypeOf({ data: place }) !== dtype)
      places[at] = (arena?.reserve ?? arena?.allocate ?? allocate)(size, dtype);
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

/** @param steps receives each op that is applied to numbers */
function applyIn(memory: Memory, steps?: Step[]): Apply {
  // The overloads promise a Tensor for Tensors. That holds because Tensors have no trace; the compiler cannot see it.
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
      throw new ValueError(
        op.name,
        "inputs of at most one trace on each level: pass an outer value as an input",
        name,
      );
    highest = value.trace;
  }
  return highest;
}

/** Checks the inputs and provides the memory of the output. */
function prepare(op: AnyOp, inputs: Readonly<Record<string, Tensor>>, memory: Memory): Step {
  const shapes: Record<string, Shape> = {};
  for (const name in inputs) shapes[name] = inputs[name].shape;
  return { op, inputs, output: memory(op.shape(shapes), commonDtype(...Object.values(inputs))) };
}
