import { cut, pruningInSteps, scoring } from "@espalier/prune";
import { fineTune, scoresOf, scoringStrategyOf, trainBaselineWithState } from "../experiment/steps.ts";
import { streamOf } from "../experiment/streams.ts";
import { proposed } from "../report/words.ts";
import { compensationsOf } from "./compensations.ts";
import { baselineOf } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { changeOf, damageOf, outputsOf, qualityOf } from "./measure.ts";
import type { Entry } from "./results.ts";
import type { CalibrationUnit, CrossedUnit, KeptStateUnit, StepsUnit } from "./unit.ts";

/** The ranking of a strategy with every compensation: what each of them gains are two claims. */
export function measureCrossed(unit: CrossedUnit, desk: Desk): void {
  const { seed, strategy } = unit;
  const baseline = baselineOf(desk);
  const scoresBy = (name: string): ReturnType<typeof scoresOf> =>
    scoresOf(desk, seed, baseline, scoringStrategyOf(name));
  const [ranked] = desk.watch(unit, "ranking", scoresBy(strategy));
  const [ofProposed] =
    strategy === proposed ? [ranked] : desk.watch(unit, "compensation", scoresBy(proposed));
  const before = outputsOf(desk, baseline);
  const entries: Entry[] = [];
  for (const [compensation, tensors] of compensationsOf(baseline, desk.data.train.inputs, ofProposed)) {
    const scores = ranked.map(({ importance }, k) => ({ importance, compensation: tensors[k] }));
    for (const ratio of desk.experiment.studies.crossed?.ratios ?? []) {
      const { network } = cut(baseline, scores, ratio);
      const outputChange = changeOf(desk, before, network);
      const where = { seed, ranking: strategy, compensation, ratio };
      entries.push({ list: "crossed", row: { ...where, ...qualityOf(desk, network), outputChange } });
    }
  }
  desk.tell(unit, entries);
}

/** The proposed method on the first samples of one random order: more of them include the fewer. */
export function measureCalibration(unit: CalibrationUnit, desk: Desk): void {
  const { seed, samples } = unit;
  const baseline = baselineOf(desk);
  const random = streamOf(seed, "calibration samples");
  const work = scoring(baseline, desk.data.train.inputs, { strategy: proposed, samples, random });
  const [scores] = desk.watch(unit, `${samples} samples`, work);
  const before = outputsOf(desk, baseline);
  const entries = (desk.experiment.studies.calibration?.ratios ?? []).map((ratio): Entry => {
    const pruned = cut(baseline, scores, ratio);
    const measured = { ...qualityOf(desk, pruned.network), ...damageOf(desk, before, pruned) };
    return { list: "calibration", row: { seed, samples, ratio, ...measured } };
  });
  desk.tell(unit, entries);
}

/** The proposed method in k steps. */
export function measureSteps(unit: StepsUnit, desk: Desk): void {
  const { seed, steps } = unit;
  const baseline = baselineOf(desk);
  const before = outputsOf(desk, baseline);
  const strategy = scoringStrategyOf(proposed);
  const entries = (desk.experiment.studies.steps?.ratios ?? []).map((ratio): Entry => {
    const work = pruningInSteps(baseline, ratio, steps, (left) => scoresOf(desk, seed, left, strategy));
    const [{ network }] = desk.watch(unit, `${steps} to ρ = ${ratio}`, work);
    const outputChange = changeOf(desk, before, network);
    return { list: "steps", row: { seed, steps, ratio, ...qualityOf(desk, network), outputChange } };
  });
  desk.tell(unit, entries);
}

/** The training before pruning is done again for its state of Adam, which is not kept; it ends with the same network. */
export function measureKeptState(unit: KeptStateUnit, desk: Desk): void {
  const { seed } = unit;
  const [{ network, state }] = desk.watch(unit, "training", trainBaselineWithState(desk, seed));
  const [scores] = desk.watch(unit, "scores", scoresOf(desk, seed, network, scoringStrategyOf(proposed)));
  const entries = (desk.experiment.studies.keptState?.ratios ?? []).map((ratio): Entry => {
    const work = fineTune(desk, seed, cut(network, scores, ratio), state);
    const [fineTuned] = desk.watch(unit, `ρ = ${ratio}`, work);
    return { list: "keptState", row: { seed, ratio, ...qualityOf(desk, fineTuned) } };
  });
  desk.tell(unit, entries);
}
