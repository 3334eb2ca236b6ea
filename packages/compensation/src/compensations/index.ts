import { ValueError } from "@espalier/tensor";
import { bias } from "./bias.ts";
import { biasJoint } from "./bias-joint.ts";
import type { Compensation, CompensationName } from "./compensation.ts";
import { network } from "./network.ts";
import { none } from "./none.ts";
import { row } from "./row.ts";

/** Every compensation, each a restriction of the last. */
export const compensations: readonly Compensation[] = [none, bias, biasJoint, row, network];

/** The names of all compensations. */
export const compensationNames: readonly CompensationName[] = compensations.map(({ name }) => name);

/**
 * A compensation by its name; undefined for no name, which leaves it to the strategy.
 *
 * @throws ValueError listing the names when the name is unknown
 */
export function compensationOf(who: string, name: string | undefined): Compensation | undefined {
  if (name === undefined) return undefined;
  const found = compensations.find((each) => each.name === name);
  if (found === undefined)
    throw new ValueError(who, `a compensation among ${compensationNames.join(", ")}`, name);
  return found;
}
