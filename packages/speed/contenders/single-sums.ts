import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../src/tasks.ts";
import { scores } from "./espalier.ts";
import { espalier } from "./support.ts";

await useFastKernels();

/** The option `sums: "f32"`, as the other libraries sum in f32 too. */
export const contender: Contender = {
  available: espalier,
  prepare: { scores: (task) => scores(task, "elimination-compensation", "f32") },
};
