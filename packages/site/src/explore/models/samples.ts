import { tensor } from "@espalier/prune";
import type { Samples } from "@espalier/prune";

/** Points (x₁, x₂, y) as samples. */
export const samplesOf = (points: readonly (readonly number[])[]): Samples => ({
  inputs: tensor(points.map(([a, b]) => [a, b])),
  targets: tensor(points.map(([, , y]) => [y])),
});
