import type { Kernels } from "./kernels.ts";
import { reference } from "./reference/reference.ts";

let chosen: Kernels = reference;

/** The kernels in use. */
export const kernels = (): Kernels => chosen;

/** Chooses the kernels for everything that follows, once at the start: the only global state of the engine. */
export function useKernels(choice: Kernels): void {
  chosen = choice;
}
