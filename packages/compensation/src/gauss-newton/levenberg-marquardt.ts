import { ask } from "./ask.ts";
import type { Asking, Batch } from "./ask.ts";
import { conjugateGradients, dot } from "./conjugate-gradients.ts";
import { blockPreconditioner, diagonalOf } from "./preconditioner.ts";

/** λ as a multiple of the mean of the positive entries of diag H; kept from one step to the next. */
export interface Damping {
  factor: number;
}

/** Small against the mean of diag H; it keeps a step from going far in directions that no sample of a batch shows. */
export const initialDamping = (): Damping => ({ factor: 1e-3 });

/** λ falls by this factor if the model was right. It grows by 2 if the model promised too much, so it finds its size from above. */
const TRUST = 3;

/** Below this, λ is lost in the rounding of products in f32. */
const LEAST = 1e-8;

/** The effect of one step of the solver on Q = E[D], the mean divergence from the dense network on the batch. */
export interface StepReport {
  readonly before: number;
  /** At most `before`: a step that does not lower Q is not taken. */
  readonly after: number;
  readonly iterations: number;
  /** The number of evaluations of Q, with or without its gradient. */
  readonly evaluations: number;
  /** Whether a step was taken. */
  readonly moved: boolean;
  /** The actual decrease divided by that of the quadratic model; 0 if no step was taken. */
  readonly gain: number;
}

/** Where λ is beyond this, or beyond its inverse, doubles cannot hold the squares that a solution needs. No step is taken then. */
const SMALLEST = 1e-290;

/** The largest number of halvings of a step. */
const HALVINGS = 8;

/**
 * One step of Levenberg–Marquardt on a batch: minimises the quadratic model of Q at θ,
 *
 *     (H + λ I) d = −∇Q        H = E[Jᵀ F J]
 *
 * by conjugate gradients, and goes to θ + d, or by halves of d until Q falls. λ grows if the model promised too large a decrease, and
 * shrinks if it was right.
 *
 * @see Levenberg 1944; Marquardt 1963; Martens 2010, "Deep learning via Hessian-free optimization"
 */
export function* levenbergMarquardt(
  batch: Batch,
  damping: Damping,
  { iterations }: { readonly iterations: number },
): Asking<{ readonly at: Float64Array; readonly report: StepReport }> {
  const { start } = batch;
  const { divergence: before, gradient } = yield* ask("gradient", { at: start });
  const blocks = yield* ask("blocks", {});
  const lambda = damping.factor * meanOfPositive(diagonalOf(batch.blocks, blocks));
  if (!(lambda > SMALLEST && lambda < 1 / SMALLEST && blocks.every(Number.isFinite)))
    return {
      at: start,
      report: { before, after: before, iterations: 0, evaluations: 1, moved: false, gain: 0 },
    };
  const system = {
    target: gradient.map((value) => -value),
    damping: lambda,
    preconditioner: blockPreconditioner(batch.blocks, blocks, lambda),
    iterations,
  };
  const { direction, curvature, iterations: used } = yield* conjugateGradients(system);
  for (let halving = 0, scale = 1; halving < HALVINGS; halving++, scale /= 2) {
    const at = start.map((value, p) => value + scale * direction[p]);
    const after = yield* ask("divergence", { at });
    if (!(after < before)) continue;
    const promised = -(scale * dot(gradient, direction) + (scale ** 2 / 2) * curvature);
    const gain = (before - after) / promised;
    if (halving > 0 || gain < 0.25) damping.factor *= 2;
    else if (gain > 0.75) damping.factor = Math.max(Math.min(damping.factor, LEAST), damping.factor / TRUST);
    return { at, report: { before, after, iterations: used, evaluations: halving + 2, moved: true, gain } };
  }
  damping.factor *= 4;
  return {
    at: start,
    report: { before, after: before, iterations: used, evaluations: HALVINGS + 1, moved: false, gain: 0 },
  };
}

/**
 * The mean of the numbers that are positive. Coordinates that no output depends on, such as those of fillers, do not count. If all
 * are 0, any positive number works.
 */
function meanOfPositive(diagonal: Float64Array): number {
  const positive = diagonal.filter((value) => value > 0);
  return positive.length === 0 ? 1 : positive.reduce((sum, value) => sum + value, 0) / positive.length;
}
