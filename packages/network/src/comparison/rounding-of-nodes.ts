import type { Tensor } from "@espalier/tensor";
import { curveOf } from "../activation/activation-curves.ts";
import type { Activation } from "../activation/activation.ts";
import type { GraphNode, NodeOp } from "../graph/graph.ts";

/** A floating-point format. */
export interface Precision {
  /** Half the distance from 1 to the next number. */
  readonly u: number;
  /** The smallest number above 0. */
  readonly tiny: number;
}

/** The largest size of each column of a value, and of its error. */
export interface Sizes {
  readonly size: Float64Array;
  readonly error: Float64Array;
}

/** Some columns. */
export const part = ({ size, error }: Sizes, start: number, end: number): Sizes => ({
  size: size.subarray(start, end),
  error: error.subarray(start, end),
});

/** The columns of some values, side by side. */
export const sideBySide = (values: readonly Sizes[]): Sizes => ({
  size: Float64Array.from(values.flatMap(({ size }) => [...size])),
  error: Float64Array.from(values.flatMap(({ error }) => [...error])),
});

/** What becomes of each column, by itself. */
const columnwise = (width: number, of: (i: number) => readonly [size: number, error: number]): Sizes => {
  const columns = Array.from({ length: width }, (_, i) => of(i));
  return {
    size: Float64Array.from(columns, ([size]) => size),
    error: Float64Array.from(columns, ([, error]) => error),
  };
};

/** e ← |σ′| e + c u |σ| with c roundings in σ. */
export function throughActivation(
  activation: Activation,
  { size, error }: Sizes,
  { u, tiny }: Precision,
): Sizes {
  const curve = curveOf(activation);
  return columnwise(size.length, (i) => {
    const steeper = Math.max(1, slopeOf(activation, i));
    const rounded = curve.rounding(size[i] + error[i]) * u * steeper;
    return [
      steeper * curve.size(size[i]),
      (error[i] === 0 ? 0 : steeper * curve.slope(size[i] + error[i]) * error[i]) + rounded + tiny,
    ];
  });
}

/** |a| of a neuron with a PReLU, else 0. */
function slopeOf(activation: Activation, i: number): number {
  if (activation.kind !== "prelu") return 0;
  const { data } = activation.slope;
  return Math.abs(data[data.length === 1 ? 0 : i]);
}

type NodeOf<O extends NodeOp> = GraphNode & { readonly op: O };
type Rule<O extends NodeOp> = (node: NodeOf<O>, from: readonly Sizes[], precision: Precision) => Sizes;

// prettier-ignore
const rules: { readonly [O in Exclude<NodeOp, "layer">]: Rule<O> } = {
  activation: ({ activation }, [x], precision) => throughActivation(activation, x, precision),
  add:        (_, from, { u }) => from.reduce((a, b) => columnwise(a.size.length, (i) => {
    const [size, passed] = [a.size[i] + b.size[i], a.error[i] + b.error[i]];
    return [size, passed + u * (size + passed)];
  })),
  mul:        (_, from, { u, tiny }) => from.reduce((a, b) => columnwise(a.size.length, (i) => {
    const size = a.size[i] * b.size[i];
    const passed = a.error[i] * b.size[i] + a.size[i] * b.error[i] + a.error[i] * b.error[i];
    return [size, passed + u * (size + passed) + tiny];
  })),
  max:        extreme,
  min:        extreme,
  concat:     (_, from) => sideBySide(from),
  slice:      ({ start, end }, [x]) => part(x, start, end),
  constant:   ({ values }, _, { u, tiny }) => columnwise(values.length, (i) => [Math.abs(values[i]), u * Math.abs(values[i]) + tiny]),
  "layer-normalization": ({ gain, shift, epsilon }, [x], precision) => normalized(x, gain, shift, epsilon, precision),
  "rms-normalization":   ({ gain, epsilon }, [x], precision) => normalized(x, gain, undefined, epsilon, precision),
  softmax:    (_, [x], precision) => throughSoftmax(x, precision),
};

/** An extreme is one of its values, and an error of at most e of each moves it by at most e. */
function extreme(_: unknown, from: readonly Sizes[]): Sizes {
  return from.reduce((a, b) =>
    columnwise(a.size.length, (i) => [Math.max(a.size[i], b.size[i]), Math.max(a.error[i], b.error[i])]),
  );
}

/** A node that is not a layer. */
export function throughNode(
  node: Exclude<GraphNode, NodeOf<"layer">>,
  from: readonly Sizes[],
  precision: Precision,
): Sizes {
  const rule = rules[node.op] as Rule<NodeOp>; // the row of an op takes the nodes with that op
  return rule(node, from, precision);
}

/**
 * gain ∘ d / √(mean d² + ε) + shift, of the deviations d = x − mean x, or of d = x. The map d → d / √(mean d² + ε) has a derivative of norm 1/√ε
 * at most, as has x → d, of norm 1. So with e the errors of x and δ those of the computed deviations,
 *
 *     |ŷ_i − y_i| ≤ |gain_i| ((‖e‖ + ‖δ‖) / √ε + (n + 8) u √n) + 2 u (|gain_i| √n + |shift_i|)        |δ_i| ≤ γ_{n+2} 2 max (|x| + e)
 *
 * since no |d_i| is larger than √n √(mean d²). The mean of squares, its root and the quotient have n + 8 roundings; an error of the deviations is
 * one of the squares too. It holds for sums of squares of deviations, and not for the difference E[x²] − E[x]².
 */
function normalized(
  { size, error }: Sizes,
  gain: Tensor,
  shift: Tensor | undefined,
  epsilon: number,
  { u, tiny }: Precision,
): Sizes {
  const n = size.length;
  const most = size.reduce((largest, each, i) => Math.max(largest, each + error[i]), 0);
  const gamma = ((n + 2) * u) / (1 - (n + 2) * u);
  const passed = Math.sqrt(error.reduce((sum, e) => sum + e * e, 0));
  const deviations = shift === undefined ? 0 : Math.sqrt(n) * gamma * 2 * most;
  const root = Math.sqrt(n);
  const unit = (passed + deviations) / Math.sqrt(epsilon) + (n + 8) * u * root;
  return columnwise(n, (i) => {
    const [g, s] = [Math.abs(gain.data[i]), Math.abs(shift?.data[i] ?? 0)];
    return [g * root + s, g * unit + 2 * u * (g * (root + unit) + s) + 4 * tiny];
  });
}

/**
 * exp x_i / Σ exp x: an error of at most e of each x changes a quotient by a factor between exp −2e and exp 2e. The rounding of x − max x is one
 * of x; the exponentials, their sum and the quotient have n + 12 roundings. No result is larger than 1.
 */
function throughSoftmax({ size, error }: Sizes, { u, tiny }: Precision): Sizes {
  const n = size.length;
  const e = size.reduce((largest, each, i) => Math.max(largest, error[i] + 2 * u * (each + error[i])), 0);
  const relative = Math.min(1, Math.expm1(2 * e)) + (n + 12) * u;
  return columnwise(n, () => [1, Math.min(1, relative * (1 + (n + 12) * u) + tiny)]);
}
