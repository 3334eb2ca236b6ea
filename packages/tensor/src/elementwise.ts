import { broadcastShapes, checkStretch, repeatedSize, stretchedOffsets } from "./broadcast.ts";
import * as elementary from "./elementary/index.ts";
import { dtypeOf, zeros } from "./tensor.ts";
import type { DType, Shape, Tensor } from "./tensor.ts";

/** f(x) for every entry. */
export const map = (f: (x: number) => number, x: Tensor): Tensor => mapInto(zeros(x.shape, dtypeOf(x)), f, x);

/**
 * f(a, b) for every pair of entries, stretched to a common shape.
 *
 * @throws ShapeError when the shapes do not broadcast
 */
export const zip = (f: (a: number, b: number) => number, a: Tensor, b: Tensor): Tensor =>
  binary("zip", f)(a, b);

type Binary = (a: Tensor, b: Tensor) => Tensor;

function binary(who: string, f: (a: number, b: number) => number): Binary {
  return (a, b) => zipInto(zeros(broadcastShapes(who, a.shape, b.shape), commonDtype(a, b)), f, a, b);
}

/** a + b, with broadcasting. @throws ShapeError when the shapes do not broadcast */
export const add: Binary = /* @__PURE__ */ binary("add", (x, y) => x + y);
/** a − b, with broadcasting. @throws ShapeError when the shapes do not broadcast */
export const sub: Binary = /* @__PURE__ */ binary("sub", (x, y) => x - y);
/** a b entry by entry, with broadcasting. @throws ShapeError when the shapes do not broadcast */
export const mul: Binary = /* @__PURE__ */ binary("mul", (x, y) => x * y);
/** a / b entry by entry, with broadcasting. @throws ShapeError when the shapes do not broadcast */
export const div: Binary = /* @__PURE__ */ binary("div", (x, y) => x / y);
/** −x */
export const neg = (x: Tensor): Tensor => map((value) => -value, x);
/** |x|, entry by entry. */
export const abs = (x: Tensor): Tensor => map(Math.abs, x);
/** eˣ, entry by entry; see `elementary.exp` for its accuracy. */
export const exp = (x: Tensor): Tensor => map(elementary.exp, x);
/** log x, entry by entry; see `elementary.log` for its accuracy. */
export const log = (x: Tensor): Tensor => map(elementary.log, x);
/** √x, entry by entry. */
export const sqrt = (x: Tensor): Tensor => map(Math.sqrt, x);

/** The precision of a result: f32 if all tensors are f32, else f64. */
export const commonDtype = (...tensors: readonly Tensor[]): DType =>
  tensors.every((each) => dtypeOf(each) === "f32") ? "f32" : "f64";

/** {@link map} into an existing tensor of the same size, which may be x itself; the sizes are not checked. */
export function mapInto(result: Tensor, f: (x: number) => number, x: Tensor): Tensor {
  const { data } = result;
  for (let index = 0; index < data.length; index++) data[index] = f(x.data[index]);
  return result;
}

/** {@link zip} into an existing tensor of the common shape. */
export function zipInto(result: Tensor, f: (a: number, b: number) => number, a: Tensor, b: Tensor): Tensor {
  const { data, shape } = result;
  const sizeA = repeatedSize(a.shape, shape);
  const sizeB = repeatedSize(b.shape, shape);
  if (a.data.length === data.length && b.data.length === data.length)
    for (let index = 0; index < data.length; index++) data[index] = f(a.data[index], b.data[index]);
  else if (sizeA !== undefined && sizeB !== undefined)
    for (let index = 0, atA = 0, atB = 0; index < data.length; index++) {
      data[index] = f(a.data[atA], b.data[atB]);
      if (++atA === sizeA) atA = 0;
      if (++atB === sizeB) atB = 0;
    }
  else {
    const atA = stretchedOffsets(a.shape, shape);
    const atB = stretchedOffsets(b.shape, shape);
    for (let index = 0; index < data.length; index++) data[index] = f(a.data[atA[index]], b.data[atB[index]]);
  }
  return result;
}

/**
 * x stretched to a larger shape, copied.
 *
 * @throws ShapeError when x does not stretch to exactly that shape
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkStretch("broadcastTo", x.shape, shape);
  const result = zeros(shape, dtypeOf(x));
  const offsets = stretchedOffsets(x.shape, shape);
  for (let index = 0; index < offsets.length; index++) result.data[index] = x.data[offsets[index]];
  return result;
}
