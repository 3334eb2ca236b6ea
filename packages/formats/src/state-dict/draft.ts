import type { ActivationText, Head } from "@espalier/network";
import type { BatchNorm, Linear } from "./modules.ts";
import type { Step } from "./order.ts";

/** A chain of layers in the making, for files that list its parts in the order in which they are applied. */
export interface ChainDraft {
  readonly steps: { -readonly [K in keyof Step]: Step[K] }[];
  /** The activation of each step; the identity until one follows. */
  readonly kinds: ActivationText[];
  /** A batch normalisation that waits for the layer behind it. */
  waiting: BatchNorm | undefined;
  head: Head | undefined;
}

export const emptyChain = (): ChainDraft => ({ steps: [], kinds: [], waiting: undefined, head: undefined });

/** Appends a layer, with the normalisation that waits in front of it. */
export function appendLinear(draft: ChainDraft, linear: Linear): void {
  draft.steps.push({ linear, prelu: undefined, before: draft.waiting, behind: undefined });
  draft.kinds.push({ kind: "identity" });
  draft.waiting = undefined;
}

/** Puts a normalisation behind the last layer, or in front of the next one if the last has an activation or a normalisation already. */
export function appendNorm(draft: ChainDraft, norm: BatchNorm): void {
  const last = draft.steps.at(-1);
  if (last !== undefined && draft.kinds.at(-1)?.kind === "identity" && last.behind === undefined)
    last.behind = norm;
  else draft.waiting = norm;
}
