import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { apply, curves, ops } from "../../src/index.ts";
import type { Inputs, Op, Program, ScalarName, ScalarRule } from "../../src/index.ts";
import { few, numbers, offZero, positives, shapes, shapesWithAxis } from "./arbitraries.ts";
import { stretchableTo, tensors } from "./arbitraries.ts";

/** A program around one primitive, where it is smooth. */
export interface Case {
  readonly name: string;
  readonly program: Program<string>;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The inputs with a derivative; the others are held. */
  readonly moving: readonly string[];
}

/** No entry of a result or a first derivative on a domain is larger: 4 · 3 · 3 in a product, e³ in exp. */
export const SIZE = 64;

function of<K extends string, D extends K>(
  op: Op<K, D>,
  inputs: { [name in K]: fc.Arbitrary<Tensor> },
): fc.Arbitrary<Case> {
  return fc.record<Record<string, Tensor>>(inputs).map((drawn) => ({
    name: op.name,
    program: (values) => apply(op, values as Inputs<K>), // the names of `inputs`, which a Case forgets
    inputs: drawn,
    moving: Object.keys(op.jvp),
  }));
}

/** Each row of the scalar table where it is smooth, with the numbers to try it on. */
// prettier-ignore
const scalars: Readonly<Record<ScalarName, { op: Op<"x">; values: fc.Arbitrary<number> }>> = {
  neg:          { op: ops.neg,          values: numbers },
  exp:          { op: ops.exp,          values: numbers },
  log:          { op: ops.log,          values: positives },
  sqrt:         { op: ops.sqrt,         values: positives },
  tanh:         { op: ops.tanh,         values: numbers },
  sigmoid:      { op: ops.sigmoid,      values: numbers },
  softplus:     { op: ops.softplus,     values: numbers },
  gelu:         { op: ops.gelu,         values: numbers },
  relu:         { op: ops.relu,         values: offZero },
  negativePart: { op: ops.negativePart, values: offZero },
};
/** Rules of activations, with numbers where they are smooth. */
// prettier-ignore
const rules: readonly (readonly [name: string, rule: ScalarRule, values: fc.Arbitrary<number>])[] = [
  ["silu",        curves.silu,                  numbers],
  ["elu",         curves.elu(1.5),              offZero],
  ["selu",        curves.selu,                  offZero],
  ["celu",        curves.celu(0.75),            offZero],
  ["softplus",    curves.softplus(2),           numbers],
  ["gelu-tanh",   curves.geluTanh,              numbers],
  ["mish",        curves.mish,                  numbers],
  ["hardsigmoid", curves.hardsigmoid(0.125, 0.5), numbers],
  ["hardswish",   curves.hardswish,             numbers.map((x) => x * 0.9)],
  ["clip",        curves.clip(-8, 8),           numbers],
  ["softsign",    curves.softsign,              offZero],
  ["logsigmoid",  curves.logsigmoid,            numbers],
  ["sin",         curves.sine(2),               numbers],
  ["cos",         curves.cosine(2),             numbers],
  ["abs",         curves.absolute,              offZero],
  ["reciprocal",  curves.reciprocal,            offZero.map((x) => x + Math.sign(x))],
];

const scalarNames = Object.keys(scalars) as ScalarName[]; // Object.keys forgets that it was given a Record

const scalar = (name: ScalarName): fc.Arbitrary<Case> => {
  const { op, values } = scalars[name];
  return shapes.chain((shape) => of(op, { x: tensors(shape, values) }));
};

/** c f′(x), with y = f(x) computed from the same x: only then is holding y the whole derivative. */
const slopes = (name: ScalarName): fc.Arbitrary<Case> => {
  const { op, values } = scalars[name];
  return shapes
    .chain((shape) => fc.record({ x: tensors(shape, values), c: tensors(shape) }))
    .map((inputs) => ({
      name: `${name} slope`,
      program: ({ x, c }) => apply(ops.slopeOps[name], { x, y: apply(op, { x }), c }),
      inputs,
      moving: ["x", "c"],
    }));
};

const broadcast = (op: Op<"a" | "b">, divisors = numbers): fc.Arbitrary<Case> =>
  shapes
    .chain((shape) => fc.tuple(stretchableTo(shape), stretchableTo(shape)))
    .chain(([a, b]) => of(op, { a: tensors(a), b: tensors(b, divisors) }));

/** Two tensors that differ in every entry, as an extreme of two has a kink where they are equal. */
const apart = (op: Op<"a" | "b">): fc.Arbitrary<Case> =>
  shapes
    .chain((shape) => fc.record({ a: tensors(shape), gap: tensors(shape, offZero) }))
    .chain(({ a, gap }) => {
      const b = wrap(a.shape, a.data.map((each, at) => each + gap.data[at])); // prettier-ignore
      return of(op, { a: fc.constant(a), b: fc.constant(b) });
    });

const sizes = fc.tuple(few, few, few);

