import type { StrategyShown } from "../compute/cut.ts";
import type { LossCurve } from "../draw/losses.ts";
import { shapeOf, strategyTitles } from "../looks.ts";
import { WEIGHTS } from "./prune-state.ts";
import type { PruneState } from "./prune-state.ts";

/** A curve of losses: a strategy, and what differs from its own compensation at once. */
export interface Curve {
  readonly by: StrategyShown;
  readonly how: string;
}

export function curveOf({ by, comp, stages }: PruneState): Curve {
  const how = [
    comp === "own" ? "" : comp === "none" ? ", no compensation" : `, ${comp} compensation`,
    stages === "1" ? "" : `, ${stages} stages`,
  ].join("");
  return { by, how };
}

/** The losses that scene d has computed, as curves. */
export interface LossCurves {
  /** Notes the loss without `removed` weights. */
  readonly visit: (curve: Curve, removed: number, loss: number) => void;
  /** The curves become faint ones of a former network, and new ones begin. */
  readonly startAnew: () => void;
  /** Those of this network. */
  readonly drawn: () => LossCurve[];
  /** Faint ones of former networks, the latest first. */
  readonly older: () => readonly LossCurve[];
  /** Losses of this network by the name of the curve, then by the number of removed weights. */
  readonly losses: ReadonlyMap<string, { readonly points: ReadonlyMap<number, number> }>;
}

/** @param most how many faint curves are kept */
export function lossCurves(most: number): LossCurves {
  const curves = new Map<string, Curve & { readonly points: Map<number, number> }>();
  let older: readonly LossCurve[] = [];

  const drawn = (): LossCurve[] =>
    [...curves].map(([name, { by, how, points }]) => ({
      name,
      shape: shapeOf(by),
      className: `s-${by}${how === "" ? "" : " varied"}`,
      points: [...points]
        .toSorted(([a], [b]) => a - b)
        .map(([removed, loss]): [number, number] => [removed / WEIGHTS, loss]),
    }));

  return {
    losses: curves,
    drawn,
    older: () => older,
    visit({ by, how }, removed, loss) {
      const name = strategyTitles[by] + how;
      const curve = curves.get(name) ?? { by, how, points: new Map<number, number>() };
      curve.points.set(removed, loss);
      curves.set(name, curve);
    },
    startAnew() {
      older = [...drawn().map((curve) => ({ ...curve, isFaint: true })), ...older].slice(0, most);
      curves.clear();
    },
  };
}
