import { setImmediate } from "node:timers/promises";
import { dataKey } from "../../src/experiments/data.ts";
import { perform } from "../../src/experiments/perform.ts";
import type { CreatePool } from "../../src/experiments/pool.ts";

/** Does tasks in this thread, as workers would: what they are sent and what they send are copies. */
export const localPool: CreatePool = (workers, { data }, signal) => ({
  workers,
  async run(task, onReport) {
    await setImmediate(); // an abort gets its turn
    signal.throwIfAborted();
    const { experiment } = task;
    const own = data.get(dataKey(experiment.recipe));
    if (own === undefined) throw new Error(`no data for ${experiment.name}`);
    return structuredClone(
      perform(structuredClone(task), { data: own, own: [] }, (report) => {
        onReport(structuredClone(report));
        signal.throwIfAborted();
      }),
    );
  },
  close: () => Promise.resolve(),
});
