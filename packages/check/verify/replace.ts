import type { Results } from "./results.ts";
import { together } from "./verify.ts";
import type { Part } from "./verify.ts";

/**
 * Results in which some primitives are measured again, in the order of all primitives.
 *
 * @param before the results of the others
 * @param names all primitives, in order
 * @param again the new parts by name
 * @throws RangeError when the file was measured with other points, oracles, checks or proofs than the first of the present ones, or lacks a primitive
 */
export function replaced(
  before: Results,
  names: readonly string[],
  again: ReadonlyMap<string, Part>,
): Results {
  const kit = together([]);
  // Mutants name proofs by their numbers, which further proofs behind them leave as they are.
  const known = { ...kit, proofs: kit.proofs.slice(0, before.proofs.length) };
  for (const field of ["points", "oracles", "usual", "proofs"] as const)
    if (JSON.stringify(before[field]) !== JSON.stringify(known[field]))
      throw new RangeError(
        `verify: ${field} differ from those of the results; expected all measured again, without --only`,
      );
  return together(names.map((name) => again.get(name) ?? partOf(before, name)));
}

function partOf({ mutants, correct }: Results, name: string): Part {
  const own = correct.find((each) => each.of === name);
  if (own === undefined)
    throw new RangeError(`verify: expected results of ${name}; received none: name it with --only too`);
  return { mutants: mutants.filter(({ of }) => of.slice(0, of.lastIndexOf(" ")) === name), correct: own };
}
