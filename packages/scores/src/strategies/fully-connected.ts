import { removalCount } from "../method/rank.ts";
import type { RetrainingStrategy } from "./strategy.ts";

/**
 * A dense, narrower network with as many weights as the pruned one keeps, trained from scratch. A pruning strategy is
 * useful only where it does better.
 */
export const fullyConnected: RetrainingStrategy = {
  kind: "retrain",
  name: "fully-connected",
  sizes: (sizes, ratio) => {
    const weights = weightsBetween(sizes);
    return narrowed(sizes, weights - removalCount(weights, ratio));
  },
};

/**
 * The layer sizes with every hidden width scaled by one factor, f d_k rounded and at least 1, whose number of weights
 * is nearest to `weights`; the narrower of two that are equally near.
 */
function narrowed(sizes: readonly number[], weights: number): number[] {
  const hidden = sizes.slice(1, -1);
  const scaled = (factor: number): number[] =>
    sizes.map((size, k) =>
      k === 0 || k === sizes.length - 1 ? size : Math.max(1, Math.round(size * factor)),
    );
  // The widths change only where some f d_k passes a half, so there is one candidate between two such factors, and it
  // is taken half-way: at the factor itself the rounding of f d_k would decide.
  const passes = hidden
    .flatMap((width) => Array.from({ length: width - 1 }, (_, w) => (w + 1.5) / width))
    .toSorted((a, b) => a - b);
  const candidates = [0, ...passes].map((pass, at) => scaled((pass + (passes[at] ?? 1)) / 2));
  const miss = (candidate: readonly number[]): number => Math.abs(weightsBetween(candidate) - weights);
  return candidates.reduce((best, candidate) => (miss(candidate) < miss(best) ? candidate : best));
}

const weightsBetween = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((count, size, k) => count + size * sizes[k], 0);
