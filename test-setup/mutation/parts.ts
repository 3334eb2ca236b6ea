import { matchesGlob } from "node:path";

/** A part of the mathematics, and the tests that should notice a change in it. */
interface MutatedPart {
  readonly name: string;
  /** Patterns of files, and with `!` of those left out. */
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  readonly withoutTests: readonly string[];
  /** Where Stryker keeps what it has found out. */
  readonly found: string;
  /** Whether its mutants are tried in one process, by `one-process/`, as its tests take too long for a run with every mutant. */
  readonly isInOneProcess?: boolean;
}

interface Choice {
  readonly without: readonly string[];
  readonly withoutTests: readonly string[];
}

const everythingOf = (name: string, { without, withoutTests }: Choice): MutatedPart => ({
  name,
  mutate: [
    `packages/${name}/src/**/*.ts`,
    ...["index.ts", "internal.ts", ...without].map((path) => `!packages/${name}/src/${path}`),
  ],
  tests: [`packages/${name}/test/**/*.test.ts`],
  withoutTests: withoutTests.map((path) => `packages/${name}/test/${path}`),
  found: `.cache/mutation/${name}.json`,
});

/** Tests that start processes of their own. They would never see a mutant. */
const inOtherProcesses = ["**/no-eval.node.test.ts", "**/main-entry.node.test.ts", "**/entries.node.test.ts"];

/** Tests of `check` that run many whole checks: they take half a minute, and a change of any part may fail them. */
const wholeChecks = [
  "composites",
  "large-jacobian",
  "matcher",
  "mutants",
  "output",
  "primitives",
  "report",
  "right-rules",
  "shrinking",
  "single-precision",
  "undeclared-kink",
];

/** The mathematical core: no training, no threads, no files. Each part has to be held by tests beside it, not by those of others. */
export const parts: readonly MutatedPart[] = [
  everythingOf("tensor", {
    without: ["kernels/**"],
    withoutTests: [...inOtherProcesses, "wasm.test.ts", "wasm-zeros.test.ts", "wasm-file.node.test.ts"],
  }),
  {
    // The definition of the kernels, against which those in WebAssembly are tested.
    name: "kernels",
    mutate: ["packages/tensor/src/kernels/choice.ts", "packages/tensor/src/kernels/reference/*.ts"],
    tests: [
      "packages/tensor/test/{wasm-elementwise,wasm-functions,weighted-sums,matmul,kernels,reduce,reference}.test.ts",
    ],
    withoutTests: [],
    found: ".cache/mutation/kernels.json",
  },
  everythingOf("autodiff", { without: [], withoutTests: inOtherProcesses }),
  {
    ...everythingOf("check", {
      without: ["vitest.ts", "fast-check.ts", "report/**"],
      withoutTests: [...inOtherProcesses, "verify/**", ...wholeChecks.map((name) => `${name}.test.ts`)],
    }),
    isInOneProcess: true,
  },
  everythingOf("network", {
    without: ["training/**", "export/**"],
    withoutTests: [...inOtherProcesses, "training/**", "export/**"],
  }),
  everythingOf("scores", { without: [], withoutTests: inOtherProcesses }),
  everythingOf("compensation", { without: [], withoutTests: inOtherProcesses }),
  everythingOf("structured", { without: [], withoutTests: inOtherProcesses }),
  everythingOf("prune", {
    without: ["entries/**", "methods/**", "parallel/**"],
    withoutTests: [...inOtherProcesses, "methods/**", "parallel/**"],
  }),
];

/** Whether a file is one of those that are changed in a part. */
export const isOf = ({ mutate }: MutatedPart, path: string): boolean =>
  mutate.some((pattern) => !pattern.startsWith("!") && matchesGlob(path, pattern)) &&
  !mutate.some((pattern) => pattern.startsWith("!") && matchesGlob(path, pattern.slice(1)));
