import type { Network } from "@espalier/network";
import type { KeptUnits, UnitScores } from "@espalier/structured";
import type { Unit } from "@espalier/structured/internal";
import { ShapeError, ValueError } from "@espalier/tensor";

/** The same network with a copy of a shared matrix in each layer that uses it: readers are scored one by one. */
export const untied = (network: Network): Network => ({
  ...network,
  layers: network.layers.map(({ weight, bias, activation }) => ({ weight, bias, activation })),
});

/** The importance of each unit: the sum over the layers that read it, and 0 if there are none. */
export const importancesOf = (units: readonly Unit[], scores: UnitScores): Float64Array =>
  Float64Array.from(units, ({ readers: [first, ...others] }) =>
    first === undefined ? 0 : others.reduce((sum, { k, j }) => sum + scores[k][j], scores[first.k][first.j]),
  );

/** The scores by the original numbers of the units. */
export function noted(
  before: UnitScores,
  kept: KeptUnits,
  layers: readonly number[],
  scored: UnitScores,
  { layers: all }: Network,
): UnitScores {
  return before.map((old, k) => {
    const at = layers.indexOf(k);
    if (at < 0) return old;
    const now = old.length > 0 ? old.slice() : new Float64Array(all[k].weight.shape[1]);
    for (const [own, unit] of kept[k].entries()) now[unit] = scored[at][own];
    return now;
  });
}

export function checkUnitScores(
  who: string,
  network: Network,
  layers: readonly number[],
  scores: UnitScores,
): void {
  for (const [at, k] of layers.entries()) {
    const [, J] = network.layers[k].weight.shape;
    if (scores[at]?.length !== J)
      throw new ShapeError(who, `${J} scores of the inputs of layer ${k}`, String(scores[at]?.length));
    const odd = scores[at].findIndex(Number.isNaN);
    if (odd >= 0)
      throw new ValueError(who, "importances that can be ordered", `NaN for input ${odd} of layer ${k}`);
  }
}
