import { ValueError } from "@espalier/tensor";
import { openStore } from "./open.ts";
import type { Store } from "./store.ts";

/** The name of the file that says that a run is cancelled. */
export const cancelledBy = (run: string): string => `${run}.cancelled`;

/** Cancels a run that goes on elsewhere, by its name. @throws ValueError when no run can have this name */
export async function cancel(folder: string, run: string): Promise<void> {
  if (!/^[0-9a-f]{24}$/.test(run))
    throw new ValueError("cancel", "the name of a run, 24 digits of 0 to 9 and a to f", run);
  const store = await openStore(folder);
  await store.put(cancelledBy(run), new Uint8Array());
}

/** Which of some names are there. @throws ValueError when the run was cancelled meanwhile */
export async function foundUnlessCancelled(
  store: Store,
  names: Iterable<string>,
  run: string,
): Promise<ReadonlySet<string>> {
  const found = await store.found([...names, cancelledBy(run)]);
  if (found.has(cancelledBy(run)))
    throw new ValueError("espalier-cluster", `a run that goes on, ${run}`, "one that was cancelled");
  return found;
}
