import { dtypeOf, full, sameShape, ShapeError, showShape, sizeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { levelOf, primal, shapeOf } from "./op.ts";
import type { Value } from "./op.ts";
import { createTangentTrace, dual, split } from "./tangent.ts";
import { createTape, isOn, reverseSweep, source } from "./tape.ts";
import type { Variable } from "./tape.ts";

/** A function of named values that is written in ops and returns one value. */
export type Program<K extends string> = (inputs: Readonly<Record<K, Value>>) => Value;

/** A value, or a cotangent, for each input. */
export type PerInput<K extends string, V> = Readonly<Record<K, V>>;

/** What {@link vjp} returns. */
export interface Vjp<K extends string, V> {
  /** The value of the program. */
  readonly value: V;
  /** Maps a cotangent ȳ of the output to the cotangent x̄ of each input. @throws ShapeError when ȳ has another shape than the output */
  readonly pullback: (cotangent: Value) => PerInput<K, V>;
}

/** What {@link valueAndGrad} returns. */
export interface ValueAndGradient<K extends string, V> {
  /** The value of the program. */
  readonly value: V;
  /** The gradient by each input. */
  readonly gradient: PerInput<K, V>;
}

/** What {@link jvp} returns. */
export interface Jvp<V> {
  /** The value of the program. */
  readonly value: V;
  /** The tangent ẏ of the value. */
  readonly tangent: V;
}

/**
 * The value of a program, and a function from a cotangent of its output to the cotangents of its inputs.
 *
 * The inputs may be values of an outer derivative; then the results are too.
 */
export function vjp<K extends string, V extends Value>(
  program: Program<K>,
  inputs: PerInput<K, V>,
): Vjp<K, V> {
  const tape = createTape(1 + highestLevel(inputs));
  const variables = mapValues(inputs, (value) => source(tape, value));
  const result = program(variables);
  const output: Variable = isOn(tape, result) ? result : source(tape, result);
  const wanted = Object.values<Variable>(variables);
  const pullback = (cotangent: Value): PerInput<K, V> => {
    const cotangents = reverseSweep(output, cotangent, wanted);
    let next = 0;
    // The values below this tape have the type V: tensors if the inputs were tensors.
    return mapValues(variables, (variable) => (cotangents[next++] ?? zerosLike(variable)) as V);
  };
  return { value: output.value as V, pullback };
}

/**
 * The gradient of a program with one number as its output, together with that number.
 *
 * @throws ShapeError when the output is not one number
 */
export function valueAndGrad<K extends string, V extends Value>(
  program: Program<K>,
  inputs: PerInput<K, V>,
): ValueAndGradient<K, V> {
  const { value, pullback } = vjp(program, inputs);
  const { shape } = primal(value);
  if (sizeOf(shape) !== 1)
    throw new ShapeError("grad", "a program whose output is one number", showShape(shape));
  return { value, gradient: pullback(full(shape, 1, dtypeOf(primal(value)))) };
}

/** The gradient alone. @throws ShapeError as {@link valueAndGrad} */
export const grad = <K extends string, V extends Value>(
  program: Program<K>,
  inputs: PerInput<K, V>,
): PerInput<K, V> => valueAndGrad(program, inputs).gradient;

/**
 * The value of a program and its tangent ẏ = Σ ∂y/∂x ẋ, in one pass and without a tape.
 *
 * @param tangents ẋ of the inputs that move; all others have the tangent 0
 * @throws ShapeError when the shape of a tangent differs from that of its input
 */
export function jvp<K extends string, V extends Value>(
  program: Program<K>,
  inputs: PerInput<K, V>,
  tangents: Readonly<Partial<Record<K, Value>>>,
): Jvp<V> {
  const trace = createTangentTrace(1 + Math.max(highestLevel(inputs), highestLevel(tangents)));
  const duals = mapValues(inputs, (value, name): Value => {
    const tangent: Value | undefined = tangents[name];
    if (tangent === undefined) return value;
    if (!sameShape(shapeOf(tangent), shapeOf(value)))
      throw new ShapeError(
        "jvp",
        `a tangent of ${name} ${showShape(shapeOf(value))}`,
        showShape(shapeOf(tangent)),
      );
    return dual(trace, value, tangent);
  });
  // As in vjp, the values below the trace have the type V.
  return split(trace, program(duals)) as Jvp<V>;
}

/**
 * The whole Jacobian of a program by each of its inputs, [...output, ...input], by one reverse sweep for each output entry.
 */
export function jacobian<K extends string>(
  program: Program<K>,
  inputs: PerInput<K, Tensor>,
): PerInput<K, Tensor> {
  const { value, pullback } = vjp(program, inputs);
  const result = mapValues(inputs, (input) => zeros([...value.shape, ...input.shape], dtypeOf(input)));
  for (let row = 0; row < value.data.length; row++) {
    const unit = zeros(value.shape, dtypeOf(value));
    unit.data[row] = 1;
    const cotangents = pullback(unit);
    for (const name in inputs) result[name].data.set(cotangents[name].data, row * inputs[name].data.length);
  }
  return result;
}

const highestLevel = (values: Readonly<Record<string, Value | undefined>>): number =>
  Math.max(0, ...Object.values(values).map((value) => (value === undefined ? 0 : levelOf(value))));

const zerosLike = (value: Value): Tensor => zeros(shapeOf(value), dtypeOf(primal(value)));

function mapValues<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  f: (value: A, name: K) => B,
): Record<K, B> {
  const result: Partial<Record<K, B>> = {};
  for (const name in record) result[name] = f(record[name], name);
  return result as Record<K, B>; // the loop visits every name of K
}
