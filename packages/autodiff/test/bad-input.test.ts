import { InputError, tensor, zeros } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  affineInput,
  affineLines,
  apply,
  createTape,
  dense,
  denseInto,
  ops,
  perSampleJacobians,
  sensitivities,
  source,
} from "../src/index.ts";
import type { Variable } from "../src/index.ts";

/** Applies an op to zeros of these shapes. */
const at = {
  one: (op: ReturnType<typeof ops.scale>, x: Shape) => () => apply(op, { x: zeros(x) }),
  two: (op: typeof ops.add, a: Shape, b: Shape) => () => apply(op, { a: zeros(a), b: zeros(b) }),
  product: (op: typeof ops.matmulNN, A: Shape, B: Shape) => () => apply(op, { A: zeros(A), B: zeros(B) }),
};
const affine = (X: Shape, W: Shape, b: Shape) => () =>
  apply(ops.affine, { X: zeros(X), W: zeros(W), b: zeros(b) });
const prelu = (X: Shape, a: Shape) => () => apply(ops.prelu, { X: zeros(X), a: zeros(a) });
const preluSlope = (X: Shape, a: Shape, c: Shape) => () =>
  apply(ops.preluSlope, { X: zeros(X), a: zeros(a), c: zeros(c) });
const slope = (x: Shape, y: Shape, c: Shape) => () =>
  apply(ops.slopeOps.tanh, { x: zeros(x), y: zeros(y), c: zeros(c) });
const beside = (a: Shape, b: Shape) => () => apply(ops.concat(["a", "b"]), { a: zeros(a), b: zeros(b) });
const layerNorm = (x: Shape, gain: Shape, shift: Shape) => () =>
  apply(ops.layerNorm(1), { X: zeros(x), gain: zeros(gain), shift: zeros(shift) });
const rmsNorm = (x: Shape, gain: Shape) => () => apply(ops.rmsNorm(1), { X: zeros(x), gain: zeros(gain) });
const meanSquaredError = (prediction: Shape, target: Shape) => () =>
  apply(ops.meanSquaredError, { prediction: zeros(prediction), target: zeros(target) });
const crossEntropy = (X: Shape, target: readonly number[]) => () =>
  apply(ops.softmaxCrossEntropy, { X: zeros(X), target: tensor(target) });

const tape = createTape();
const X = source(tape, zeros([2, 3]));
const layer = (input: Variable, W: Shape): Variable =>
  apply(ops.affine, { X: input, W: zeros(W), b: zeros([W[0]]) }) as Variable; // as its input
const S = layer(X, [4, 3]);
const oneRow = apply(ops.repeatAlong([1, 4], 0), { x: apply(ops.sumOver(0), { x: S }) }) as Variable;
const jacobian = { sensitivity: zeros([4, 2, 4]), input: zeros([2, 3]) };

