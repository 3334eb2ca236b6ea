import { sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import type { Size } from "./constants/size.ts";

/** A value that depends on the samples, as nodes see it. */
export interface Samples {
  /** Values that hold the same numbers in the same order have one number, whatever their shapes. */
  readonly id: number;
  /** The axes of one sample; undefined where the file does not say. */
  readonly axes: Shape | undefined;
  /** Whether an axis of samples is in front of them. */
  readonly batched: boolean;
}

/** All axes; undefined where the file does not say. */
export const axesWithBatch = ({ axes, batched }: Samples, batch: Size): readonly Size[] | undefined =>
  axes === undefined ? undefined : batched ? [batch, ...axes] : axes;

/** How many numbers a sample has; undefined where the file does not say. */
export const widthOf = ({ axes }: Samples): number | undefined =>
  axes === undefined ? undefined : sizeOf(axes);
