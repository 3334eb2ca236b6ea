import { cut, sizesOf, strategyOf } from "@espalier/prune";
import type { LayerScores, Network } from "@espalier/prune";
import {
  fineTune,
  scoresOf,
  scoringStrategyOf,
  trainBaseline,
  trainFromScratch,
  untrained,
} from "../experiment/steps.ts";
import { secondsSince } from "../experiment/watch.ts";
import { baselineOf } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { entriesOf } from "./entries.ts";
import { damageOf, outputsOf } from "./measure.ts";
import type { Outputs } from "./measure.ts";
import type { BaselineUnit, NetworkUnit } from "./unit.ts";

export function measureBaseline(unit: BaselineUnit, desk: Desk): Network {
  const [network, training] = desk.watch(unit, "training", trainBaseline(desk, desk.seed));
  const place = { strategy: "baseline", ratio: 0, stage: "baseline" } as const;
  desk.tell(unit, entriesOf(desk, network, place), { training });
  return network;
}

export function measureFromScratch(unit: NetworkUnit, desk: Desk): void {
  const { strategy: name, ratio } = unit;
  const strategy = strategyOf("measureFromScratch", name);
  if (strategy.kind !== "retrain") throw new Error(`${name} does not train from scratch`);
  const start = untrained(desk, desk.seed, strategy, ratio);
  const label = `training ${sizesOf(start).join("-")}`;
  const [network, training] = desk.watch(unit, label, trainFromScratch(desk, desk.seed, start));
  desk.tell(unit, entriesOf(desk, network, { strategy: name, ratio, stage: "fine-tuned" }), { training });
}

/** What the networks of one strategy and one seed have in common. */
export interface Scored {
  readonly baseline: Network;
  readonly before: Outputs;
  readonly scores: readonly LayerScores[];
  readonly seconds: number;
}

/** Scores the weights once for many units, of which this one is the first. */
export function score(unit: NetworkUnit, desk: Desk): Scored {
  const baseline = baselineOf(desk);
  const strategy = scoringStrategyOf(unit.strategy);
  const [scores, seconds] = desk.watch(unit, "scores", scoresOf(desk, desk.seed, baseline, strategy));
  return { baseline, before: outputsOf(desk, baseline), scores, seconds };
}

/** A network right after pruning, or after fine-tuning. */
export function measurePruned(
  unit: NetworkUnit,
  { baseline, before, scores, seconds }: Scored,
  desk: Desk,
): void {
  const { strategy, ratio } = unit;
  const start = performance.now();
  const pruned = cut(baseline, scores, ratio);
  if (unit.kind === "pruned") {
    const costs = { scores: seconds, removal: secondsSince(start) };
    const damage = damageOf(desk, before, pruned);
    desk.tell(unit, entriesOf(desk, pruned.network, { strategy, ratio, stage: "pruned" }, damage), costs);
  } else {
    const [network, training] = desk.watch(unit, `ρ = ${ratio}`, fineTune(desk, desk.seed, pruned));
    desk.tell(unit, entriesOf(desk, network, { strategy, ratio, stage: "fine-tuned" }), { training });
  }
}
