import type { Mask } from "@espalier/network";
import { ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { cheapestOf } from "../method/rank.ts";
import type { Granularity } from "./granularity.ts";

/**
 * Blocks of r rows and c columns, each removed as a whole. The importance of a block is the sum of those of its weights; of B blocks in all
 * layers, exactly round(ρ B) go. A block of zeros goes first among equal ones.
 *
 * @throws ValueError when a block has no weights
 */
export function inBlocks(who: string, r: number, c: number): Granularity {
  const name = `${r}x${c}`;
  if (r < 1 || c < 1) throw new ValueError(who, "blocks of at least one row and one column", name);
  return {
    name,
    isFixed: false,
    size: r * c,
    cheapest(caller, importance, ratio, weights) {
      for (const [k, { shape }] of importance.entries())
        if (shape[0] % r !== 0 || shape[1] % c !== 0)
          throw new ShapeError(
            `${caller}: layer ${k}`,
            `a weight that blocks of ${name} divide`,
            showShape(shape),
          );
      const sizes = weights.map(({ shape, data }) => blockSums({ shape, data: data.map(Math.abs) }, r, c));
      const sums = importance.map((each, k) => ofZeros(blockSums(each, r, c), sizes[k]));
      return cheapestOf(sums, ratio, sizes).map((blocks, k) => weightsOfBlocks(blocks, importance[k], r, c));
    },
  };
}

/**
 * The sums, with 0 for blocks of zeros: their removal changes nothing. Where importances are positions within a layer, the zeros of one layer
 * would stand behind the weights of another that has fewer of them.
 */
const ofZeros = ({ shape, data }: Tensor, { data: sizes }: Tensor): Tensor => ({
  shape,
  data: Float64Array.from(data, (sum, block) => (sizes[block] === 0 && Number.isFinite(sum) ? 0 : sum)),
});

/** The sum over each block, [rows / r, columns / c]. */
function blockSums({ shape: [I, J], data }: Tensor, r: number, c: number): Tensor {
  const sums = new Float64Array((I / r) * (J / c));
  for (let ij = 0; ij < data.length; ij++) sums[blockOf(ij, J, r, c)] += data[ij];
  return { shape: [I / r, J / c], data: sums };
}

const weightsOfBlocks = (blocks: Mask, { shape: [, J], data }: Tensor, r: number, c: number): Mask =>
  Uint8Array.from(data, (_, ij) => blocks[blockOf(ij, J, r, c)]);

/** The number of the block of weight ij. */
const blockOf = (ij: number, J: number, r: number, c: number): number =>
  Math.floor(Math.floor(ij / J) / r) * (J / c) + Math.floor((ij % J) / c);
