import { kernels } from "@espalier/tensor";
import type { Arena, DType, Tensor } from "@espalier/tensor";
import { isTooSmall, isWithinSingles } from "./in-singles.ts";
import { noMoments } from "./moments.ts";
import type { Moments } from "./moments.ts";

/** The moments of a layer's inputs under the energy of each neuron, and under equal weights. */
export interface BatchMoments {
  readonly weighted: Moments;
  readonly unweighted: Moments;
}

/**
 * The moments of a batch, by sums in an arena. They are taken around a shift c_j, which does not change the scatter on paper and keeps its
 * digits in floating point. With B = Gᵀ(X − c) and Q = Gᵀ(X − c)²
 *
 *     μ_ij = c_j + B_ij / Σ G_i        scatter_ij = Q_ij − B_ij² / Σ G_i
 *
 * If all the energy of a neuron is on samples far from c_j, that difference cancels; then the sum is taken again, around μ_ij
 * itself.
 *
 * @param precision of the sums; `in-singles.ts` says what f32 keeps
 * @param result overwritten; new moments by default
 * @see Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance"
 */
export function momentsInArena(
  arena: Arena,
  X: Tensor,
  G: Tensor,
  precision: DType,
  result?: BatchMoments,
): BatchMoments {
  const [N, J] = X.shape;
  const I = G.shape[1];
  const { weighted, unweighted } = result ?? { weighted: noMoments(I, J), unweighted: noMoments(1, J) };
  const data = G.data instanceof Float64Array ? G.data : Float64Array.from(G.data);
  const energy = arena.doubles(I);
  kernels().columnSums({ X: data, sums: energy });
  const sums = { first: arena.doubles(I * J), second: arena.doubles(I * J) };
  const equal = { first: arena.doubles(J), second: arena.doubles(J) };
  const sumIn = (dtype: DType): Batch => {
    const shift = shiftOf(X, dtype);
    kernels().weightedSums({ N, I, J, X: X.data, shift, G: data, ...sums, equal, precision: dtype });
    return { X, shift, inSingles: dtype === "f32" };
  };
  let batch = sumIn(X.data instanceof Float32Array ? precision : "f64");
  if (batch.inSingles && !(isWithinSingles(energy) && isWithinSingles(equal.second))) batch = sumIn("f64");
  writeMoments(weighted, batch, { data, step: I }, energy, sums);
  writeMoments(unweighted, batch, ONES, Float64Array.of(N), equal);
  return { weighted, unweighted };
}

/** The samples, and what they were summed around. */
interface Batch {
  readonly X: Tensor;
  readonly shift: Float64Array;
  readonly inSingles: boolean;
}

/** G_ni is at n · step + i. */
interface Weights {
  readonly data: Float64Array;
  readonly step: number;
}

/** One number, which is every weight. */
const ONES: Weights = { data: Float64Array.of(1), step: 0 };

/**
 * @param energy Σ_n G_ni, [i]
 * @param sums B and Q, [i, j]
 */
function writeMoments(
  result: Moments,
  { X, shift, inSingles }: Batch,
  weights: Weights,
  energy: Float64Array,
  { first, second }: { readonly first: Float64Array; readonly second: Float64Array },
): void {
  const [I, J] = [energy.length, X.shape[1]];
  const [total, mean, scatter] = [result.totalEnergy.data, result.mean.data, result.scatter.data];
  for (let i = 0; i < I; i++) {
    const G_i = energy[i];
    total[i] = G_i;
    if (G_i === 0) {
      mean.fill(0, i * J, (i + 1) * J);
      scatter.fill(0, i * J, (i + 1) * J);
      continue;
    }
    for (let j = 0, ij = i * J; j < J; j++, ij++) {
      const B_ij = first[ij];
      const offset = B_ij / G_i;
      const Q_ij = second[ij];
      const difference = Q_ij - offset * B_ij;
      const mu = shift[j] + offset;
      mean[ij] = mu;
      scatter[ij] = difference;
      // Above this limit the difference loses at most two bits.
      if (difference < Q_ij / 4 || (inSingles && isTooSmall(Q_ij))) {
        if (inSingles) mean[ij] += around(mu, X, weights, i, j).offset;
        scatter[ij] = around(mean[ij], X, weights, i, j).scatter;
      }
    }
  }
}

/** This many samples locate the values of a column well enough. */
const SAMPLES = 64;

/**
 * c_j: the mean of some of the samples, or 0 where most of them are 0, as with pixels and relu outputs. Around 0 a
 * value of 0 is a term of 0, which the kernels skip; and if the energy is only on samples with x_j = 0, there is no
 * scatter to lose.
 */
function shiftOf({ shape: [N, J], data }: Tensor, precision: DType): Float64Array {
  const step = Math.ceil(N / SAMPLES);
  const looked = Math.ceil(N / step);
  const shift = new Float64Array(J);
  for (let j = 0; j < J; j++) {
    // Summed as differences from the first value: exact for an input that is constant.
    const first = data[j];
    let [away, zeros] = [0, 0];
    for (let nj = j; nj < N * J; nj += step * J) {
      away += data[nj] - first;
      zeros += Number(data[nj] === 0); // no branch: zeros are hard to predict
    }
    // The last 0 makes 0 of −0, so that no mean is −0, which JSON could not hold.
    const c = 2 * zeros >= looked ? 0 : first + away / looked + 0;
    shift[j] = precision === "f32" ? Math.fround(c) : c;
  }
  return shift;
}

/** The mean less μ, and Σ_n G_ni (x_nj − μ)², less the share of it that is due to the rounding of μ. */
function around(
  mu: number,
  X: Tensor,
  G: Weights,
  i: number,
  j: number,
): { readonly offset: number; readonly scatter: number } {
  const [N, J] = X.shape;
  let [total, first, second] = [0, 0, 0];
  for (let n = 0; n < N; n++) {
    const G_ni = G.data[n * G.step + i];
    const x = X.data[n * J + j] - mu;
    total += G_ni;
    first += G_ni * x;
    second += G_ni * x * x;
  }
  return { offset: first / total, scatter: Math.max(0, second - (first * first) / total) };
}
