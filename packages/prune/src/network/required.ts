import { ValueError } from "@espalier/tensor";

/**
 * A value that a strategy cannot do without.
 *
 * @throws ValueError when it is not there
 */
export function required<T>(who: string, strategy: string, name: string, value: T | undefined): T {
  if (value === undefined) throw new ValueError(who, `${name}, which ${strategy} needs`, "none");
  return value;
}
