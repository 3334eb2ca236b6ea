import { createTape, primal, reverseSweep, source } from "@espalier/autodiff";
import type { Value, Variable } from "@espalier/autodiff";
import type { NodeOp } from "@espalier/network";
import { full, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

// How a node carries the curvature of its value y back to a value x that it reads: H_x,j = Σ_i (∂y_i/∂x_j)² H_y,i.

/** A function of some values on a tape. */
export type Compute = (x: readonly Variable[]) => Value;

/** The curvature by each of the values that a function reads, from that by its result [n, i]. */
type Way = (values: readonly Tensor[], compute: Compute, curvature: Tensor) => Tensor[];

function sweeping(values: readonly Tensor[], compute: Compute): (cotangent: Tensor) => Tensor[] {
  const tape = createTape();
  const x = values.map((each) => source(tape, each));
  const y = compute(x) as Variable; // of values on a tape
  return (cotangent) =>
    x[0] === y
      ? [cotangent]
      : reverseSweep(y, cotangent, x).map((each, at) =>
          each === undefined ? zeros(values[at].shape) : primal(each),
        );
}

/** Column i of the result depends on column i of each value alone: f'² H. */
export const byColumn: Way = (values, compute, curvature) =>
  sweeping(values, compute)(full(curvature.shape, 1)).map((slope) => times(curvature, squared(slope)));

/** Columns of the values are columns of the result. */
const moved: Way = (values, compute, curvature) => sweeping(values, compute)(curvature);

/** Every column of the result depends on every column of the value: Σ_i (∂y_i/∂x_j)² H_i. */
const byRow: Way = (values, compute, curvature) => {
  const sweep = sweeping(values, compute);
  const [n, I] = curvature.shape;
  const total = zeros([n, I]);
  for (let i = 0; i < I; i++) {
    const unit = zeros([n, I]);
    for (let at = i; at < n * I; at += I) unit.data[at] = 1;
    const [slopes] = sweep(unit);
    for (let at = 0; at < n * I; at++)
      total.data[at] += slopes.data[at] ** 2 * curvature.data[at - (at % I) + i];
  }
  return [total];
};

/** The way back through each kind of node. */
export const ways: Readonly<Record<Exclude<NodeOp, "layer">, Way>> = {
  activation: byColumn,
  add: byColumn,
  mul: byColumn,
  max: byColumn,
  min: byColumn,
  concat: moved,
  slice: moved,
  constant: () => [],
  "layer-normalization": byRow,
  "rms-normalization": byRow,
  softmax: byRow,
};

/** The square of each entry. */
export const squared = ({ shape, data }: Tensor): Tensor => ({
  shape,
  data: data.map((each) => each * each),
});

const times = ({ shape, data }: Tensor, { data: by }: Tensor): Tensor => ({
  shape,
  data: data.map((each, at) => each * by[at]),
});
