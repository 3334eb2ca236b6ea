import type { Mask } from "@espalier/network";
import type { Tensor } from "@espalier/tensor";
import { cheapestOf } from "../method/rank.ts";

/** What is removed as a whole: single weights; all but n of each m consecutive weights of a row; or blocks of r rows and c columns. */
export type GranularityName = "weight" | `${number}:${number}` | `${number}x${number}`;

/** Chooses the weights to remove, given their importances. */
export interface Granularity {
  /** For options and errors. */
  readonly name: string;
  /** Whether only one ratio is possible, so that nothing can go in steps. */
  readonly isFixed: boolean;
  /** The number of weights that go together. */
  readonly size: number;
  /**
   * The masks, layer by layer.
   *
   * @throws ShapeError when a layer does not divide into groups or blocks
   * @throws ValueError when the ratio cannot be reached
   */
  readonly cheapest: (
    who: string,
    importance: readonly Tensor[],
    ratio: number,
    weights: readonly Tensor[],
  ) => Mask[];
}

/** Single weights: exactly round(ρ N_W) of all layers together. */
export const byWeight: Granularity = {
  name: "weight",
  isFixed: false,
  size: 1,
  cheapest: (_, importance, ratio, weights) => cheapestOf(importance, ratio, weights),
};