/** One primitive a row; a primitive without a row does not compile. */
export const domains: Readonly<Record<keyof typeof ops, fc.Arbitrary<Case>>> = {
  add: broadcast(ops.add),
  sub: broadcast(ops.sub),
  mul: broadcast(ops.mul),
  div: broadcast(ops.div, offZero),
  matmulNN: sizes.chain(([M, K, N]) => of(ops.matmulNN, { A: tensors([M, K]), B: tensors([K, N]) })),
  matmulNT: sizes.chain(([M, K, N]) => of(ops.matmulNT, { A: tensors([M, K]), B: tensors([N, K]) })),
  matmulTN: sizes.chain(([M, K, N]) => of(ops.matmulTN, { A: tensors([K, M]), B: tensors([K, N]) })),
  transpose: sizes.chain(([I, J]) => of(ops.transpose, { x: tensors([I, J]) })),
  maximum: apart(ops.maximum),
  minimum: apart(ops.minimum),
  affine: sizes.chain(([N, J, I]) =>
    of(ops.affine, { X: tensors([N, J]), W: tensors([I, J]), b: tensors([I]) }),
  ),
  prelu: sizes.chain(([N, I, pick]) =>
    of(ops.prelu, { X: tensors([N, I], offZero), a: tensors([pick === 1 ? 1 : I]) }),
  ),
  preluSlope: sizes.chain(([N, I, pick]) =>
    of(ops.preluSlope, {
      X: tensors([N, I], offZero),
      a: tensors([pick === 1 ? 1 : I]),
      c: tensors([N, I]),
    }),
  ),
  preluTangent: sizes.chain(([N, I, pick]) =>
    of(ops.preluTangent, {
      X: tensors([N, I], offZero),
      a: tensors([pick === 1 ? 1 : I]),
      XDot: tensors([N, I]),
      aDot: tensors([pick === 1 ? 1 : I]),
    }),
  ),
  broadcastTo: shapes.chain((shape) =>
    stretchableTo(shape).chain((own) => of(ops.broadcastTo(shape), { x: tensors(own) })),
  ),
  sumTo: shapes.chain((shape) =>
    stretchableTo(shape).chain((own) => of(ops.sumTo(own), { x: tensors(shape) })),
  ),
  sumOver: shapesWithAxis.chain(([shape, axis]) => of(ops.sumOver(axis), { x: tensors(shape) })),
  meanOver: shapesWithAxis.chain(([shape, axis]) => of(ops.meanOver(axis), { x: tensors(shape) })),
  repeatAlong: shapesWithAxis.chain(([shape, axis]) =>
    of(ops.repeatAlong(shape, axis), { x: tensors(axis === undefined ? [] : shape.toSpliced(axis, 1)) }),
  ),
  scale: fc.tuple(numbers, shapes).chain(([c, shape]) => of(ops.scale(c), { x: tensors(shape) })),
  logsumexp: shapesWithAxis.chain(([shape, axis]) =>
    of(ops.logsumexp(axis ?? 0), { x: tensors(axis === undefined ? [3] : shape) }),
  ),
  softmax: shapesWithAxis.chain(([shape, axis]) =>
    of(ops.softmax(axis ?? 0), { x: tensors(axis === undefined ? [3] : shape) }),
  ),
  concat: sizes.chain(([N, I, J]) =>
    of(ops.concat(["a", "b", "c"]), { a: tensors([N, I]), b: tensors([N, J]), c: tensors([N, 1]) }),
  ),
  slice: sizes.chain(([N, start, own]) =>
    of(ops.slice(start - 1, start - 1 + own), { x: tensors([N, start + own]) }),
  ),
  pad: sizes.chain(([N, before, I]) => of(ops.pad(before - 1, 3 - before), { x: tensors([N, I]) })),
  layerNorm: sizes.chain(([N, I]) =>
    of(ops.layerNorm(1), { X: tensors([N, I]), gain: tensors([I]), shift: tensors([I]) }),
  ),
  rmsNorm: sizes.chain(([N, I]) => of(ops.rmsNorm(1), { X: tensors([N, I]), gain: tensors([I]) })),
  softmaxDivergence: sizes.chain(([N, M]) =>
    of(ops.softmaxDivergence, { X: tensors([N, M]), target: tensors([N, M]) }),
  ),
  softmaxCrossEntropy: sizes.chain(([N, M]) =>
    of(ops.softmaxCrossEntropy, { X: tensors([N, M]), target: tensors([N], fc.nat(M - 1)) }),
  ),
  meanSquaredError: sizes.chain(([N, M]) =>
    of(ops.meanSquaredError, { prediction: tensors([N, M]), target: tensors([N, M]) }),
  ),
  pointwise: fc
    .constantFrom(...rules)
    .chain(([name, rule, values]) =>
      shapes.chain((shape) => of(ops.pointwise(name, rule), { x: tensors(shape, values) })),
    ),
  slopeOps: fc.constantFrom(...scalarNames).chain(slopes),
  neg: scalar("neg"),
  exp: scalar("exp"),
  log: scalar("log"),
  sqrt: scalar("sqrt"),
  tanh: scalar("tanh"),
  sigmoid: scalar("sigmoid"),
  softplus: scalar("softplus"),
  gelu: scalar("gelu"),
  relu: scalar("relu"),
  negativePart: scalar("negativePart"),
};
