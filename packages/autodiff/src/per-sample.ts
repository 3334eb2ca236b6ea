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
import type { Arena, Data, Tensor } from "@espalier/tensor";
import { primal, shapeOf } from "./op.ts";
import { affine } from "./ops/affine.ts";
import { reverseSweep } from "./tape.ts";
import type { Variable } from "./tape.ts";

/**
 * The per-sample Jacobian of the outputs of a batch by the weights and biases of one affine layer, in factored form:
 *
 *     ∂y_nm / ∂b_i = g_mni        ∂y_nm / ∂W_ij = g_mni x_nj
 *
 * The Jacobian of one sample and output by the weights has rank one, so these two factors are all of it.
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
 * x [n, j], what an affine line was given.
 *
 * @throws ValueError when the line is another one
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
 * @param arena where the cotangent goes, ordinary memory unless told otherwise
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
 * @throws ShapeError when the output is not [n, m], or an affine layer works on another number of rows
 */
export function perSampleJacobians(output: Variable): LayerJacobian[] {
  const { N, M } = matchAxes("perSampleJacobians", { output: [{ shape: shapeOf(output) }, "NM"] });
  const lines = affineLines(output);
  const layers = lines.map((line): LayerJacobian => {
    const [rows, I] = shapeOf(line);
    if (rows !== N)
      throw new ShapeError("perSampleJacobians", `affine layers of ${N} rows`, showShape([rows, I]));
    return { sensitivity: zeros([M, N, I], dtypeOf(primal(output))), input: affineInput(line) };
  });
  for (let m = 0; m < M; m++)
    for (const [at, g] of sensitivities(output, m, lines).entries())
      layers[at].sensitivity.data.set(g.data, m * g.data.length);
  return layers;
}

/** The bytes of the dense form of a layer's Jacobian, weights and biases together. */
export function denseBytes({ sensitivity, input }: LayerJacobian): number {
  const [M, N, I] = sensitivity.shape;
  return N * M * I * (input.shape[1] + 1) * sensitivity.data.BYTES_PER_ELEMENT;
}

/**
 * The dense form, written out: weight [n, m, i, j] and bias [n, m, i]. See {@link denseBytes} for its size.
 *
 * @param limit the bytes it may take, 1 GiB unless told otherwise
 * @throws ShapeError stating the bytes when it would take more
 */
export function dense(layer: LayerJacobian, limit: number = 2 ** 30): { weight: Tensor; bias: Tensor } {
  const { sensitivity: g, input: x } = layer;
  const { M, N, I, J } = matchAxes("dense", { sensitivity: [g, "MNI"], input: [x, "NJ"] });
  const bytes = denseBytes(layer);
  if (bytes > limit)
    throw new ShapeError(
      "dense",
      `a Jacobian of at most ${limit} bytes`,
      `${bytes} for ${showShape([N, M, I, J])}`,
    );
  const weight = zeros([N, M, I, J], dtypeOf(g));
  const bias = zeros([N, M, I], dtypeOf(g));
  for (let n = 0; n < N; n++)
    for (let m = 0; m < M; m++)
      for (let i = 0; i < I; i++) {
        const g_mni = g.data[(m * N + n) * I + i];
        const nmi = (n * M + m) * I + i;
        bias.data[nmi] = g_mni;
        multiply(weight.data, nmi * J, g_mni, x.data, n * J, J);
      }
  return { weight, bias };
}

/** A row of J products. A function of its own, so that engines compile it for one kind of array, and early. */
function multiply(target: Data, at: number, g: number, x: Data, from: number, J: number): void {
  for (let j = 0; j < J; j++) target[at + j] = g * x[from + j];
}
