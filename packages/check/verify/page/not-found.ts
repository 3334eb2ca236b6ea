import type { Results } from "../results.ts";
import type { Totals } from "./summary.ts";
import { table } from "./table.ts";

/** What was not found; nothing where everything was. */
export const survivors = ({ survivors: missed }: Totals): string[] =>
  missed.length === 0
    ? []
    : [
        "## What was not found",
        table(
          ["rule", "mistake"],
          missed.map(({ of, kind, detail }) => [of, detail === undefined ? kind : `${kind}: ${detail}`]),
        ),
      ];

/** Mistakes that change nothing, by their reasons. */
export function equivalents({ proofs }: Results, { equivalent }: Totals): string {
  const rows = proofs.map(({ name, text }, at) => [
    name,
    equivalent.filter((each) => each.equivalent === at).length,
    text,
  ]);
  return `These give the same numbers as the right rule, at 100 points and in both precisions, wherever a spec can be asked: tangents, cotangents,
second derivatives, sweeps, sums. For each there is a reason, and what the reason supposes was looked up in the rule itself. One without a
reason would be counted as not found.

${table(
  ["reason", "mistakes", "why nothing changes"],
  rows.filter(([, count]) => count !== 0),
)}`;
}
