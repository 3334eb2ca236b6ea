import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../src/tasks.ts";
import { works } from "./espalier.ts";

await useFastKernels({ bytes: 2 ** 29 });

const { deno, bun, node }: Readonly<Record<string, string | undefined>> = process.versions;

/** Ours on whatever runs this file: Deno and Bun call themselves Node too. */
export const contender: Contender = {
  available: async () => ({ version: deno ?? bun ?? `Node ${node}` }),
  prepare: works,
};
