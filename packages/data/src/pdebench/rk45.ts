import { ValueError } from "@espalier/tensor";
import type { TridiagonalSystem } from "../diffusion-sorption/rodasp.ts";
import type { IntegrateOptions, Trajectory } from "../diffusion-sorption/integrate.ts";

/*
 * SciPy's `solve_ivp(…, method="RK45")`, with which PDEBench made its data: the pair of Dormand & Prince, SciPy's control of the
 * step, and its interpolation to the times asked for. It is here to measure how accurate the data are, not to solve.
 */

// prettier-ignore
const A: readonly (readonly number[])[] = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84], // the step itself
];

/** Of the error, h Σ E_i k_i. */
const E = [-71 / 57600, 0, 71 / 16695, -71 / 1920, 17253 / 339200, -22 / 525, 1 / 40];

/** Of what lies between two steps: y(t + xh) = y + h Σ_i k_i Σ_m P_im xᵐ, m from 1 on. @see Shampine 1986, Math. Comp. 46 */
// prettier-ignore
const P: readonly (readonly number[])[] = [
  [1, -8048581381 / 2820520608, 8663915743 / 2820520608, -12715105075 / 11282082432],
  [0, 0, 0, 0],
  [0, 131558114200 / 32700410799, -68118460800 / 10900136933, 87487479700 / 32700410799],
  [0, -1754552775 / 470086768, 14199869525 / 1410260304, -10690763975 / 1880347072],
  [0, 127303824393 / 49829197408, -318862633887 / 49829197408, 701980252875 / 199316789632],
  [0, -282668133 / 205662961, 2019193451 / 616988883, -1453857185 / 822651844],
  [0, 40617522 / 29380423, -110615467 / 29380423, 69997945 / 29380423],
];

const [SAFETY, SMALLEST_FACTOR, LARGEST_FACTOR] = [0.9, 0.2, 10];
/** The error estimate has order 4. */
const EXPONENT = -1 / 5;

/** SciPy's defaults, which PDEBench leaves as they are. */
export const SCIPY_TOLERANCE = { relative: 1e-3, absolute: 1e-6 } as const;

export interface Rk45Options extends Pick<IntegrateOptions, "start" | "times"> {
  readonly tolerance?: { readonly relative: number; readonly absolute: number } | undefined;
}

/**
 * Integrates y' = f(y) as SciPy does. A system that is stiff keeps the steps at the limit of stability, where an error stays as large
 * as the tolerance lets it.
 *
 * @throws ValueError when the solution ends before the last time
 * @see Dormand & Prince 1980, "A family of embedded Runge–Kutta formulae"; SciPy, scipy/integrate/_ivp/rk.py
 */
export function rk45(system: TridiagonalSystem, options: Rk45Options): Trajectory {
  const { start, times, tolerance = SCIPY_TOLERANCE } = options;
  const { size, rate } = system;
  const end = times[times.length - 1];
  const K = Array.from({ length: 7 }, () => new Float64Array(size));
  const values = new Float64Array(times.length * size);
  let [y, next] = [Float64Array.from(start), new Float64Array(size)];
  rate(y, K[0]);
  let [t, row, accepted, rejected] = [0, 0, 0, 0];
  for (; row < times.length && times[row] <= 0; row++) values.set(y, row * size);
  let h = firstStep(system, y, K[0], end, tolerance);

  while (t < end) {
    let wasRejected = false;
    for (;;) {
      const tNew = Math.min(t + h, end);
      h = tNew - t;
      if (!(t + h > t))
        throw new ValueError("rk45", `a solution up to t = ${end}`, `one that ends at t = ${t}`);
      for (let stage = 1; stage < 7; stage++) {
        combine(next, y, K, A[stage], h);
        rate(next, K[stage]);
      }
      const error = errorOf(y, next, K, h, tolerance);
      const factor = SAFETY * error ** EXPONENT;
      if (error < 1) {
        for (; row < times.length && times[row] <= tNew; row++)
          interpolate(values.subarray(row * size, (row + 1) * size), y, K, h, (times[row] - t) / h);
        t = tNew;
        h *= Math.min(wasRejected ? 1 : LARGEST_FACTOR, error === 0 ? LARGEST_FACTOR : factor);
        [y, next] = [next, y];
        K[0].set(K[6]); // the first of the next step is the last of this one
        accepted++;
        break;
      }
      h *= factor > SMALLEST_FACTOR ? factor : SMALLEST_FACTOR; // also where the step left the domain of f
      wasRejected = true;
      rejected++;
    }
  }
  return { values, accepted, rejected };
}

/** y + h Σ c_i k_i */
function combine(
  to: Float64Array,
  y: Float64Array,
  K: readonly Float64Array[],
  c: readonly number[],
  h: number,
): void {
  for (let k = 0; k < y.length; k++) {
    let sum = 0;
    for (let stage = 0; stage < c.length; stage++) sum += c[stage] * K[stage][k];
    to[k] = y[k] + h * sum;
  }
}

/** y at the fraction x of a step. */
function interpolate(
  to: Float64Array,
  y: Float64Array,
  K: readonly Float64Array[],
  h: number,
  x: number,
): void {
  const c = P.map((row) => row.reduceRight((sum, coefficient) => (sum + coefficient) * x, 0));
  combine(to, y, K, c, h);
}

type Tolerance = NonNullable<Rk45Options["tolerance"]>;

/** The root mean square of the error estimate, each entry in units of its tolerance. */
function errorOf(
  y: Float64Array,
  next: Float64Array,
  K: readonly Float64Array[],
  h: number,
  tolerance: Tolerance,
): number {
  let total = 0;
  for (let k = 0; k < y.length; k++) {
    let error = 0;
    for (let stage = 0; stage < 7; stage++) error += E[stage] * K[stage][k];
    const allowed = tolerance.absolute + tolerance.relative * Math.max(Math.abs(y[k]), Math.abs(next[k]));
    total += ((h * error) / allowed) ** 2;
  }
  return Math.sqrt(total / y.length);
}

/** @see Hairer, Nørsett & Wanner 1993, "Solving Ordinary Differential Equations I", §II.4, as SciPy does it */
function firstStep(
  { size, rate }: TridiagonalSystem,
  y: Float64Array,
  f: Float64Array,
  end: number,
  { relative, absolute }: Tolerance,
): number {
  const norm = (at: (k: number) => number): number => {
    let total = 0;
    for (let k = 0; k < size; k++) total += (at(k) / (absolute + relative * Math.abs(y[k]))) ** 2;
    return Math.sqrt(total / size);
  };
  const [d0, d1] = [norm((k) => y[k]), norm((k) => f[k])];
  const h0 = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1, end);
  const moved = y.map((value, k) => value + h0 * f[k]);
  const g = new Float64Array(size);
  rate(moved, g);
  const d2 = norm((k) => g[k] - f[k]) / h0;
  const h1 = d1 <= 1e-15 && d2 <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : (0.01 / Math.max(d1, d2)) ** (1 / 5);
  return Math.min(100 * h0, h1, end);
}
