import { ValueError } from "@espalier/tensor";

/**
 * A value that a strategy needs.
 *
 * @throws ValueError when it is absent
 */
export function required<T>(who: string, strategy: string, name: string, value: T | undefined): T {
  if (value === undefined || value === null)
    throw new ValueError(who, `${name}, which ${strategy} needs`, "none");
  return value;
}
