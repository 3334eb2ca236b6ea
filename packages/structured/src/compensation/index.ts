import { ValueError } from "@espalier/tensor";
import { affine } from "./affine.ts";
import type { UnitCompensation, UnitCompensationName } from "./compensation.ts";
import { bias, constant, mean, none } from "./constants.ts";
import { coupled } from "./coupled.ts";
import { merge } from "./merge.ts";

/** All kept weights, biases and slopes change together, starting from the affine compensation. */
const network: UnitCompensation = { ...affine, name: "network", moves: ["weight", "bias", "slope"] };

/** Every compensation for whole units. */
export const unitCompensations: readonly UnitCompensation[] = [
  none,
  mean,
  constant,
  bias,
  coupled,
  merge,
  affine,
  network,
];

/** Their names. */
export const unitCompensationNames: readonly UnitCompensationName[] = unitCompensations.map(
  ({ name }) => name,
);

/**
 * A compensation for units by its name.
 *
 * @throws ValueError listing the names when the name is unknown
 */
export function unitCompensationOf(who: string, name: string): UnitCompensation {
  const found = unitCompensations.find((each) => each.name === name);
  if (found === undefined)
    throw new ValueError(
      who,
      `a compensation for whole units among ${unitCompensationNames.join(", ")}`,
      name,
    );
  return found;
}
