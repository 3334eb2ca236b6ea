import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSparse } from "@espalier/formats/sparse-file";
import { forward, initialNetwork, parametersOf, prune, seededRandom, sizesOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { toC, toJavaScript } from "@espalier/prune/export";
import { sparseForward, toSparse } from "@espalier/prune/sparse";
import { randomUniform, useFastKernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as v from "valibot";
import { table, text } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showCount, showNumber } from "@espalier/pages/numbers";
import {
  amount,
  count,
  date,
  fiveDigits,
  list,
  machine,
  oneOf,
  stringifyRows,
  text as words,
} from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";

const row = v.strictObject({
  /** d_0 … d_L of the dense network. */
  of: words,
  /** What was removed, such as `neurons 50 %`. */
  variant: words,
  /** d_0 … d_L of what is left. */
  sizes: list(count),
  /** Of the numbers in memory, and of the sparse file where the zeros are left out. */
  bytes: count,
  /** Microseconds of processor time for one sample, of each way to run it. */
  plain1: amount,
  plain128: amount,
  wasm1: amount,
  wasm128: amount,
  javascript: amount,
  /** 0 where there is no C compiler. */
  c: amount,
});
type Row = Read<typeof row>;

export const structuredResults = v.strictObject({
  format: oneOf("espalier-structured-speed"),
  version: oneOf(1),
  date,
  machine,
  rows: list(row),
});
type Results = Read<typeof structuredResults>;

/** A network, and the function that computes it in memory. */
interface Variant {
  readonly of: readonly number[];
  readonly name: string;
  readonly network: Network;
  readonly isSparse: boolean;
}

const shapes: readonly (readonly number[])[] = [
  [784, 32, 32, 10],
  [784, 256, 256, 10],
];
const shares: readonly number[] = [0.5, 0.7, 0.9];

/** Untrained networks, since the time does not depend on the numbers: neurons or weights go by size. */
const variantsOf = (sizes: readonly number[]): Variant[] => {
  const network = initialNetwork({ sizes, random: seededRandom(1), activation: "relu", dtype: "f32" });
  const X = inputs(sizes[0], 8);
  const hidden = sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const common = { strategy: "magnitude", compensation: "none" } as const;
  const show = (share: number): string => `${Math.round(100 * share)} %`;
  return [
    { of: sizes, name: "dense", network, isSparse: false },
    ...shares.map((share) => ({
      of: sizes,
      name: `neurons ${show(share)}`,
      network: evenly(network, X, share, hidden),
      isSparse: false,
    })),
    {
      of: sizes,
      name: "2:4",
      network: prune(network, X, { ratio: 0.5, granularity: "2:4", ...common }).network,
      isSparse: true,
    },
    ...shares.map((share) => ({
      of: sizes,
      name: `weights ${show(share)}`,
      network: prune(network, X, { ratio: share, ...common }).network,
      isSparse: true,
    })),
  ];
};

/** Without a share of the neurons of each layer. */
const evenly = (network: Network, X: Tensor, share: number, hidden: number): Network =>
  prune(network, X, {
    granularity: "neuron",
    count: Math.round(share * hidden),
    compensation: "none",
    strategy: {
      kind: "units",
      name: "by position",
      compensation: "none",
      *score({ layers }, { layers: asked }) {
        yield { stage: "scores", done: 1, total: 1 };
        return asked.map((k) => {
          const [, J] = layers[k].weight.shape;
          return Float64Array.from({ length: J }, (_, j) => j / J);
        });
      },
    },
  }).network;

const inputs = (width: number, samples: number): Tensor =>
  randomUniform([samples, width], 0, 1, seededRandom(2), "f32");

/** Microseconds of processor time of one call: the least of some rounds, in each of which all take their turn. */
function race(runs: readonly (() => unknown)[]): number[] {
  const calls = runs.map((run) => {
    let times = 1;
    while (spent(run, times) < LEAST) times *= 2;
    return times;
  });
  const best = runs.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, run] of runs.entries()) best[at] = Math.min(best[at], spent(run, calls[at]) / calls[at]);
  return best;
}

const ROUNDS = 15;

/** Microseconds that a round of one run takes at least: far more than a clock tick. */
const LEAST = 4000;

