import type { Mutant, Results } from "../results.ts";
import { percent, thousands } from "./table.ts";

/** What the results come to. */
export interface Totals {
  readonly seeded: number;
  readonly equivalent: readonly Mutant[];
  /** Those that change something. */
  readonly mutants: readonly Mutant[];
  readonly survivors: readonly Mutant[];
  readonly late: readonly Mutant[];
  readonly draws: number;
  readonly comparisons: number;
  readonly failures: number;
  readonly bare: Results["correct"][number]["bare"];
}

export function totalsOf({ mutants, correct }: Results): Totals {
  const sum = (f: (each: Results["correct"][number]) => number): number =>
    correct.reduce((total, each) => total + f(each), 0);
  const changing = mutants.filter(({ equivalent }) => equivalent === undefined);
  return {
    seeded: mutants.length,
    equivalent: mutants.filter(({ equivalent }) => equivalent !== undefined),
    mutants: changing,
    survivors: changing.filter(({ found }) => found.length === 0),
    late: changing.filter(({ late }) => late === true),
    draws: sum(({ draws }) => draws),
    comparisons: sum(({ comparisons }) => comparisons),
    failures: sum(({ failures }) => failures),
    bare: {
      draws: sum(({ bare }) => bare.draws),
      comparisons: sum(({ bare }) => bare.comparisons),
      failures: sum(({ bare }) => bare.failures),
    },
  };
}

/** The results in a few lines. */
export function summary(results: Results): string {
  const { seeded, equivalent, mutants, survivors, draws, comparisons, failures } = totalsOf(results);
  const killed = mutants.length - survivors.length;
  return [
    `${thousands(seeded)} mistakes seeded, ${thousands(equivalent.length)} of them proven to change nothing`,
    `${thousands(killed)} of the other ${thousands(mutants.length)} found (${percent(killed, mutants.length)})`,
    ...survivors.map(
      ({ of, kind, detail }) => `  survived: ${of}: ${kind}${detail === undefined ? "" : `, ${detail}`}`,
    ),
    ...results.usual.map((name, at) => {
      const own = mutants.filter(({ usual }) => usual.includes(at)).length;
      return `${thousands(own)} by ${name} (${percent(own, mutants.length)})`;
    }),
    `${failures} false alarms in ${thousands(comparisons)} comparisons at ${thousands(draws)} points of correct rules`,
  ].join("\n");
}
