import type { RightFunction } from "../function.ts";
import { cancelling } from "./cancelling.ts";
import { kinked } from "./kinked.ts";
import { layers } from "./layers.ts";
import { oscillating } from "./oscillating.ts";
import { scaled } from "./scaled.ts";
import { special } from "./special.ts";
import { stiff } from "./stiff.ts";
import { ties } from "./ties.ts";

/** Right functions, by their difficulty. */
export const rightFunctions: Readonly<Record<string, readonly RightFunction[]>> = {
  oscillating,
  stiff,
  kinked,
  cancelling,
  layers,
  special,
  ties,
  scaled,
};
