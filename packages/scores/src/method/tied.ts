import type { Network } from "@espalier/network";
import { usesOf } from "@espalier/network/internal";
import { zeros } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";

/**
 * What the scores of a matrix that several layers use depend on. Without W_ij every use u loses W_ij x_uj, and its bias gains δ_u; to first order
 * an output changes by Σ_u g_ui (W_ij x_uj − δ_u). With δ_u = W_ij (c_uj + z_u), the mean square over N samples is W_ij²/N times the parabola
 *
 *     Σ_n Σ_m (Σ_u g_ui (x_uj − c_uj − z_u))² = a_ij − 2 b_ijᵀ z + zᵀ H_i z        H_i,uv = Σ_n Σ_m g_ui g_vi
 *
 * with g_ui the sensitivity of the neuron, and x_uj the input, that the weight connects at a use: of a transposed use those of neuron j and input i,
 * so that H depends on the weight.
 *
 * c are the mean inputs. So no digit is lost where the inputs are large against their spread; some are where the outputs depend on a neuron only in
 * samples whose inputs are far from the mean.
 */
export interface TiedMoments {
  /** N */
  readonly samples: number;
  /** Whether each use is transposed; undefined where none is. */
  readonly transposed?: readonly boolean[] | undefined;
  /** c = E[x_u] of each use, [u, j]; with a transposed use [u, max(i, j)], with zeros at the end of the shorter ones */
  readonly centre: Tensor;
  /** H [i, u, u]; with a transposed use [i, j, u, u] */
  readonly energy: Tensor;
  /** b_u = Σ_n Σ_m g_u Σ_v g_v (x_v − c_v), [i, j, u] */
  readonly pull: Tensor;
  /** a = Σ_n Σ_m (Σ_u g_u (x_u − c_u))², [i, j] */
  readonly square: Tensor;
}

/** The shapes of the moments of a matrix [i, j] with U uses, some of them transposed or none. */
export const tiedShapes = (
  I: number,
  J: number,
  U: number,
  isTransposed: boolean,
): Record<"centre" | "energy" | "pull" | "square", Shape> => ({
  centre: [U, isTransposed ? Math.max(I, J) : J],
  energy: isTransposed ? [I, J, U, U] : [I, U, U],
  pull: [I, J, U],
  square: [I, J],
});

/** The moments of no samples. */
export function noMomentsOf(I: number, J: number, U: number, transposed?: readonly boolean[]): TiedMoments {
  const shapes = tiedShapes(I, J, U, transposed !== undefined);
  return {
    samples: 0,
    ...(transposed && { transposed }),
    centre: zeros(shapes.centre),
    energy: zeros(shapes.energy),
    pull: zeros(shapes.pull),
    square: zeros(shapes.square),
  };
}

/** c of the input that a weight reads at a use. */
export function centreOf({ transposed, centre, square }: TiedMoments, u: number, ij: number): number {
  const [, J] = square.shape;
  const at = transposed?.[u] === true ? Math.floor(ij / J) : ij % J;
  return centre.data[u * centre.shape[1] + at];
}

/** H of a weight, [u, u]. */
export function energyOf(
  { energy, square }: Pick<TiedMoments, "energy" | "square">,
  ij: number,
): Tensor["data"] {
  const size = energy.shape[energy.shape.length - 1] ** 2;
  const at = energy.shape.length === 4 ? ij : Math.floor(ij / square.shape[1]);
  return energy.data.subarray(at * size, (at + 1) * size);
}

/** Whether several layers use one matrix. Most networks have no such matrix, and no work with it. */
export const hasTies = ({ layers }: Network): boolean => layers.some(({ tied }) => tied !== undefined);

/** The layers whose matrix others use too, with their uses; and whether each is transposed, where one is. */
export const sharedOf = ({ layers }: Network): Shared[] =>
  [...new Set(layers.flatMap(({ tied }) => (tied === undefined ? [] : [tied])))].map((k) => {
    const uses = usesOf(layers, k);
    const transposed = uses.map((use) => layers[use].transposed === true);
    return { k, uses, ...(transposed.includes(true) ? { transposed } : {}) };
  });

/** A matrix that several layers use. */
export interface Shared {
  /** The first of them. */
  readonly k: number;
  readonly uses: readonly number[];
  readonly transposed?: readonly boolean[];
}

/** The moments of no samples, for each layer whose matrix others use too; undefined for the others. */
export function noTiedMoments(network: Network): (TiedMoments | undefined)[] {
  if (!hasTies(network)) return [];
  const shared = new Map(sharedOf(network).map((each) => [each.k, each]));
  return network.layers.map(({ weight: { shape } }, k) => {
    const own = shared.get(k);
    return own && noMomentsOf(shape[0], shape[1], own.uses.length, own.transposed);
  });
}

/**
 * The moments of two sets of samples, around their common centre. Around a centre that is e lower, b is b + H e and a is a + 2 eᵀ b + eᵀ H e.
 */
export function mergeTied(a: TiedMoments, b: TiedMoments): TiedMoments {
  const [I, J, U] = a.pull.shape;
  const result = { ...noMomentsOf(I, J, U, a.transposed), samples: a.samples + b.samples };
  if (result.samples === 0) return result;
  const share = b.samples / result.samples;
  const { data: centre } = result.centre;
  for (let uj = 0; uj < centre.length; uj++)
    centre[uj] = a.centre.data[uj] + share * (b.centre.data[uj] - a.centre.data[uj]);
  const e = new Float64Array(U);
  for (const each of [a, b]) {
    for (let at = 0; at < result.energy.data.length; at++) result.energy.data[at] += each.energy.data[at];
    for (let ij = 0; ij < I * J; ij++) {
      for (let u = 0; u < U; u++) e[u] = centreOf(each, u, ij) - centreOf(result, u, ij);
      const H = energyOf(each, ij);
      let square = each.square.data[ij];
      for (let u = 0; u < U; u++) {
        const [b_u, moved] = [each.pull.data[ij * U + u], dotRow(H, u, e)];
        result.pull.data[ij * U + u] += b_u + moved;
        square += e[u] * (2 * b_u + moved);
      }
      result.square.data[ij] += square;
    }
  }
  return result;
}

/** Row u of a square matrix, times a vector. */
export const dotRow = (M: ArrayLike<number>, u: number, x: Float64Array): number =>
  x.reduce((sum, each, v) => sum + M[u * x.length + v] * each, 0);
