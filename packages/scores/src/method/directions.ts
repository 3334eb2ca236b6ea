import type { MetricFactors } from "@espalier/network/internal";
import { seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/** Random probes of the outputs, in place of a sweep for each output. */
export interface Probes {
  /** K, the number of sweeps. */
  readonly count: number;
  /** Of the signs; only its lowest 32 bits count. */
  readonly seed: number;
}

/** The directions f_k of the outputs from which reverse sweeps start; the energies are Σ_k (f_kᵀ g_n)². */
export interface Directions {
  /** The number of directions. */
  readonly count: number;
  /** Overwrites f [n, m] with f_k of each sample. Directions are written in ascending order, each once. */
  readonly write: (k: number, f: Tensor) => void;
}

/**
 * The directions of a metric F = Σ_m f_m f_mᵀ at outputs y [n, m]: all f_m, or K random sums of them,
 *
 *     u_k = Σ_m ± f_m / √K        E[Σ_k u_k u_kᵀ] = F
 *
 * with signs of their own for each sample. So E[Σ_k (u_kᵀ g)²] = gᵀ F g: energies by probes are unbiased. Their variance is at most
 * 2 (gᵀ F g)² / K for one sample. With as many probes as outputs or more, the directions are the exact ones.
 *
 * @see Hutchinson 1990, "A stochastic estimator of the trace of the influence matrix for Laplacian smoothing splines"
 */
export function directionsOf(
  y: Tensor,
  { factors, randomFactor }: MetricFactors,
  probes?: Probes,
): Directions {
  const [, M] = y.shape;
  if (probes === undefined || probes.count >= M) return { count: M, write: factors(y) };
  const random = seededRandom(probes.seed);
  const scale = 1 / Math.sqrt(probes.count);
  return {
    count: probes.count,
    write(_, f) {
      randomFactor(y, random, f);
      for (let at = 0; at < f.data.length; at++) f.data[at] *= scale;
    },
  };
}

/** The probes of the samples from `first` on: a stream of signs for each chunk of samples, the same in every thread. */
export const probesFrom = (probes: Probes | undefined, first: number): Probes | undefined =>
  probes && { count: probes.count, seed: mixed(probes.seed, first) };

/** One whole number of 32 bits from two, each of whose bits changes half of its bits (the finalizer of MurmurHash3). */
function mixed(a: number, b: number): number {
  let h = (a ^ Math.imul(b, 0x9e37_79b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