// prettier-ignore
const doors: Readonly<Record<string, readonly (readonly [attempt: () => unknown, message: string])[]>> = {
  "arithmetic": [
    [at.two(ops.add, [2], [3]),                   "add: expected a shape that broadcasts with [2]; received [3]"],
    [at.two(ops.sub, [2, 2], [3]),                "sub: expected a shape that broadcasts with [2, 2]; received [3]"],
    [at.two(ops.mul, [2], [2, 3]),                "mul: expected a shape that broadcasts with [2]; received [2, 3]"],
    [at.two(ops.div, [2], [3]),                   "div: expected a shape that broadcasts with [2]; received [3]"],
    [slope([2], [2], [1]),                        "tanh slope: expected c [2] as x; received [1]"],
    [slope([2], [3], [2]),                        "tanh slope: expected y [2] as x; received [3]"],
  ],
  "products": [
    [at.product(ops.matmulNN, [2, 3], [4, 5]),    "matmulNN: expected axis K to be 3 as in A [2, 3]; received B [4, 5]"],
    [at.product(ops.matmulNT, [2, 3], [4, 5]),    "matmulNT: expected axis K to be 3 as in A [2, 3]; received B [4, 5]"],
    [at.product(ops.matmulTN, [2, 3], [4, 5]),    "matmulTN: expected axis K to be 2 as in A [2, 3]; received B [4, 5]"],
    [at.product(ops.matmulNN, [2], [2, 2]),       "matmulNN: expected A with axes MK; received A [2]"],
    [affine([2, 3], [4, 5], [4]),                 "affine: expected axis J to be 3 as in X [2, 3]; received W [4, 5]"],
    [affine([2, 3], [4, 3], [3]),                 "affine: expected axis I to be 4 as in W [4, 3]; received b [3]"],
    [affine([3], [4, 3], [4]),                    "affine: expected X with axes NJ; received X [3]"],
  ],
  "prelu": [
    [prelu([2, 3], [2]),                          "prelu: expected a shape that broadcasts with [2, 3]; received [2]"],
    [prelu([2, 3], []),                           "prelu: expected one slope, or one for each column of X [2, 3]; received []"],
    [prelu([2, 1], [3]),                          "prelu: expected one slope, or one for each column of X [2, 1]; received [3]"],
    [preluSlope([2, 3], [3, 1], [2, 3]),          "prelu slope: expected one slope, or one for each column of X [2, 3]; received [3, 1]"],
    [preluSlope([2, 3], [1], [3]),                "prelu slope: expected c [2, 3] as X; received [3]"],
  ],
  "axes and shapes": [
    [at.one(ops.sumOver(2), [2, 3]),              "sumOver: expected an axis of [2, 3], counted from 0; received 2"],
    [at.one(ops.meanOver(-1), [2, 3]),            "meanOver: expected an axis of [2, 3], counted from 0; received -1"],
    [at.one(ops.logsumexp(1), [2]),               "logsumexp: expected an axis of [2], counted from 0; received 1"],
    [at.one(ops.softmax(0.5), [2, 3]),            "softmax: expected an axis of [2, 3], counted from 0; received 0.5"],
    [at.one(ops.softmax(0), []),                  "softmax: expected an axis of [], counted from 0; received 0"],
    [at.one(ops.repeatAlong([2, 3], 2), [2]),     "repeatAlong: expected an axis of [2, 3], counted from 0; received 2"],
    [at.one(ops.repeatAlong([2, 3], 0), [2]),     "repeatAlong: expected x [3]; received [2]"],
    [at.one(ops.repeatAlong([2, 3]), [1]),        "repeatAlong: expected x []; received [1]"],
    [at.one(ops.broadcastTo([2, 3]), [2]),        "broadcastTo: expected a shape that broadcasts with [2]; received [2, 3]"],
    [at.one(ops.broadcastTo([3]), [2, 3]),        "broadcastTo: expected a shape that stretches to [3]; received [2, 3]"],
    [at.one(ops.sumTo([2, 3]), [3]),              "sumTo: expected a shape that stretches to [3]; received [2, 3]"],
  ],
  "columns": [
    [beside([2, 3], [3, 3]),                      "concat: expected b with 2 rows and any columns; received [3, 3]"],
    [beside([2], [2, 3]),                         "concat: expected a with 2 rows and any columns; received [2]"],
    [() => apply(ops.concat([]), {}),             "concat: expected at least one matrix; received none"],
    [at.one(ops.slice(1, 4), [2, 3]),             "slice: expected columns 1 to 4; received [2, 3]"],
    [at.one(ops.slice(2, 1), [2, 3]),             "slice: expected columns 2 to 1; received [2, 3]"],
    [at.one(ops.slice(0, 1), [2]),                "slice: expected x with axes NI; received x [2]"],
    [at.one(ops.pad(1, 1), [2]),                  "pad: expected x with axes NI; received x [2]"],
  ],
  "normalization": [
    [layerNorm([2, 3], [2], [3]),                 "layerNorm: expected axis I to be 3 as in X [2, 3]; received gain [2]"],
    [layerNorm([2, 3], [3], [1]),                 "layerNorm: expected axis I to be 3 as in X [2, 3]; received shift [1]"],
    [rmsNorm([3], [3]),                           "rmsNorm: expected X with axes NI; received X [3]"],
  ],
  "losses": [
    [meanSquaredError([2, 3], [3, 2]),            "meanSquaredError: expected a target of shape [2, 3]; received [3, 2]"],
    [crossEntropy([2, 3], [0, 1, 2]),             "softmaxCrossEntropy: expected axis N to be 2 as in X [2, 3]; received target [3]"],
    [crossEntropy([2, 3], [0, 3]),                "softmaxCrossEntropy: expected classes 0 … 2; received 3 at sample 1"],
    [crossEntropy([2, 3], [-1, 0]),               "softmaxCrossEntropy: expected classes 0 … 2; received -1 at sample 0"],
    [crossEntropy([2, 3], [0, 0.5]),              "softmaxCrossEntropy: expected classes 0 … 2; received 0.5 at sample 1"],
    [crossEntropy([2, 3], [0, NaN]),              "softmaxCrossEntropy: expected classes 0 … 2; received NaN at sample 1"],
  ],
  "per-sample Jacobians": [
    [() => perSampleJacobians(source(tape, zeros([2]))),   "perSampleJacobians: expected output with axes NM; received output [2]"],
    [() => perSampleJacobians(oneRow),                     "perSampleJacobians: expected affine layers of 1 rows; received [2, 4]"],
    [() => sensitivities(source(tape, zeros([2])), 0, []), "sensitivities: expected output with axes NM; received output [2]"],
    [() => sensitivities(S, 4, affineLines(S)),            "sensitivities: expected an output m from 0 to 3; received 4"],
    [() => sensitivities(S, -1, affineLines(S)),           "sensitivities: expected an output m from 0 to 3; received -1"],
    [() => sensitivities(S, 0.5, affineLines(S)),          "sensitivities: expected an output m from 0 to 3; received 0.5"],
    [() => affineInput(X),                                 "affineInput: expected an affine line; received a source"],
    [() => affineInput(oneRow),                            "affineInput: expected an affine line; received repeatAlong"],
    [() => dense(jacobian, 1000),                          "dense: expected a Jacobian of at most 1000 bytes; received 1024 for [2, 4, 4, 3]"],
    [() => dense({ ...jacobian, input: zeros([3, 3]) }),   "dense: expected axis N to be 2 as in sensitivity [4, 2, 4]; received input [3, 3]"],
    [() => denseInto({ weight: zeros([2, 4, 4, 2]), bias: zeros([2, 4, 4]) }, jacobian), "denseInto: expected axis J to be 3 as in input [2, 3]; received weight [2, 4, 4, 2]"],
    [() => denseInto({ weight: zeros([2, 4, 4, 3]), bias: zeros([2, 3, 4]) }, jacobian), "denseInto: expected axis M to be 4 as in sensitivity [4, 2, 4]; received bias [2, 3, 4]"],
  ],
};

for (const [door, attempts] of Object.entries(doors))
  describe(`${door}: what does not fit is refused`, () => {
    for (const [attempt, message] of attempts)
      it(message, () => {
        expect(attempt).toThrow(InputError);
        expect(attempt).toThrow(message);
      });
  });
