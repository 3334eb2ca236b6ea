import { mistakesByKind } from "../mistakes/index.ts";
import type { Mutant, Results } from "../results.ts";
import type { Totals } from "./summary.ts";
import { orAbsent, table } from "./table.ts";

/** How many mistakes one of the other checks finds. */
export const countUsual = (mutants: readonly Mutant[], at: number): number =>
  mutants.filter(({ usual }) => usual.includes(at)).length;

const LEGEND = `Each check looks at FIRST points, and at MORE further ones if it has found nothing. The other checks are written again from their
sources: PyTorch's gradcheck, whole (_slow_) and by one projection (_fast_), both with forward mode and gradgradcheck; JAX's check_grads to
second order (_jax_); and one random coordinate with a fixed tolerance (_one_), as teaching libraries have it. They look at points from
N(0, 1); the columns with a star are the same checks at the points that ours draws, with zeros, ties, kinks, and sizes from 1e-3 to 1e3,
where they refute right rules as well ([below](#false-alarms)). The column _f, vjp_ counts what ours finds when it is given a function and
its vjp alone, as in [the page for users](checking-derivatives.md): then it sees nothing of a jvp, of second derivatives or of recordings.`;

/** Which check finds which mistake. */
export function kinds({ usual, points }: Results, { mutants }: Totals): string {
  const row = (name: string, own: readonly Mutant[]): (string | number)[] => [
    name,
    own.length,
    own.filter(({ found }) => found.length > 0).length,
    orAbsent(own.filter(({ bare }) => bare === true).length),
    ...usual.map((_, at) => orAbsent(countUsual(own, at))),
  ];
  const rows = Object.entries(mistakesByKind).map(([name, mistakes]) => {
    const own = new Set(mistakes.map(({ kind }) => kind));
    return row(
      name,
      mutants.filter(({ kind }) => own.has(kind)),
    );
  });
  const stars = ["slow", "fast", "jax", "one"].flatMap((name) => [name, `${name}*`]);
  const columns = ["mistakes", "seeded", "ours", "f, vjp", ...stars.filter((_, at) => at % 2 === 0)];
  const titles = [...columns, ...stars.filter((_, at) => at % 2 === 1)];
  const legend = LEGEND.replace("FIRST", `${points.first}`).replace("MORE", `${points.more}`);
  return `${legend}\n\n${table(titles, [...rows, row("all", mutants)])}`;
}

/** Which oracle finds what. */
export function oracles({ oracles: all }: Results, { mutants }: Totals): string {
  const rows = all.map(({ name, law }, at) => {
    const own = mutants.filter(({ found }) => found.includes(at));
    const alone = own.filter(({ found }) => found.length === 1);
    const examples = [...new Set(alone.map(({ kind }) => kind))].slice(0, 3).join("; ");
    return [name, orAbsent(own.length), orAbsent(alone.length), law, examples];
  });
  return `_Alone_ are the mistakes that no other oracle finds: they are why an oracle is there. \`value\` looks at the function, where no mistake was
made.

${table(["oracle", "finds", "alone", "law", "what it finds alone"], rows)}`;
}
