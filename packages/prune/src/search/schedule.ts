import type { Effort } from "./effort.ts";

/**
 * The pruning ratios of the stages of a search, ascending, the last of them ρ.
 *
 * The first stage removes what most networks can spare. Each further stage keeps the same share of the remaining weights, so the kept
 * fraction falls geometrically.
 *
 * @param ratio ρ in [0, 1)
 * @param effort its ratio of the first stage, and the least share that a stage keeps
 * @param steps the number of stages; by default from the effort
 */
export function scheduleFor(
  ratio: number,
  { first, keep }: Pick<Effort, "first" | "keep">,
  steps?: number,
): number[] {
  const start = Math.min(ratio, first);
  // A share that is met up to rounding needs no further stage.
  const shares = Math.log((1 - start) / (1 - ratio)) / -Math.log(keep) - 1e-9;
  const stages = steps ?? 1 + Math.max(0, Math.ceil(shares));
  if (stages === 1) return [ratio];
  return Array.from({ length: stages }, (_, stage) =>
    stage === stages - 1 ? ratio : 1 - (1 - start) * ((1 - ratio) / (1 - start)) ** (stage / (stages - 1)),
  );
}

/** ρ/k, 2ρ/k … ρ: the schedule of `pruningInSteps`. */
export const linearSchedule = (ratio: number, steps = 1): number[] =>
  Array.from({ length: steps }, (_, step) => (step === steps - 1 ? ratio : (ratio * (step + 1)) / steps));
