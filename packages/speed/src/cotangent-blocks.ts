// Whether a reverse sweep with a block of cotangents takes less time than a sweep for each:
//
//     node packages/speed/src/cotangent-blocks.ts
//
// The energies of a network 64-64-100 by sweeps of B cotangents, for some B. A block stands on a batch that is repeated B times, so each
// copy has a cotangent of its own; the bits are those of single sweeps.
import {
  affineLines,
  createTape,
  createWorkspace,
  primal,
  reverseSweep,
  shapeOf,
  source,
} from "@espalier/autodiff";
import type { Apply, Variable } from "@espalier/autodiff";
import { forward, initialNetwork, mapParameters, seededRandom } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { copyIn, kernels, randomNormal, takeRows, useFastKernels, zerosIn } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

const [SIZES, BLOCKS, ROUNDS] = [[64, 64, 100], [1, 2, 4, 10], 9];

/** G of each layer, by sweeps of some cotangents each. */
function energiesBy(block: number, network: Network, X: Tensor): Float64Array[] {
  const arena = kernels().arena();
  try {
    const [N] = X.shape;
    const [forwards, backwards] = [createWorkspace(arena), createWorkspace(arena)];
    let { apply } = forwards;
    const follow = ((op, inputs) => apply(op, inputs)) as Apply; // of the same overloads
    const repeated = copyIn(
      arena,
      takeRows(
        X,
        Array.from({ length: block * N }, (_, at) => at % N),
      ),
    );
    const own = mapParameters(network, (parameter) => copyIn(arena, parameter));
    const output = forward(own, source(createTape(1, follow), repeated)) as Variable; // as the batch is on a tape
    const signals = affineLines(output);
    const energies = signals.map((s) => arena.doubles(N * shapeOf(s)[1]).fill(0));
    const [, M] = shapeOf(output);
    const f = zerosIn(arena, [block * N, M]);
    ({ apply } = backwards);
    for (let m = 0; m < M; m += block) {
      f.data.fill(0);
      for (let at = 0; at < block * N; at++) f.data[at * M + m + Math.floor(at / N)] = 1;
      backwards.restart();
      for (const [k, g] of reverseSweep(output, f, signals).entries()) {
        if (g === undefined) continue;
        const { data } = primal(g);
        const { length } = energies[k];
        for (let from = 0; from < data.length; from += length)
          kernels().addSquares(energies[k], data.subarray(from, from + length));
      }
    }
    return energies.map((energy) => energy.slice());
  } finally {
    arena.release();
  }
}

/** Processor time, which depends less on what else runs than the clock. */
function millisecondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

await useFastKernels({ bytes: 2 ** 28 });
const network = initialNetwork({ sizes: SIZES, random: seededRandom(1) });
for (const samples of [32, 256, 1024]) {
  const X = randomNormal([samples, SIZES[0]], seededRandom(2));
  const expected = energiesBy(1, network, X);
  const times = BLOCKS.map((block) => {
    const found = energiesBy(block, network, X);
    if (!found.every((energy, k) => energy.every((value, at) => value === expected[k][at])))
      throw new Error(`a block of ${block} has other bits`);
    return [] as number[];
  });
  const repeats = Math.ceil(1024 / samples);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, block] of BLOCKS.entries())
      times[at].push(
        millisecondsOf(() => {
          for (let again = 0; again < repeats; again++) energiesBy(block, network, X);
        }),
      );
  const single = median(times[0]) / repeats;
  console.log(`${samples} samples, a sweep for each output: ${single.toFixed(1)} ms of processor time`);
  for (const [at, block] of BLOCKS.entries())
    if (block > 1)
      console.log(
        `  ${block} cotangents in a sweep: ${(single / (median(times[at]) / repeats)).toFixed(2)} times as fast`,
      );
}
