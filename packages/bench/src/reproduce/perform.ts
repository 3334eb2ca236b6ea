import type { Network } from "@espalier/prune";
import { measureBaseline, measureFromScratch, measurePruned, score } from "./comparison.ts";
import type { Scored } from "./comparison.ts";
import { deskOf } from "./desk.ts";
import { measureCalibration, measureCrossed, measureKeptState, measureSteps } from "./studies.ts";
import type { Report, Station, Task } from "./task.ts";

/**
 * Does a task from start to end, reporting each unit as soon as it is measured. What is measured depends on the experiment
 * and the unit alone.
 *
 * @returns the trained network of a baseline
 */
export function perform(task: Task, station: Station, report: (report: Report) => void): Network | undefined {
  const desk = deskOf(station, task, report);
  let trained: Network | undefined;
  let scored: Scored | undefined;
  for (const unit of task.units)
    switch (unit.kind) {
      case "baseline":
        trained = measureBaseline(unit, desk);
        break;
      case "from-scratch":
        measureFromScratch(unit, desk);
        break;
      case "pruned":
      case "fine-tuned":
        scored ??= score(unit, desk);
        measurePruned(unit, scored, desk);
        break;
      case "crossed":
        measureCrossed(unit, desk);
        break;
      case "calibration":
        measureCalibration(unit, desk);
        break;
      case "steps":
        measureSteps(unit, desk);
        break;
      case "keptState":
        measureKeptState(unit, desk);
        break;
    }
  return trained;
}
