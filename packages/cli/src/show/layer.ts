import type { Layer } from "@espalier/prune";

/** `0  784 → 32  relu`, the start of a line in a table. */
export function showLayer(k: number, { weight, activation }: Layer): string {
  const [neurons, inputs] = weight.shape;
  return `${k}  ${inputs} → ${neurons}  ${activation.kind}`;
}
