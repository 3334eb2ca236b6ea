import { factorize, solve, tridiagonal } from "./tridiagonal.ts";
import type { Tridiagonal } from "./tridiagonal.ts";

/** y' = f(y), y [size], where f_k depends on y_{k−1}, y_k and y_{k+1} alone. Where f has no value it gives NaN. */
export interface TridiagonalSystem {
  readonly size: number;
  /** Writes f(y). */
  readonly rate: (y: Float64Array, f: Float64Array) => void;
  /** Writes f(y) and J = ∂f/∂y, at little more than the price of f. */
  readonly rateAndJacobian: (y: Float64Array, f: Float64Array, J: Tridiagonal) => void;
}

/** Single steps of a method, in memory that is allocated once. */
export interface Stepper {
  /**
   * Chooses where the next steps start; a step that went wrong is repeated from there with another h.
   *
   * @returns max |f_k(y)|, Infinity or NaN where f has no value
   */
  readonly startAt: (y: Float64Array) => number;
  /**
   * Writes y(t + h) into `next`.
   *
   * @returns the largest estimated error of an entry; not finite when the step left the domain of f
   */
  readonly step: (h: number, next: Float64Array) => number;
}

/**
 * RODASP, a Rosenbrock method of order 4 with an error estimate of order 3. Six stages share one matrix:
 *
 *   (1/(γh) − J) U_i = f(y + Σ_{j<i} a_ij U_j) + Σ_{j<i} c_ij U_j / h,   i = 1 … 6
 *   y(t + h) ≈ y + Σ_j a_6j U_j + U_6,   error ≈ U_6
 *
 * L-stable and stiffly accurate: it damps changes that are far faster than h at once, such as the jump between u0 and the
 * boundary. On linear parabolic equations it keeps its order 4, where most Rosenbrock methods lose some of it.
 *
 * @see Steinebach 1995, "Order-reduction of ROW-methods for DAEs and method of lines applications", TH Darmstadt,
 *      Preprint 1741; the coefficients as in `rodas.f` (method 3) of Hairer & Wanner 1996, "Solving Ordinary Differential
 *      Equations II", §IV.7 for the formulation
 */
export function rodasp({ size, rate, rateAndJacobian }: TridiagonalSystem): Stepper {
  const start = new Float64Array(size);
  const startRate = new Float64Array(size);
  const stageInput = new Float64Array(size);
  const U = a.map(() => new Float64Array(size));
  const J = tridiagonal(size);
  const A = tridiagonal(size);

  const startAt = (y: Float64Array): number => {
    start.set(y);
    rateAndJacobian(start, startRate, J);
    return largest(startRate);
  };

  const step = (h: number, next: Float64Array): number => {
    for (let k = 0; k < size; k++) {
      A.lower[k] = -J.lower[k];
      A.diagonal[k] = 1 / (gamma * h) - J.diagonal[k];
      A.upper[k] = -J.upper[k];
    }
    factorize(A);
    for (let i = 0; i < U.length; i++) {
      stageInput.set(start);
      for (let j = 0; j < i; j++) addMultiple(stageInput, a[i][j], U[j]);
      if (i === 0) U[0].set(startRate);
      else rate(stageInput, U[i]);
      for (let j = 0; j < i; j++) addMultiple(U[i], c[i][j] / h, U[j]);
      solve(A, U[i]);
    }
    const error = U[U.length - 1];
    next.set(stageInput);
    addMultiple(next, 1, error);
    return largest(error);
  };

  return { startAt, step };
}

const gamma = 0.25;

// prettier-ignore
const a: readonly (readonly number[])[] = [
  [],
  [ 3],
  [ 1.831036793486759,  0.4955183967433795],
  [ 2.304376582692669, -0.05249275245743001,  -1.176798761832782],
  [-7.170454962423024, -4.741636671481785,   -16.31002631330971, -1.062004044111401],
  [-7.170454962423024, -4.741636671481785,   -16.31002631330971, -1.062004044111401, 1],
];

// prettier-ignore
const c: readonly (readonly number[])[] = [
  [],
  [-12],
  [ -8.791795173947035, -2.207865586973518],
  [ 10.81793056857153,   6.780270611428266, 19.5348594464241],
  [ 34.19095006749676,  15.49671153725963,  54.7476087596413,  14.16005392148534],
  [ 34.62605830930532,  15.30084976114473,  56.99955578662667, 18.40807009793095, -40 / 7],
];

/** y += factor x */
function addMultiple(y: Float64Array, factor: number, x: Float64Array): void {
  for (let k = 0; k < y.length; k++) y[k] += factor * x[k];
}

/** max |x_k|. Math.max hands a NaN on, which a comparison would pass over. */
function largest(x: Float64Array): number {
  let result = 0;
  for (let k = 0; k < x.length; k++) result = Math.max(result, Math.abs(x[k]));
  return result;
}
