import { kernels } from "@espalier/tensor";
import { norm } from "./path.ts";

/** A piecewise linear layer, σ(s) = s where s > 0, else a s, with a row for each neuron, for all samples. */
export interface Rows {
  /** Wᵀ [q, p], q the neurons of the layer before */
  readonly weight: Float64Array;
  /** a of each neuron, [p] */
  readonly left: Float64Array;
  /** Sᵀ [p, n] */
  readonly signal: Float64Array;
}

/** The first pieces of the paths of one neuron in all samples, [n]. */
export interface FirstPieces {
  /** Their length as the signal of the neuron grows; −1 where the path has to be followed … */
  readonly up: Float64Array;
  /** … and as it shrinks. */
  readonly down: Float64Array;
  /** |v|, the same in both directions. */
  readonly speed: Float64Array;
}

/**
 * The first pieces for all samples at once, in both directions: the velocities differ only in sign. Where a signal lies on a kink
 * they differ more, and the length is −1.
 *
 * @param own the neuron, of which only its own row counts
 * @param weights by which the next layer receives it, [p]
 */
export function firstPieces(
  own: Omit<Rows, "weight">,
  weights: Float64Array,
  behind: readonly Rows[],
): FirstPieces {
  const N = own.signal.length;
  const lengths = { up: new Float64Array(N).fill(Infinity), down: new Float64Array(N).fill(Infinity) };
  let velocity = new Float64Array(N).fill(1);
  follow(own, velocity, lengths);
  for (const [k, layer] of behind.entries()) {
    velocity = k === 0 ? spread(weights, velocity) : received(layer, velocity, N);
    follow(layer, velocity, lengths);
  }
  return { ...lengths, speed: speeds(velocity, N) };
}

/** Ṡ [p, n] of a layer that receives one ẋ [n]. */
function spread(weights: Float64Array, xDot: Float64Array): Float64Array<ArrayBuffer> {
  const N = xDot.length;
  const sDot = new Float64Array(weights.length * N);
  for (let p = 0; p < weights.length; p++) for (let n = 0; n < N; n++) sDot[p * N + n] = weights[p] * xDot[n];
  kernels().tally?.(sDot.length);
  return sDot;
}

/** Ṡ [p, n] = W Ẋ [q, n] */
function received({ weight, left }: Rows, xDot: Float64Array, N: number): Float64Array<ArrayBuffer> {
  const P = left.length;
  const sDot = new Float64Array(P * N);
  const factors = { A: weight, aRow: 1, aColumn: P, B: xDot, bRow: N, bColumn: 1 };
  kernels().gemm({ ...factors, M: P, N, K: weight.length / P, C: sDot });
  return sDot;
}

/** A piece ends where a signal reaches its kink; behind σ, velocities are those of its outputs. */
function follow(
  { left, signal }: Omit<Rows, "weight">,
  velocity: Float64Array,
  { up, down }: Omit<FirstPieces, "speed">,
): void {
  const N = up.length;
  for (let p = 0; p < left.length; p++) {
    const a = left[p];
    if (a === 1) continue;
    for (let n = 0, at = p * N; n < N; n++, at++) {
      const [s, sDot] = [signal[at], velocity[at]];
      if (s === 0) up[n] = down[n] = -1;
      else if (sDot !== 0) {
        const t = -s / sDot;
        if (s > 0 === sDot > 0) down[n] = Math.min(down[n], -t);
        else up[n] = Math.min(up[n], t);
      }
      if (!(s > 0)) velocity[at] = a * sDot;
    }
  }
}

/** |v| in each sample, of v [m, n]. */
function speeds(v: Float64Array, N: number): Float64Array {
  const result = new Float64Array(N);
  const v_n = new Float64Array(v.length / N);
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < v_n.length; m++) v_n[m] = v[m * N + n];
    result[n] = norm(v_n);
  }
  return result;
}
