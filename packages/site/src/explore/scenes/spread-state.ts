import type { Edge } from "../compute/edge.ts";
import { edgeKey } from "../edges.ts";
import { oneOf, optional } from "../link.ts";
import type { Keys } from "../link.ts";
import type { ModelName } from "../models/index.ts";
import { layersOf } from "../shapes.ts";

/** What the reader chooses in scene c. */
export interface SpreadState {
  readonly net: ModelName;
  readonly edge: Edge;
  /** Values that the reader gave the input; undefined for its own. */
  readonly x: readonly number[] | undefined;
  readonly g: "own" | "1";
}

export const keys: Keys<SpreadState> = {
  net: oneOf(["eight", "soil"], "eight"),
  edge: edgeKey({ layer: 0, row: 0, column: 0 }, layersOf),
  x: optional<readonly number[]>({
    initial: [],
    parse: (text, others) => {
      if (others?.get("net") === "soil") return undefined; // whose samples stay
      const values = text.split(",").map((each) => (each.trim() === "" ? NaN : Number(each)));
      return values.length === 8 && values.every((value) => Math.abs(value) <= 1000) ? values : undefined;
    },
    show: (values: readonly number[]) =>
      values.map((value) => String(Number(value.toPrecision(6)))).join(","),
  }),
  g: oneOf(["own", "1"], "own"),
};
