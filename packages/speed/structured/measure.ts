import { writeSparse } from "@espalier/formats/sparse-file";
import { parametersOf, sizesOf } from "@espalier/prune";
import { toJavaScript } from "@espalier/prune/export";
import { toSparse } from "@espalier/prune/sparse";
import { useFastKernels } from "@espalier/tensor";
import { inC } from "./in-c.ts";
import { inChromium } from "./in-chromium.ts";
import { race } from "./race.ts";
import type { Row } from "./results.ts";
import { allVariants, inputs, passesOf } from "./variants.ts";
import type { Variant } from "./variants.ts";

/** Measures every variant, in plain TypeScript, with the kernels of WebAssembly, in Chromium, as a JavaScript module and as C. */
export async function measureStructured(): Promise<Row[]> {
  const variants = allVariants();
  const times = (samples: number): number[] =>
    race(passesOf(variants, samples), processorTime).map((each) => each / samples);
  const [plain1, plain128] = [times(1), times(128)];
  const javascript = race(await modulesOf(variants), processorTime);
  await useFastKernels();
  const [wasm1, wasm128] = [times(1), times(128)];
  const [chromium1, chromium128] = await inChromium();
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
    chromium1: chromium1[at] ?? 0,
    chromium128: chromium128[at] ?? 0,
    javascript: javascript[at],
    c: c[at] ?? 0,
  }));
}

/** Of this process, in microseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
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
