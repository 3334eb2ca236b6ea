import type { Machine } from "../performance/results.ts";

/** What scoring all weights costs, by three methods, on networks of more and more weights. */
export interface CostStudy {
  readonly format: "espalier-cost-study";
  readonly version: 1;
  /** ISO 8601 */
  readonly date: string;
  readonly machine: Machine;
  readonly points: readonly Point[];
}

export type MethodName = "elimination-compensation" | "nonlinear" | "naive";

/** One method on one network. */
export interface Point {
  readonly method: MethodName;
  /** d_0 … d_L */
  readonly sizes: readonly number[];
  /** N_W */
  readonly weights: number;
  /** How many were looked at; all three methods take time in proportion to them. */
  readonly samples: number;
  /** How many weights were removed, one at a time, where that were not all of them: the others are extrapolated from these. */
  readonly removed?: number;
  /** For all weights, the mean of some runs. */
  readonly seconds: number;
  /** For all weights, counted as they ran. */
  readonly multiplyAdds: number;
}

/** Seconds, or floating-point operations, for so many samples. */
export const SAMPLES = 1024;

/** What is plotted, tabulated and fitted. */
export const quantities = {
  seconds: { title: "seconds", of: (point: Point): number => perSamples(point, point.seconds) },
  operations: {
    title: "floating-point operations",
    of: (point: Point): number => perSamples(point, 2 * point.multiplyAdds),
  },
} as const;

export type Quantity = keyof typeof quantities;

const perSamples = ({ samples }: Point, value: number): number => (value / samples) * SAMPLES;
