import type { Diagonal, Pick, Pointwise, Reduce, Step } from "../steps.ts";

/** A step that is a function of the entries of a row, with nothing to prune in it. */
export type RowStep = Step & { readonly does: Pointwise | Diagonal | Pick | Reduce };

export const isRowStep = (step: Step): step is RowStep =>
  step.does.kind === "pointwise" ||
  step.does.kind === "diagonal" ||
  step.does.kind === "pick" ||
  step.does.kind === "reduce";

/** What some steps compute of a row, the value `from`, in double precision: the value of the last one. */
export function rowThrough(steps: readonly RowStep[], from: number, row: Float64Array): Float64Array {
  const known = new Map([[from, row]]);
  let result = row;
  for (const step of steps) {
    result = rowOf(
      step,
      step.inputs.map((each) => known.get(each) ?? new Float64Array(0)),
    );
    known.set(step.output, result);
  }
  return result;
}

function rowOf({ does }: RowStep, inputs: readonly Float64Array[]): Float64Array {
  const [x] = inputs;
  if (does.kind === "pointwise") return x.map((_, i) => does.f(...inputs.map((each) => each[i])));
  if (does.kind === "pick") return Float64Array.from(does.from, (from) => x[from]);
  if (does.kind === "reduce")
    return Float64Array.from({ length: x.length / does.length }, (_, k) =>
      does.f(x.subarray(k * does.length, (k + 1) * does.length)),
    );
  const { scale = [1], shift = [0] } = does;
  return x.map((each, i) => each * scale[scale.length === 1 ? 0 : i] + shift[shift.length === 1 ? 0 : i]);
}
