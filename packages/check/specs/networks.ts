import type { AnyOp, Value } from "@espalier/autodiff";
import { apply, ops } from "@espalier/autodiff";
import { specOfProgram } from "../src/index.ts";
import type { Domain, Known, Spec } from "../src/index.ts";
import type { Primitive } from "./primitive.ts";

/** Ordinary numbers, as signals of a network are: beyond them everything saturates. */
const signal: Domain = { low: -4, high: 4 };
const layers = { X: signal, V: signal, a: signal, slope: signal, W: signal, b: signal };

const shapes: Known<string>["shapes"] = (size) => {
  const [N, J, I, M] = [size(1, 3), size(1, 3), size(1, 3), size(1, 2)];
  return { X: [N, J], V: [I, J], a: [I], slope: [1], W: [M, I], b: [M], target: [N] };
};

interface Parts {
  readonly affine: AnyOp;
  readonly prelu: AnyOp;
}

const right: Parts = { affine: anyOp(ops.affine), prelu: anyOp(ops.prelu) };

/** prelu(X Vᵀ + a) Wᵀ + b, the networks of this project in small. */
const network =
  ({ affine, prelu }: Parts) =>
  ({ X, V, a, slope, W, b }: Readonly<Record<string, Value>>): Value =>
    apply(affine, { X: apply(prelu, { X: apply(affine, { X, W: V, b: a }), a: slope }), W, b });

/** The kinks of a network lie where a signal is 0: how far the nearest is, in the inputs, at the steepest way there. */
const signalDistance: NonNullable<Spec["kinkDistance"]> = ({ X, V, a }) => {
  const [[N, J], [I]] = [X.shape, V.shape];
  let nearest = Infinity;
  for (let n = 0; n < N; n++)
    for (let i = 0; i < I; i++) {
      let [s, steepness] = [a.data[i], 1];
      for (let j = 0; j < J; j++) {
        const [x, w] = [X.data[n * J + j], V.data[i * J + j]];
        s += w * x;
        steepness += Math.abs(x) + Math.abs(w) + 1;
      }
      nearest = Math.min(nearest, Math.abs(s) / steepness);
    }
  return nearest;
};

export const networkSpec = (parts: Parts = right): Spec =>
  specOfProgram<string>("a network", network(parts), {
    inputs: layers,
    shapes: (size) => {
      const { target: _, ...own } = shapes(size);
      return own;
    },
    kinkDistance: signalDistance,
    samples: ["X"],
    composite: true,
  });

export const crossEntropySpec = (parts: Parts = right): Spec =>
  specOfProgram<string>(
    "cross-entropy of a network",
    ({ target, ...inputs }) => apply(ops.softmaxCrossEntropy, { X: network(parts)(inputs), target }),
    {
      inputs: { ...layers, target: { held: (pick, { W: [M] }) => pick(0, M - 1) } },
      shapes,
      kinkDistance: signalDistance,
      composite: true,
    },
  );

/** A network as the place where one of its ops is checked: what goes wrong only in company shows here. */
export const inNetworks: readonly Primitive[] = (["affine", "prelu"] as const).map((name) => ({
  name: `${name} in a network`,
  op: right[name],
  specWith: (variant) => ({
    ...networkSpec({ ...right, [name]: variant }),
    name: `${variant.name} in a network`,
  }),
}));

function anyOp(op: unknown): AnyOp {
  return op as AnyOp; // its inputs are found by name
}
