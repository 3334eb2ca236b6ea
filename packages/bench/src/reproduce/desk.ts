import type { Network, Work } from "@espalier/prune";
import { watch } from "../experiment/watch.ts";
import type { Entry } from "./results.ts";
import type { Costs, Report, Station } from "./task.ts";
import type { Unit } from "./unit.ts";

/** What the parts of a task work with. */
export interface Desk extends Station {
  readonly seed: number;
  /** The trained network, which a task may have been given. */
  readonly baseline: Network | undefined;
  /** The result of some work and its seconds. */
  readonly watch: <T>(unit: Unit, label: string, work: Work<T>) => [T, number];
  readonly tell: (unit: Unit, entries: readonly Entry[], costs?: Costs) => void;
}

export const deskOf = (
  station: Station,
  { seed, baseline }: { readonly seed: number; readonly baseline?: Network },
  report: (report: Report) => void,
): Desk => ({
  ...station,
  seed,
  baseline,
  watch: (unit, label, work) =>
    watch(work, ({ done, total }) =>
      report({
        kind: "progress",
        unit,
        fraction: done / total,
        label: `${labelOf(station, unit)}, ${label}`,
      }),
    ),
  tell: (unit, entries, costs = {}) => report({ kind: "measured", unit, entries, costs }),
});

const labelOf = ({ experiment }: Station, unit: Unit): string =>
  `${experiment.name}, seed ${unit.seed}, ${"strategy" in unit ? unit.strategy : unit.kind}`;

/** @throws Error when the task came without the network it is about: a mistake of ours */
export function baselineOf({ baseline }: Desk): Network {
  if (baseline === undefined) throw new Error("a task was given no baseline to prune");
  return baseline;
}
