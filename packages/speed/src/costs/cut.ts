import { cut, finish, initialNetwork, scoring, seededRandom, weightCount } from "@espalier/prune";
import { zeros } from "@espalier/tensor";

/** Processor time of choosing and removing weights whose scores are known. */
export interface CutCost {
  readonly weights: number;
  readonly removed: number;
  /** The least of some runs, as other programs can only add to it. */
  readonly seconds: number;
}

/** Measures `cut` of half of the weights by magnitude. */
export function measureCut(sizes: readonly number[], runs: number): CutCost {
  const network = initialNetwork({ sizes, random: seededRandom(1), dtype: "f32" });
  const scores = finish(scoring(network, zeros([1, sizes[0]], "f32"), { strategy: "magnitude" }));
  let [seconds, removed] = [Infinity, 0];
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    ({ removed } = cut(network, scores, 0.5));
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { weights: weightCount(network), removed, seconds };
}
