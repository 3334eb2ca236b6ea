import { ask } from "./ask.ts";
import type { Asking } from "./ask.ts";
import type { Preconditioner } from "./preconditioner.ts";

export interface System {
  /** b, the right-hand side. */
  readonly target: Float64Array;
  /** λ ≥ 0 */
  readonly damping: number;
  readonly preconditioner: Preconditioner;
  /** The largest number of products. */
  readonly iterations: number;
}

export interface Direction {
  /** d */
  readonly direction: Float64Array;
  /** dᵀ H d, without the damping. */
  readonly curvature: number;
  readonly iterations: number;
}

/** If rᵀ M⁻¹ r has fallen by this factor, rounding limits the solution: a product in f32 has an error of about 1e-7, here squared. */
const SOLVED = 1e-14;

/**
 * Solves (H + λ I) d = b by conjugate gradients, preconditioned. Each iteration asks for one product with H, which
 * is never formed. It ends early if the system is solved, or if H + λ I has no positive curvature left in f32.
 *
 * @see Hestenes & Stiefel 1952, "Methods of conjugate gradients for solving linear systems"
 */
export function* conjugateGradients({
  target,
  damping,
  preconditioner,
  iterations,
}: System): Asking<Direction> {
  const size = target.length;
  const direction = new Float64Array(size);
  const residual = target.slice();
  const search = preconditioner(residual);
  let rz = dot(residual, search);
  const first = rz;
  let count = 0;
  while (count < iterations && rz > SOLVED * first) {
    const product = yield* ask("product", { at: search });
    const along = dot(search, product) + damping * dot(search, search);
    if (!(along > 0)) break;
    count++;
    const step = rz / along;
    for (let at = 0; at < size; at++) {
      direction[at] += step * search[at];
      residual[at] -= step * (product[at] + damping * search[at]);
    }
    const z = preconditioner(residual);
    const next = dot(residual, z);
    for (let at = 0; at < size; at++) search[at] = z[at] + (next / rz) * search[at];
    rz = next;
  }
  // (H + λ I) d = b − r, so dᵀ H d = dᵀ (b − r) − λ dᵀ d.
  const curvature = dot(direction, target) - dot(direction, residual) - damping * dot(direction, direction);
  return { direction, curvature, iterations: count };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
