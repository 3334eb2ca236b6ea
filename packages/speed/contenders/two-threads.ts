import { createPool } from "@espalier/prune/parallel";
import type { Contender, Prepared, ScoresTask } from "../src/tasks.ts";
import { espalier, readNetwork, readSamples, total } from "./support.ts";

const pool = createPool({ workers: 2 });

/** Starting the threads is not included: they wait for the next run. */
const scores =
  (strategy: string) =>
  async ({ network, inputs, samples, sizes }: ScoresTask): Promise<Prepared> => {
    const [net, X] = [readNetwork(network), readSamples(inputs, samples, sizes[0])];
    const found = await pool.score(net, X, { strategy });
    return {
      figure: total(...found.map(({ importance }) => importance.data)),
      run: async () => void (await pool.score(net, X, { strategy })),
    };
  };

export const contender: Contender = {
  available: espalier,
  prepare: { scores: scores("elimination-compensation"), nonlinear: scores("nonlinear") },
};
