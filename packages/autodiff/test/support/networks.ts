import { rows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { apply, createTape, ops, source } from "../../src/index.ts";
import type { Op, Value, Variable } from "../../src/index.ts";
import { few, numbers, tensors } from "./arbitraries.ts";

/** One to three affine layers, each followed by a scalar op, and a batch for them. */
export interface NetworkCase {
  readonly layers: readonly { readonly W: Tensor; readonly b: Tensor; readonly act: Op<"x"> }[];
  readonly X: Tensor;
}

/** The weights and biases, W0, b0, W1, …: a program takes its inputs by name. */
export type Parameters = Readonly<Record<string, Value>>;

/** Within ±¾, so that three weights and a bias never make much more of a number than it was. */
export const small: fc.Arbitrary<number> = numbers.map((x) => x / 4);

/** Smooth, so that differences may be taken, and of slopes within ±1.2. */
const smooth = fc.constantFrom<Op<"x">>(ops.neg, ops.tanh, ops.sigmoid, ops.softplus, ops.gelu);

export const networkCases: fc.Arbitrary<NetworkCase> = fc
  .tuple(few, fc.array(few, { minLength: 2, maxLength: 4 }))
  .chain(([N, sizes]) =>
    fc.record({
      X: tensors([N, sizes[0]]),
      layers: fc.tuple(
        ...sizes
          .slice(1)
          .map((I, k) =>
            fc.record({ W: tensors([I, sizes[k]], small), b: tensors([I], small), act: smooth }),
          ),
      ),
    }),
  );

export const parametersOf = ({ layers }: NetworkCase): Record<string, Tensor> =>
  Object.fromEntries(layers.flatMap(({ W, b }, k) => [[`W${k}`, W], [`b${k}`, b]])); // prettier-ignore

/** The outputs [n, m] for some samples, the parameters given apart. */
export const outputs = ({ layers }: NetworkCase, parameters: Parameters, X: Value): Value =>
  layers.reduce((x, { act }, k) => {
    const S = apply(ops.affine, { X: x, W: parameters[`W${k}`], b: parameters[`b${k}`] });
    return apply(act, { x: S });
  }, X);

/** The outputs for all samples, on a tape. */
export const recorded = (network: NetworkCase): Variable =>
  outputs(network, parametersOf(network), source(createTape(), network.X)) as Variable; // of one, so one

/** Sample n alone, a batch of one. */
export const alone = (network: NetworkCase, n: number): NetworkCase => ({
  ...network,
  X: rows(network.X, n, n + 1),
});
