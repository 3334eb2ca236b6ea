import type { Outcome, ThreadInput } from "@espalier/cluster";
import { computeUnits } from "../../src/experiments/cluster/units.ts";
import { tinyData } from "./tiny-part.ts";

/** What runs in a thread of a worker that has the tiny data. */
export default (input: ThreadInput): Promise<Outcome> => computeUnits(input, () => Promise.resolve(tinyData));
