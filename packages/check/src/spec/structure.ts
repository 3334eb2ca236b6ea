import { sameShape, ShapeError, showShape } from "@espalier/tensor";
import type { Data, Shape, Tensor } from "@espalier/tensor";
import type { Output } from "./spec.ts";

/** All numbers of an output in a row, from any structure. */
export const flatten = (output: Output): Float64Array => Float64Array.from(numbersOf(output));

function numbersOf(output: Output): Iterable<number> {
  if (typeof output === "number") return [output];
  if (isList(output)) return output.flatMap((part) => [...numbersOf(part)]);
  return isData(output) ? output : output.data;
}

/** The inverse of {@link flatten}: these numbers, held as `like` holds its own. */
export function unflatten<Y extends Output>(flat: Float64Array, like: Y): Y {
  let next = 0;
  const fill = (part: Output): Output => {
    if (typeof part === "number") return flat[next++];
    if (isList(part)) return part.map(fill);
    const { length } = isData(part) ? part : part.data;
    const data = sameKind(isData(part) ? part : part.data, flat.subarray(next, next + length));
    next += length;
    return isData(part) ? data : { shape: part.shape, data };
  };
  return fill(like) as Y; // built part by part as `like` is
}

/**
 * The numbers of a cotangent for an input.
 *
 * @throws ShapeError when it has another shape, or holds another number of entries
 */
export function flattenLike(who: string, output: Output, shape: Shape, size: number): Float64Array {
  const { shape: own } = output as Partial<Tensor>; // numbers and lists have none
  const flat = flatten(output);
  if ((own !== undefined && !sameShape(own, shape)) || flat.length !== size)
    throw new ShapeError(
      who,
      `${size} numbers of shape ${showShape(shape)}`,
      own ? showShape(own) : `${flat.length}`,
    );
  return flat;
}

/** Whether an output holds a Float32Array. */
export function holdsSingles(output: Output): boolean {
  if (typeof output === "number") return false;
  if (isList(output)) return output.some(holdsSingles);
  return (isData(output) ? output : output.data) instanceof Float32Array;
}

/** The numbers in the precision of another array. */
export const sameKind = (like: Data, numbers: ArrayLike<number>): Data =>
  like instanceof Float32Array ? Float32Array.from(numbers) : Float64Array.from(numbers);

/** Whether two arrays hold the same bits: 0 is not −0, NaN is NaN. */
export const sameBits = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, at) => Object.is(value, b[at]));

const isData = (output: Output): output is Data =>
  output instanceof Float64Array || output instanceof Float32Array;
const isList = (output: Output): output is readonly Output[] => Array.isArray(output);
