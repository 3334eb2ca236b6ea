import { show } from "@espalier/network/internal";
import { ValueError } from "@espalier/tensor";
import { inBlocks } from "./blocks.ts";
import { byWeight } from "./granularity.ts";
import type { Granularity } from "./granularity.ts";
import { nOfM } from "./n-of-m.ts";

export type { Granularity, GranularityName } from "./granularity.ts";

/**
 * A granularity by its name; `weight` for no name.
 *
 * @param others further names that the function takes, for the error
 * @throws ValueError when the name is none, or n > m, or a block has no weights
 */
export function granularityOf(
  who: string,
  name: string = "weight",
  others: readonly string[] = [],
): Granularity {
  if (name === "weight") return byWeight;
  const text = typeof name === "string" ? name : ""; // the type promises one; a caller in JavaScript does not
  const [, kept, of] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (of !== undefined) return nOfM(who, Number(kept), Number(of));
  const [, height, width] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (width !== undefined) return inBlocks(who, Number(height), Number(width));
  throw new ValueError(
    who,
    `the granularity ${["weight", ...others].join(", ")}, n:m such as 2:4, or rows x columns such as 4x4`,
    show(name),
  );
}
