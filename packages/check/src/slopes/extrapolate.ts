/** A number and an estimate of how far it may be from what it stands for. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  /** The part of the error that comes from noise; the rest is truncation. */
  readonly noise: number;
}

/** An entry of Richardson's table. */
export interface Entry {
  readonly value: number;
  /** The noise of the given values, carried through the recursion with all signs taken as +. */
  readonly noise: number;
  /** The larger of its distances from the two entries that it is made of. */
  readonly change: number;
}

/** No column beyond this one: it removes h¹⁴, and the rest of a smooth function is noise. */
const COLUMNS = 7;

/**
 * The limit of D(h) for h → 0, from D at h, h/2, h/4 …, by Richardson's extrapolation.
 *
 * With D(h) = D(0) + a h^p + b h^2p + …, each column of the table removes one more power:
 *
 *     A_k0 = D(h/2^k)      A_kj = (r A_k,j−1 − A_k−1,j−1) / (r − 1),   r = 2^pj
 *
 * @param noise a bound on the error of each D(h/2^k)
 * @param power p: 2 for central differences, 1 for one-sided ones
 */
export function richardson(values: readonly number[], noise: readonly number[], power: 1 | 2): Entry[][] {
  const table: Entry[][] = [];
  for (let k = 0; k < values.length; k++) {
    const row: Entry[] = [{ value: values[k], noise: noise[k], change: 0 }];
    for (let j = 1; j <= Math.min(k, COLUMNS); j++) {
      const r = 2 ** (power * j);
      const [left, upper] = [row[j - 1], table[k - 1][j - 1]];
      const value = (r * left.value - upper.value) / (r - 1);
      row[j] = {
        value,
        noise: (r * left.noise + upper.noise) / (r - 1),
        change: Math.max(Math.abs(value - left.value), Math.abs(value - upper.value)),
      };
    }
    table.push(row);
  }
  return table;
}

/** The entry of a table with the smallest sum of change and noise, and the row and column where it stands. */
export interface Pick {
  readonly estimate: Estimate;
  readonly k: number;
  readonly j: number;
}

/**
 * Of Richardson's table the entry whose error seems least. The error of an entry is what its column has changed by, which is the
 * error of the column before it where the series holds, plus its noise. Where the steps are too wide for the series the change
 * says nothing: a small one may be an accident, and {@link Slope} asks finer steps.
 *
 * @see Ridders 1982, "Accurate computation of F′(x) and F′(x) F″(x)", Advances in Engineering Software 4
 */
export function leastChange(table: readonly (readonly Entry[])[]): Pick {
  let best: Pick = { estimate: { value: Number.NaN, error: Infinity, noise: Infinity }, k: 0, j: 0 };
  for (const [k, row] of table.entries())
    for (let j = 1; j < row.length; j++) {
      const { value, noise, change } = row[j];
      const error = change + noise;
      if (error < best.estimate.error) best = { estimate: { value, error, noise }, k, j };
    }
  return best;
}

/** The limit as {@link leastChange} sees it. */
export const extrapolate = (values: readonly number[], noise: readonly number[], power: 1 | 2): Estimate =>
  leastChange(richardson(values, noise, power)).estimate;
