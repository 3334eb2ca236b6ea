import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Present } from "./comparison.ts";
import { bundle, bundler } from "./esbuild.ts";
import type { Esbuild } from "./esbuild.ts";
import { race } from "./race.ts";
import type { Pace } from "./race.ts";
import type { Performance, WorkResult } from "./results.ts";
import { folderOf, rivalsFolder } from "./rivals.ts";

// prettier-ignore
const entries: readonly (readonly [name: string, code: string, folder?: string])[] = [
  ["@espalier/tensor",     'export * from "@espalier/tensor"'],
  ["@espalier/autodiff",   'export * from "@espalier/autodiff"'],
  ["@espalier/prune",      'export * from "@espalier/prune"'],
  ["all three together",   'export * as tensor from "@espalier/tensor"; export * as autodiff from "@espalier/autodiff"; export * as prune from "@espalier/prune"'],
  ["`prune` of @espalier/prune/mini", 'export { prune } from "@espalier/prune/mini"'],
  ["`prune` alone, as a page needs it", 'export { prune } from "@espalier/prune"; export { networkFromJson } from "@espalier/formats/json"'],
  ["jax-js",               'export * from "@jax-js/jax"', rivalsFolder],
  ["TensorFlow.js, core and the WASM backend without its .wasm file", 'export * from "@tensorflow/tfjs-core"; export * as backend from "@tensorflow/tfjs-backend-wasm"', rivalsFolder],
];

/** The sizes of the main entries, and of what else there is. What does not bundle is left out. */
export async function sizes(esbuild: Esbuild): Promise<Performance["sizes"]> {
  const results: Performance["sizes"][number][] = [];
  for (const [name, code, folder] of entries) {
    const content = await bundle(code, esbuild, folder === undefined ? "neutral" : "node", folder);
    results.push({ name, minified: content.length, gzip: gzipSync(content, { level: 9 }).length });
  }
  return results;
}

const scored = (before: string, imports: string): string => `
  import { initialNetwork, prune, seededRandom } from "@espalier/prune";
  import { randomUniform${imports} } from "@espalier/tensor";
  ${before}
  const random = seededRandom(1);
  const network = initialNetwork({ sizes: [16, 16, 2], random });
  prune(network, randomUniform([100, 16], -1, 1, random), { ratio: 0.5 });
`;

/** A module of the rivals as the text after `from`. */
const from = (name: string, file: string): string =>
  JSON.stringify(pathToFileURL(folderOf(name) + file).href);

/** Programs from nothing to a first result: ours prunes a small network, the others multiply two small matrices. */
const programs: Readonly<Record<string, string>> = {
  node: "",
  plain: scored("", ""),
  kernels: scored("await useFastKernels();", ", useFastKernels"),
  tensorflow: `
    import tf from ${from("@tensorflow/tfjs-core", "dist/tf-core.node.js")};
    import wasm from ${from("@tensorflow/tfjs-backend-wasm", "dist/tf-backend-wasm.node.js")};
    wasm.setWasmPaths(${JSON.stringify(`${folderOf("@tensorflow/tfjs-backend-wasm")}wasm-out/`)});
    await tf.setBackend("wasm");
    tf.matMul(tf.ones([8, 8]), tf.ones([8, 8])).dataSync();
    process.exit();`,
  jax: `
    import { init, numpy as np } from ${from("@jax-js/jax", "dist/index.js")};
    await init("wasm");
    await np.matmul(np.ones([8, 8]), np.ones([8, 8])).data();`,
  numpy: "import numpy as np\nnp.ones((8, 8)) @ np.ones((8, 8))",
  torch: "import torch\ntorch.ones(8, 8) @ torch.ones(8, 8)",
};

/** Measures processes from their start to their end. */
export async function measureStartUp(
  present: readonly Present[],
  pace: Pace,
): Promise<WorkResult | undefined> {
  const esbuild = bundler();
  if (esbuild === undefined) return undefined;
  const place = await mkdtemp(join(tmpdir(), "espalier-start-"));
  try {
    const runners: { id: string; time: (runs: number) => Promise<number>; share: number }[] = [];
    for (const [id, code] of Object.entries(programs)) {
      const found = present.find((each) => each.id === id);
      if (found === undefined && id !== "node") continue;
      const isOurs = id === "plain" || id === "kernels";
      const file = join(place, `${id}.mjs`);
      await writeFile(file, isOurs ? await bundle(code, esbuild) : code);
      const program = found?.command.program ?? process.execPath;
      runners.push({ id, share: 1, time: (runs) => timeOf(program, [file], runs) });
    }
    const rounds = await race(runners, pace);
    return {
      name: "start-up",
      title: "Start-up to the first result",
      counted:
        "A process from its start to its end. Ours is a bundle that prunes a network 16-16-2 with 100 samples; the others multiply two matrices of " +
        "8 × 8. The first row is Node without any program. Our computation is so small that it ends before the fast kernels are compiled.",
      cases: [{ name: "first result", entries: runners.map(({ id }, at) => ({ id, seconds: rounds[at] })) }],
    };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function timeOf(program: string, args: readonly string[], runs: number): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < runs; at++)
    await new Promise<void>((resolve, reject) => {
      const child = spawn(program, args, { stdio: "ignore" });
      child.once("error", reject);
      child.once("close", (code) =>
        code === 0 ? resolve() : reject(new Error(`${program} ${args.join(" ")} ended with ${code}`)),
      );
    });
  return (performance.now() - start) / 1000;
}
