import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../src/tasks.ts";
import { scores } from "./espalier.ts";
import { espalier } from "./support.ts";

await useFastKernels();

/** Beside the brute force: the method of closed form, on the same samples. Its scores are others, so it has no figure. */
export const contender: Contender = {
  available: espalier,
  prepare: { nonlinear: (task) => ({ run: scores(task, "elimination-compensation").run }) },
};
