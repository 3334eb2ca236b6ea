import { kernels, matmulTN, zeros } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { LayerEnergy } from "../method/energy.ts";
import type { Moments } from "../method/moments.ts";
import { noCoscatter, rowOf } from "./columns.ts";
import type { Columns, Coscatter } from "./columns.ts";
import { addGram, byColumns, eachColumn, gramMemory } from "./gram.ts";
import type { GramMemory } from "./gram.ts";

/**
 * How the inputs of each neuron vary together under its energy:
 *
 *     C_i,jl = Σ_n G_ni (x_nj − μ_ij)(x_nl − μ_il)
 *
 * Centred at its own mean, each neuron's sum is ZᵀZ of Z = √G (x − μ): nothing cancels, and the result is symmetric. This is the definition.
 * Statistics use {@link coscatterWithin}, which computes the same bits for fewer columns.
 *
 * @returns [i, j, l]; 0 where the total energy is
 */
export function coscatterOf({ input: X, energy: G }: LayerEnergy, { mean, totalEnergy }: Moments): Tensor {
  const [I, J] = mean.shape;
  const [N] = X.shape;
  const coscatter = zeros([I, J, J]);
  const Z = zeros([N, J]);
  for (let i = 0; i < I; i++) {
    if (totalEnergy.data[i] === 0) continue;
    for (let n = 0; n < N; n++) {
      const root = Math.sqrt(G.data[n * I + i]);
      for (let j = 0; j < J; j++) Z.data[n * J + j] = root * (X.data[n * J + j] - mean.data[i * J + j]);
    }
    coscatter.data.set(matmulTN(Z, Z).data, i * J * J);
  }
  return coscatter;
}

/**
 * {@link coscatterOf} for some columns, to the bit. A sample without energy, and a column that is constant, only add zeros, and are left out.
 * Of columns that are gone, only the diagonal is computed.
 */
export function coscatterWithin(
  { input, energy }: LayerEnergy,
  { mean, totalEnergy }: Moments,
  columns: Columns,
): Coscatter {
  const [N, J] = input.shape;
  const result = noCoscatter(columns, J);
  const varying = varyingIn(input);
  const X = byColumns(input);
  const arena = kernels().arena();
  try {
    const widest = columns.reduce((most, { length }) => Math.max(most, length), 0);
    const memory = gramMemory(arena, N, widest);
    for (const i of columns.keys()) {
      const { columns: own, entries, diagonal } = rowOf(result, columns, i);
      if (own.length === 0 || totalEnergy.data[i] === 0) continue;
      const row = {
        X,
        all: N,
        mean: mean.data.subarray(i * J, (i + 1) * J),
        ...weightsOf(energy, i),
      };
      const isAway = (j: number): boolean => varying[j] === 1 || input.data[j] !== row.mean[j];
      const isOwn = new Uint8Array(J);
      for (const j of own) isOwn[j] = 1;
      const places = Uint32Array.from(own.keys()).filter((c) => isAway(own[c]));
      addOwn(entries, diagonal, row, own, places, memory);
      addDiagonal(
        diagonal,
        row,
        Uint32Array.from(isOwn.keys()).filter((j) => isOwn[j] === 0 && isAway(j)),
      );
    }
  } finally {
    arena.release();
  }
  return result;
}

/** Whether a column has more than one value. */
function varyingIn({ shape: [N, J], data }: Tensor): Uint8Array {
  const varying = new Uint8Array(J);
  for (let n = 1; n < N; n++) for (let j = 0; j < J; j++) if (data[n * J + j] !== data[j]) varying[j] = 1;
  return varying;
}

/** What the Z of a neuron is made of. */
interface RowSamples {
  /** The inputs, column by column. */
  readonly X: Data;
  /** The number of all samples. */
  readonly all: number;
  readonly mean: Tensor["data"];
  /** The numbers of the samples with energy, and the square roots of their energies. */
  readonly samples: Uint32Array;
  readonly roots: Float64Array;
}

function weightsOf({ shape: [N, I], data }: Tensor, i: number): Pick<RowSamples, "samples" | "roots"> {
  const [samples, roots] = [new Uint32Array(N), new Float64Array(N)];
  let count = 0;
  for (let n = 0; n < N; n++) {
    const G = data[n * I + i];
    if (G === 0) continue;
    samples[count] = n;
    roots[count++] = Math.sqrt(G);
  }
  return { samples: samples.subarray(0, count), roots };
}

/** The entries of a row; all but those at some places of its columns are zero. */
function addOwn(
  entries: Float64Array,
  diagonal: Float64Array,
  { X, all, mean, samples, roots }: RowSamples,
  columns: Uint32Array,
  places: Uint32Array,
  memory: GramMemory,
): void {
  const [{ Z }, N, width] = [memory, samples.length, places.length];
  const own = places.map((c) => columns[c]);
  eachColumn(N, width, (c, from, to, start, step) => {
    const [first, mu] = [own[c] * all, mean[own[c]]];
    for (let s = from, at = start; s < to; s++, at += step) Z[at] = roots[s] * (X[first + samples[s]] - mu);
  });
  addGram(entries, columns.length, N, memory, places);
  for (let c = 0; c < width; c++) diagonal[own[c]] = entries[places[c] * (columns.length + 1)];
}

/** Σ_n Z_nj² alone, for some columns. */
function addDiagonal(
  diagonal: Float64Array,
  { X, all, mean, samples, roots }: RowSamples,
  columns: Uint32Array,
): void {
  for (const j of columns) {
    const [first, mu] = [j * all, mean[j]];
    let sum = 0;
    for (let s = 0; s < samples.length; s++) {
      const z = roots[s] * (X[first + samples[s]] - mu);
      sum += z * z;
    }
    diagonal[j] = sum;
  }
}

/** The coscatter of two sets of samples together, in the memory of the first: as `mergeMoments`, with d dᵀ in place of d². */
export function mergeCoscatter(
  total: Coscatter,
  part: Coscatter,
  [a, b]: readonly [Moments, Moments],
  columns: Columns,
): Coscatter {
  const [I, J] = a.mean.shape;
  const { entries, diagonal } = total;
  const d = new Float64Array(J);
  let at = 0;
  for (let i = 0; i < I; i++) {
    const own = columns[i];
    if (own.length === 0) continue;
    const [G_a, G_b] = [a.totalEnergy.data[i], b.totalEnergy.data[i]];
    const share = G_a + G_b === 0 ? 0 : G_a * (G_b / (G_a + G_b));
    for (let j = 0; j < J; j++) {
      d[j] = b.mean.data[i * J + j] - a.mean.data[i * J + j];
      diagonal[i * J + j] = diagonal[i * J + j] + part.diagonal[i * J + j] + d[j] * share * d[j];
    }
    const d_own = Float64Array.from(own, (j) => d[j]);
    for (const d_j of d_own)
      for (let l = 0; l < d_own.length; l++, at++)
        entries[at] = entries[at] + part.entries[at] + d_j * share * d_own[l];
  }
  return total;
}
