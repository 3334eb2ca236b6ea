/**
 * Moments by sums in f32: how far they are from exact ones, and when they are taken in f64 instead.
 *
 * A chunk is summed 128 samples at a time in f32, and these sums are added in f64 (`weightedSums` of the kernels). Let u = 2⁻²⁴ and ε = 133 u =
 * 7.93e-6. A term of Q is rounded at most five times (weight, difference twice, square, product), and its sum at most 127 times; the rest of ε is ample
 * for the additions in f64. All terms of Q are ≥ 0, and Σ G |x − c| ≤ √(ΣG Q). So with B, Q, S = Q − B²/ΣG and σ² = S/ΣG of exact sums,
 *
 *     |ΔQ| ≤ ε Q        |ΔB| ≤ ε √(ΣG Q)        |ΔS| ≤ ε Q (1 + 2 √(1 − S/Q) + ε)        |Δμ| ≤ ε √(Q/ΣG)
 *
 * The difference is kept where S ≥ Q/4: there |ΔS| ≤ 8.7e-5 S and |Δμ| ≤ 1.6e-5 σ. Elsewhere mean and scatter are taken again in f64, from all
 * samples of the chunk. Where chunks merge, a mean that is off by Δμ changes the scatter between them, V, by at most 2 √(Σ ΣG Δμ² · V), which is at most
 * 0.1 · 4 ε Σ S + 10 ε V: the scatter of all samples is off by less than 10⁻⁴ of it.
 *
 * Numbers that f32 cannot hold: where every ΣG_i, and every Σ (x − c)² under equal weights, is 0 or within {@link LIMITS}, nothing overflows, and what underflows
 * changes Q by less than 2⁻⁹⁸. A chunk outside of the limits is summed in f64. An entry with Q below {@link SMALLEST} that is not 0 is taken again in f64.
 * So only a scatter below 2⁻⁹⁸ may become 0.
 */
const LIMITS = { least: 2 ** -50, most: 2 ** 50 };

const SMALLEST = 2 ** -70;

/** Whether sums of squares or energies are of a size that leaves room for their products. NaN is not. */
export const isWithinSingles = (sums: Float64Array): boolean =>
  sums.every((sum) => sum === 0 || (sum >= LIMITS.least && sum <= LIMITS.most));

/** Whether a sum of squares may have lost terms that f32 cannot hold. */
export const isTooSmall = (Q_ij: number): boolean => Q_ij > 0 && Q_ij < SMALLEST;
