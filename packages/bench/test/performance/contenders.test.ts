import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialNetwork } from "@espalier/prune";
import { networkToJson } from "@espalier/formats/json";
import { seededRandom } from "@espalier/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Contender } from "../../src/performance/contender.ts";
import { contender as bare } from "../../src/performance/contenders/bare.ts";
import { contender as kernels } from "../../src/performance/contenders/kernels.ts";
import { contender as naive } from "../../src/performance/contenders/naive.ts";
import type { TrainingTask, WorkName } from "../../src/performance/works/tasks.ts";

// What is compared has to compute the same, or the comparison says nothing.
let folder: string;
let task: TrainingTask;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-"));
  const [sizes, samples, random] = [[6, 5, 4, 3], 40, seededRandom(1)];
  const write = async (name: string, content: Uint8Array | string): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const inputs = Float32Array.from({ length: samples * 6 }, () => random() - 0.3);
  task = {
    sizes,
    samples,
    network: await write(
      "network",
      JSON.stringify(networkToJson(initialNetwork({ sizes, random, dtype: "f32" }))),
    ),
    inputs: await write("inputs", new Uint8Array(inputs.buffer)),
    labels: await write(
      "labels",
      Uint8Array.from({ length: samples }, () => 3 * random()),
    ),
  };
});

afterAll(() => rm(folder, { recursive: true }));

const figureOf = async ({ prepare }: Contender, work: WorkName, more = {}): Promise<number> => {
  const prepared = await (prepare[work] as (given: unknown) => Promise<{ figure: number }>)({
    ...task,
    ...more,
  });
  return prepared.figure;
};

describe("the naive loops", () => {
  it.each([
    ["training", {}],
    ["jacobian", { into: "new" }],
    ["jacobian", { into: "the same" }],
    ["scores", {}],
  ] as const)("compute the same as the packages: %s %o", async (work, more) => {
    const expected = await figureOf(kernels, work, more);
    // They round to single precision at other places, a hundred times at most: 1e2 · 6e-8.
    expect(Math.abs((await figureOf(naive, work, more)) / expected - 1)).toBeLessThan(6e-6);
  });

  it.each(["NN", "NT", "TN"] as const)("multiply the same matrices: %s", async (form) => {
    const product = { dtype: "f64", form, M: 7, K: 9, N: 5 } as const;
    const ours = await kernels.prepare.product?.(product);
    const theirs = await naive.prepare.product?.(product);
    expect(ours?.figure).toBeCloseTo(theirs?.figure ?? NaN, 12);
  });
});

it("the step without a tape is the step of `train`", async () => {
  const expected = await figureOf(kernels, "training");
  expect(Math.abs((await figureOf(bare, "training")) / expected - 1)).toBeLessThan(6e-6);
});
