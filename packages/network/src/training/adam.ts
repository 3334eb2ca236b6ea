import { dtypeOf, kernels, reference, zerosIn } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { power } from "@espalier/tensor/elementary";
import type { Mask } from "./masks.ts";

/** The hyper-parameters of Adam, and the defaults of its authors. */
export interface AdamOptions {
  /** α */
  readonly learningRate: number;
  /** β₁ */
  readonly beta1: number;
  /** β₂ */
  readonly beta2: number;
  /** ε */
  readonly epsilon: number;
}

/** The defaults of Kingma & Ba: α 1e-3, β₁ 0.9, β₂ 0.999, ε 1e-8. */
export const adamDefaults: AdamOptions = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** The running moments of the gradient of every parameter, and the number of steps. `adamStep` updates it. */
export interface AdamState {
  /** t, the number of steps so far. */
  readonly steps: number;
  /** m, one tensor for each parameter. */
  readonly first: readonly Tensor[];
  /** v, one tensor for each parameter. */
  readonly second: readonly Tensor[];
}

/**
 * The state before the first step.
 *
 * @param arena where it is allocated; by default in ordinary memory
 */
export function adamStart(parameters: readonly Tensor[], arena: Arena = reference.arena()): AdamState {
  const zerosLike = (parameter: Tensor): Tensor => zerosIn(arena, parameter.shape, dtypeOf(parameter));
  return { steps: 0, first: parameters.map(zerosLike), second: parameters.map(zerosLike) };
}

/**
 * One step of Adam, which overwrites the parameters and the state:
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − α m̂ / (√v̂ + ε)       m̂ = m / (1 − β₁ᵗ)       v̂ = v / (1 − β₂ᵗ)
 *
 * A removed entry and its moments are zero after every step, whatever they were before.
 *
 * @param removed the numbers of its removed entries for each parameter that has any, see {@link removedEntries}
 * @see Kingma & Ba 2015, "Adam: a method for stochastic optimization", algorithm 1
 */
export function adamStep(
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  state: AdamState,
  { learningRate, beta1, beta2, epsilon }: AdamOptions,
  removed: readonly (Uint32Array | undefined)[] = [],
): void {
  const counted: { steps: number } = state; // only this function changes it
  counted.steps++;
  const firstBias = 1 - power(beta1, state.steps);
  const secondBias = 1 - power(beta2, state.steps);
  for (let at = 0; at < parameters.length; at++) {
    const theta = parameters[at].data;
    const g = gradients[at].data;
    const m = state.first[at].data;
    const v = state.second[at].data;
    kernels().adam({ theta, g, m, v, learningRate, beta1, beta2, epsilon, firstBias, secondBias });
    const own = removed[at];
    if (own === undefined) continue;
    for (let each = 0; each < own.length; each++) {
      const p = own[each];
      theta[p] = m[p] = v[p] = 0;
    }
  }
}

/**
 * The numbers of the entries that a mask removes, in ascending order: testing the mask in every step would take longer than the
 * step, since no processor predicts which entry is removed.
 */
export function removedEntries(mask: Mask): Uint32Array {
  const removed = new Uint32Array(mask.length - mask.reduce((sum, kept) => sum + kept, 0));
  let next = 0;
  for (let p = 0; p < mask.length; p++) if (mask[p] === 0) removed[next++] = p;
  return removed;
}
