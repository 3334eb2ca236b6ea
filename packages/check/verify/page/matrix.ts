import type { Results } from "../results.ts";
import type { Totals } from "./summary.ts";
import { orAbsent, table } from "./table.ts";

/** Rule × oracle: how many of a rule's mistakes each oracle finds. */
export function matrix({ oracles }: Results, { mutants }: Totals): string {
  const rules = [...new Set(mutants.map(({ rule }) => rule))];
  const rows = rules.map((rule) => {
    const own = mutants.filter((each) => each.rule === rule);
    return [
      rule,
      own.length,
      own.filter(({ found }) => found.length > 0).length,
      ...oracles.map((_, at) => orAbsent(own.filter(({ found }) => found.includes(at)).length)),
    ];
  });
  return table(["rule", "mutants", "found", ...oracles.map(({ name }) => name)], rows);
}
