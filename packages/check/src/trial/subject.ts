import { allocate, dtypeOf, showShape, sizeOf, ValueError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { moved } from "../points/directions.ts";
import type { Curve } from "../slopes/noise.ts";
import type { Output, Spec, Tensors } from "../spec/spec.ts";
import { checkCotangents, checkOutput } from "../spec/output.ts";
import { flatten, flattenLike, unflatten } from "../spec/structure.ts";

/** A function at one point, as a map of vectors: its differentiable inputs in a row, and its output in a row. */
export interface Subject {
  readonly spec: Spec;
  readonly inputs: Tensors;
  /** The names of the inputs that move, in the order of the vector. */
  readonly moving: readonly string[];
  /** The vector of the moving inputs. */
  readonly x: Float64Array;
  /** f(x) as it was returned, whose structure cotangents take. */
  readonly output: Output;
  readonly y: Float64Array;
}

/** A spec at some inputs, where it is evaluated once: on a copy, should it write to what it is given. */
export function subjectOf(spec: Spec, inputs: Tensors): Subject {
  const moving = Object.keys(spec.inputs).filter((name) => spec.inputs[name].held === undefined);
  const output = checkOutput("f", spec.name, spec.f(copyOf(inputs)));
  const x = Float64Array.from(moving.flatMap((name) => [...inputs[name].data]));
  return { spec, inputs, moving, x, output, y: flatten(output) };
}

/** f(x + t v), as a curve in t. */
export const curveAlong =
  (subject: Subject, v: Float64Array): Curve =>
  (t) =>
    valueAt(subject, moved(subject.x, v, t));

/** The value f(x) at another x. */
export const valueAt = (subject: Subject, x: Float64Array): Float64Array =>
  flatten(checkOutput("f", subject.spec.name, subject.spec.f({ ...subject.inputs, ...split(subject, x) })));

/**
 * J v by the claimed rule.
 *
 * @throws OutputError when it returns no numbers
 * @throws ShapeError when the tangent has not the size of the output
 * @throws ValueError when there is no such rule
 */
export function forward(subject: Subject, v: Float64Array): Float64Array {
  const { spec, inputs, y, output } = subject;
  if (spec.jvp === undefined) throw new ValueError(spec.name, "a spec with a jvp", "none");
  const { shape = [y.length] } = output as Partial<Tensor>; // numbers and lists have none
  const pushed = checkOutput("jvp", spec.name, spec.jvp(inputs, split(subject, v)));
  return flattenLike(`jvp of ${spec.name}`, pushed, shape, y.length);
}

/**
 * Jᵀ u by the claimed rule.
 *
 * @throws OutputError when it returns no cotangents by name, or other things than numbers
 * @throws ShapeError when a cotangent has not the shape of its input
 * @throws ValueError when there is no such rule
 */
export function reverse(subject: Subject, u: Float64Array): Float64Array {
  const { spec, inputs, output } = subject;
  if (spec.vjp === undefined) throw new ValueError(spec.name, "a spec with a vjp", "none");
  return join(subject, spec.vjp(inputs, unflatten(u, output)));
}

/** A vector as one tensor for each moving input, in the precision of the inputs. */
export function split({ inputs, moving }: Subject, vector: Float64Array): Tensors {
  const parts: Record<string, Tensor> = {};
  let next = 0;
  for (const name of moving) {
    const { shape, data } = inputs[name];
    const part = allocate(data.length, dtypeOf(inputs[name]));
    part.set(vector.subarray(next, (next += data.length)));
    parts[name] = { shape, data: part };
  }
  return parts;
}

/** The inverse of {@link split}, for what a rule returned: what it left out is 0. */
export function join(
  { spec, inputs, moving, x }: Subject,
  parts: Readonly<Partial<Record<string, Output>>>,
): Float64Array {
  checkCotangents(spec, parts);
  const vector = new Float64Array(x.length);
  let next = 0;
  for (const name of moving) {
    const { shape, data } = inputs[name];
    const part = parts[name];
    if (part !== undefined)
      vector.set(flattenLike(`cotangent of ${spec.name}: ${name}`, part, shape, data.length), next);
    next += data.length;
  }
  return vector;
}

/** `W[3] of [2, 4]`: where an entry of the vector is found. */
export function nameEntry({ inputs, moving }: Subject, entry: number): string {
  let rest = entry;
  for (const name of moving) {
    const { shape, data } = inputs[name];
    if (rest < data.length) return `${name}[${rest}] of ${showShape(shape)}`;
    rest -= data.length;
  }
  return `entry ${entry}`;
}

/** The same function at another x, where its value is not asked for: {@link Subject.y} stays that of the old one. */
export const movedTo = (subject: Subject, x: Float64Array): Subject => ({
  ...subject,
  inputs: { ...subject.inputs, ...split(subject, x) },
  x,
});

const copyOf = (inputs: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );

/** The same inputs in another precision. */
export function inPrecision(inputs: Tensors, dtype: DType): Tensors {
  const result: Record<string, Tensor> = {};
  for (const name in inputs) {
    const data = allocate(sizeOf(inputs[name].shape), dtype);
    data.set(inputs[name].data);
    result[name] = { shape: inputs[name].shape, data };
  }
  return result;
}
