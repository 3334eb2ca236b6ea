import { apply, createTape, dense, grad, ops, perSampleJacobians, source } from "@espalier/autodiff";
import type { Program, Variable } from "@espalier/autodiff";
import { item, tensor, toNested } from "@espalier/tensor";

const cube: Program<"x"> = ({ x }) => apply(ops.mul, { a: x, b: apply(ops.mul, { a: x, b: x }) });
const at = { x: tensor(2) };

const X = source(createTape(), tensor([[3, 4]]));
const S = apply(ops.affine, { X, W: tensor([[1, 1]]), b: tensor([0]) }) as Variable;

export const result: unknown = {
  slope: item(grad(cube, at).x),
  curvature: item(grad((inputs) => grad(cube, inputs).x, at).x),
  jacobian: toNested(dense(perSampleJacobians(S)[0]).weight),
};
