import {
  allocate,
  dtypeOf,
  matchAxes,
  ShapeError,
  showShape,
  ValueError,
  zeros,
  zerosIn,
} from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { primal, shapeOf } from "./op.ts";
import { affine } from "./ops/affine.ts";
import { reverseSweep } from "./tape.ts";
import type { Variable } from "./tape.ts";

/**
 * The per-sample Jacobian of the outputs of a batch by the weights and biases of one affine layer, in factored form:
 *
 *     ∂y_nm / ∂b_i = g_mni        ∂y_nm / ∂W_ij = g_mni x_nj
 *
 * The Jacobian of one sample and output by the weights has rank one, so these two factors describe it completely.
 */
export interface LayerJacobian {
  /** g [m, n, i], the sensitivity of output m to signal i. */
  readonly sensitivity: Tensor;
  /** x [n, j], the input of the layer. */
  readonly input: Tensor;
}

/** The affine lines of a tape up to the output, in the order they ran: the layers it was computed by. */
export const affineLines = (output: Variable): Variable[] =>
  output.trace.lines
    .slice(0, output.line + 1)
    .flatMap(({ op, value }, line) => (op === affine ? [{ trace: output.trace, line, value }] : []));

/**
 * x [n, j], the input of an affine line.
 *
 * @throws ValueError when the line is not affine
 */
export function affineInput({ trace: { lines }, line }: Variable): Tensor {
  const { op, inputs } = lines[line];
  if (op !== affine)
    throw new ValueError("affineInput", "an affine line", op === "source" ? "a source" : op.name);
  return primal(lines[inputs["X"]].value);
}

/**
 * The sensitivities of one output of a batch, ∂y_nm/∂s_ni [n, i] for each affine line, in ONE reverse sweep: the rows
 * of a batch never mix, so the cotangent e_m on every row gives each sample its own derivative.
 *
 * @param output y [n, m] on a tape
 * @param lines as {@link affineLines} finds them
 * @param arena provides the memory of the cotangent; ordinary memory by default
 * @throws ShapeError when the output is not [n, m], or has no such m
 */
export function sensitivities(
  output: Variable,
  m: number,
  lines: readonly Variable[],
  arena: Pick<Arena, "allocate"> = { allocate },
): Tensor[] {
  const { N, M } = matchAxes("sensitivities", { output: [{ shape: shapeOf(output) }, "NM"] });
  if (!(Number.isInteger(m) && m >= 0 && m < M))
    throw new ShapeError("sensitivities", `an output m from 0 to ${M - 1}`, `${m}`);
  const unit = zerosIn(arena, [N, M], dtypeOf(primal(output)));
  for (let n = 0; n < N; n++) unit.data[n * M + m] = 1;
  return reverseSweep(output, unit, lines).map((g, at) =>
    g === undefined ? zeros(shapeOf(lines[at]), dtypeOf(primal(output))) : primal(g),
  );
}

/**
 * The per-sample Jacobians of a batch by every affine layer, one forward pass and M reverse sweeps.
 *
 * No loss is involved and nothing is divided by the number of samples.
 *
 * @param output y [n, m] on a tape, computed by ops that keep the rows of the batch apart
 * @param arena provides the memory of the sensitivities; ordinary memory by default
 * @throws ShapeError when the output is not [n, m], or an affine layer works on another number of rows
 */
export function perSampleJacobians(
  output: Variable,
  arena: Pick<Arena, "allocate"> = { allocate },
): LayerJacobian[] {
  const { N, M } = matchAxes("perSampleJacobians", { output: [{ shape: shapeOf(output) }, "NM"] });
  const lines = affineLines(output);
  const layers = lines.map((line): LayerJacobian => {
    const [rows, I] = shapeOf(line);
    if (rows !== N)
      throw new ShapeError("perSampleJacobians", `affine layers of ${N} rows`, showShape([rows, I]));
    return { sensitivity: zerosIn(arena, [M, N, I], dtypeOf(primal(output))), input: affineInput(line) };
  });
  for (let m = 0; m < M; m++)
    for (const [at, g] of sensitivities(output, m, lines, arena).entries())
      layers[at].sensitivity.data.set(g.data, m * g.data.length);
  return layers;
}
