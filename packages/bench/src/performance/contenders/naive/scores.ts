import type { Prepared } from "../../contender.ts";
import type { ScoresTask } from "../../works/tasks.ts";
import { total } from "../figures.ts";
import { sweep } from "./network.ts";
import { read } from "./read.ts";

/** In f64, as two plain sums Σ G x and Σ G x²: not what one should do with samples whose mean is large. */
export function scores(task: ScoresTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const compute = (): Float64Array[] => {
    const sums = layers.map(({ I, J: width }) => ({
      energy: new Float64Array(I),
      first: new Float64Array(I * width),
      second: new Float64Array(I * width),
    }));
    const energies = layers.map(({ I }) => new Float64Array(I));
    for (let n = 0; n < N; n++) {
      for (const energy of energies) energy.fill(0);
      for (let m = 0; m < M; m++) {
        sweep(layers, X.subarray(n * J, (n + 1) * J), m);
        for (const [k, { I, g }] of layers.entries())
          for (let i = 0; i < I; i++) energies[k][i] += g[i] * g[i];
      }
      for (const [k, { I, J: width, x }] of layers.entries()) {
        const { energy, first, second } = sums[k];
        for (let i = 0; i < I; i++) {
          const G = energies[k][i];
          energy[i] += G;
          for (let j = 0; j < width; j++) {
            first[i * width + j] += G * x[j];
            second[i * width + j] += G * x[j] * x[j];
          }
        }
      }
    }
    return layers.map(({ W, J: width }, k) => {
      const { energy, first, second } = sums[k];
      const importance = (W_ij: number, ij: number): number =>
        (W_ij ** 2 * (second[ij] - first[ij] ** 2 / energy[Math.floor(ij / width)])) / N;
      return Float64Array.from(W, importance);
    });
  };
  return { figure: total(...compute()), run: () => void compute() };
}
