import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../src/tasks.ts";
import { works } from "./espalier.ts";
import { espalier } from "./support.ts";

// Room for dense Jacobians: reserved, and taken only by those who write it.
await useFastKernels({ bytes: 2 ** 29 });

export const contender: Contender = { available: espalier, prepare: works };