function spent(run: () => unknown, times: number): number {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time++) run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** Measures every variant, in plain TypeScript, with the kernels of WebAssembly, as a JavaScript module and as C. */
export async function measureStructured(): Promise<Row[]> {
  const variants = shapes.flatMap(variantsOf);
  const passes = (samples: number): (() => unknown)[] =>
    variants.map(({ network, isSparse, of }) => {
      const X = inputs(of[0], samples);
      if (!isSparse) return () => forward(network, X);
      const sparse = toSparse(network);
      return () => sparseForward(sparse, X);
    });
  const [plain1, plain128] = [1, 128].map((samples) => race(passes(samples)).map((each) => each / samples));
  const javascript = race(await modulesOf(variants));
  await useFastKernels();
  const [wasm1, wasm128] = [1, 128].map((samples) => race(passes(samples)).map((each) => each / samples));
  const c = await inC(variants);
  return variants.map(({ of, name, network, isSparse }, at) => ({
    of: of.join("-"),
    variant: name,
    sizes: sizesOf(network),
    bytes: isSparse
      ? writeSparse(toSparse(network)).length
      : parametersOf(network).reduce((sum, { data }) => sum + data.byteLength, 0),
    plain1: plain1[at],
    plain128: plain128[at],
    wasm1: wasm1[at],
    wasm128: wasm128[at],
    javascript: javascript[at],
    c: c[at] ?? 0,
  }));
}

async function modulesOf(variants: readonly Variant[]): Promise<(() => unknown)[]> {
  const runs: (() => unknown)[] = [];
  for (const { network, of } of variants) {
    const source = toJavaScript(network, { name: "run" });
    const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
      readonly run: (x: ArrayLike<number>) => unknown; // the function that was asked for
    };
    const x = inputs(of[0], 1).data;
    runs.push(() => module.run(x));
  }
  return runs;
}

/** Compiled by `cc -O2`; none where there is no compiler. */
async function inC(variants: readonly Variant[]): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-structured-"));
  try {
    for (const [at, { network }] of variants.entries())
      await writeFile(join(folder, `n${at}.h`), toC(network, { name: `n${at}`, dtype: "f32" }));
    const calls = variants.map(
      ({ of }, at) =>
        `{ double best = 1e9; for (int r = 0; r < ${ROUNDS}; r++) { clock_t t = clock(); int n = 0; do { for (int q = 0; q < 20; q++) { x[n % ${of[0]}] += 1e-6f; n${at}(x, y); s += y[0]; } n += 20; } while (clock() - t < ${LEAST} * (CLOCKS_PER_SEC / 1000000.0)); double u = (double)(clock() - t) / CLOCKS_PER_SEC / n; if (u < best) best = u; } printf("%g\\n", best * 1e6); }`,
    );
    const width = Math.max(...shapes.map(([first]) => first));
    const includes = variants.map((_, at) => `#include "n${at}.h"`).join("\n");
    const main = `#include <stdio.h>\n#include <time.h>\n${includes}\nint main(void) { static float x[${width}]; float y[16], s = 0; for (int j = 0; j < ${width}; j++) x[j] = (float)(j % 7) / 7;\n${calls.join("\n")}\nfprintf(stderr, "%g\\n", s); return 0; }\n`;
    await writeFile(join(folder, "main.c"), main);
    execFileSync(process.env["CC"] ?? "cc", ["-std=c99", "-O2", "main.c", "-o", "main", "-lm"], {
      cwd: folder,
    });
    const told = execFileSync(join(folder, "main"), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return told.trim().split("\n").map(Number);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** docs/structured.md. */
export const structuredPage: SlotPage<typeof structuredResults> = {
  name: "structured",
  schema: structuredResults,
  toJson: ({ rows, ...head }) => stringifyRows(head, { rows }, fiveDigits),
  slots: (results) => ({ speed: [speedTable(results), text(measuredOn(results))] }),
};

/** Times of the dense network, and how often faster the others are. */
function speedTable({ rows }: Results): Table {
  const ways = ["plain1", "plain128", "wasm1", "wasm128", "javascript", "c"] as const;
  return table(
    "",
    ["network", "gone", "left", "bytes", "plain, 1", "plain, 128", "WASM, 1", "WASM, 128", "module", "C"],
    rows.map((each) => {
      const dense = rows.find(({ of, variant }) => of === each.of && variant === "dense") ?? each;
      const isDense = each === dense;
      return [
        isDense ? each.of : "",
        isDense ? "–" : each.variant,
        isDense ? "" : each.variant.startsWith("neurons") ? each.sizes.join("-") : "zeros left out",
        showCount(each.bytes),
        ...ways.map((way) => {
          if (each[way] === 0) return "–";
          return isDense ? `${showNumber(each[way])} µs` : `× ${showNumber(dense[way] / each[way])}`;
        }),
      ];
    }),
    3,
  );
}

const measuredOn = ({ machine: { cpu, node }, date: day }: Results): string =>
  `Microseconds of processor time for one sample of the dense network, alone or in a batch of 128, and how many times faster the others are: the least of ${ROUNDS} rounds in which all take turns, f32, on ${cpu}, Node ${node}, ${day.slice(0, 10)}.`;
