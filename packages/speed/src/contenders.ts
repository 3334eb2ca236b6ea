import { fileURLToPath } from "node:url";
import { bundled } from "./bundled.ts";
import type { Command } from "./process.ts";
import { bun, deno } from "./rivals.ts";

/** A contender. */
export interface Entry {
  readonly id: string;
  /** Its name on the page. */
  readonly name: string;
  /** The library whose version the page shows. */
  readonly library?: string;
  /** The ways in which it may be started; the first that has what it needs is taken. */
  readonly commands: readonly Command[];
}

const file = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const contestant = file("contenders/contestant.ts");
const ours = (name: string): Command[] => [
  { program: process.execPath, args: [contestant, file(`contenders/${name}.ts`)] },
];
const rival = (name: string): Command[] => [
  { program: process.execPath, args: [contestant, file(`rivals/${name}.ts`)] },
];

/** Ours on another runtime, which would look for packages in its own way: both programs are single files. */
const elsewhere = (program: string, ...args: readonly string[]): Command[] => [
  { program, args: [...args, bundled("contestant"), bundled("runtime")] },
];

/** The interpreter of the variable PYTHON, that of the path, and that of the system: libraries may be in any of them. */
const interpreters = [process.env["PYTHON"], "python3", "/usr/bin/python3"].filter(
  (path) => path !== undefined,
);
const oneThread = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const environment = { ...oneThread, PYTHONDONTWRITEBYTECODE: "1" };
const python = (name: string): Command[] =>
  interpreters.map((program) => ({
    program,
    args: [file("contenders/python/contender.py"), name],
    env: environment,
  }));

// prettier-ignore
export const contenders: readonly Entry[] = [
  { id: "limit",        name: "the limit",                                                   commands: ours("limits")          },
  { id: "kernels",      name: "**Espalier**",                   library: "Espalier",         commands: ours("kernels")         },
  { id: "single sums",  name: "Espalier, sums in f32",                                       commands: ours("single-sums")     },
  { id: "two threads",  name: "Espalier, two threads",                                       commands: ours("two-threads")     },
  { id: "bare",         name: "Espalier, kernels without tape",                              commands: ours("bare")            },
  { id: "plain",        name: "Espalier, plain TypeScript",                                  commands: ours("plain")           },
  { id: "sparse plain",   name: "Espalier, sparse, plain TypeScript",                        commands: ours("sparse-plain")    },
  { id: "sparse kernels", name: "Espalier, sparse",                                          commands: ours("sparse-kernels")  },
  { id: "proposed",     name: "Espalier, the proposed method",                               commands: ours("proposed")        },
  { id: "naive",        name: "naive loops",                                                 commands: ours("naive")           },
  { id: "deno",         name: "Espalier on Deno",               library: "Deno",             commands: elsewhere(deno, "run", "--no-config", "--allow-all") },
  { id: "bun",          name: "Espalier on Bun",                library: "Bun",              commands: elsewhere(bun)          },
  { id: "chromium",     name: "Espalier in Chromium",           library: "Chromium",         commands: ours("chromium")        },
  { id: "ndarray-gemm", name: "ndarray-gemm",                   library: "ndarray-gemm",     commands: rival("ndarray-gemm")   },
  { id: "tensorflow",   name: "TensorFlow.js (WASM)",           library: "TensorFlow.js",    commands: rival("tensorflow")     },
  { id: "jax",          name: "jax-js (WASM)",                  library: "jax-js",           commands: rival("jax")            },
  { id: "onnxruntime-node", name: "onnxruntime-node",           library: "onnxruntime-node", commands: rival("onnxruntime-node") },
  { id: "onnxruntime-web",  name: "onnxruntime-web (WASM)",     library: "onnxruntime-web",  commands: rival("onnxruntime-web") },
  { id: "numpy",        name: "NumPy",                          library: "NumPy",            commands: python("by_numpy")      },
  { id: "torch",        name: "PyTorch",                        library: "PyTorch",          commands: python("by_torch")      },
  { id: "torch vmap",   name: "PyTorch, vmap(jacrev)",                                       commands: python("by_torch_vmap") },
];
