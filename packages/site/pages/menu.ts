/** A part of the menu. */
export interface Group {
  readonly title: string;
  /** Markdown files from the root of the workspace, in reading order. */
  readonly files: readonly string[];
}

/** The menu, in the order in which previous and next lead through the pages. */
export const menu: readonly Group[] = [
  { title: "Start", files: ["README.md", "docs/index.md"] },
  {
    title: "The mathematics",
    files: [
      "docs/method.md",
      "docs/structured.md",
      "docs/probes.md",
      "docs/branches.md",
      "docs/family.md",
      "docs/engine.md",
      "docs/results.md",
      "docs/beyond.md",
    ],
  },
  {
    title: "Checking derivatives",
    files: [
      "docs/checking-derivatives.md",
      "packages/check/README.md",
      "docs/verification.md",
      "docs/mutation.md",
    ],
  },
  {
    title: "Pruning a network",
    files: [
      "docs/from-pytorch.md",
      "docs/from-keras.md",
      "docs/from-scikit-learn.md",
      "docs/from-stable-baselines3.md",
      "docs/from-onnx.md",
      "packages/cli/README.md",
      "docs/in-the-browser.md",
      "docs/on-an-edge-function.md",
      "docs/on-many-machines.md",
      "docs/formats.md",
      "docs/interop.md",
      "docs/runtimes.md",
    ],
  },
  {
    title: "Measurements",
    files: [
      "docs/mlpnet.md",
      "docs/public-networks.md",
      "docs/pdebench.md",
      "docs/smaller-files.md",
      "docs/performance.md",
      "docs/costs.md",
      "docs/torture.md",
      "docs/results-format.md",
    ],
  },
  {
    title: "Packages",
    files: [
      "packages/tensor/README.md",
      "packages/autodiff/README.md",
      "packages/network/README.md",
      "packages/scores/README.md",
      "packages/compensation/README.md",
      "packages/structured/README.md",
      "packages/prune/README.md",
      "packages/files/README.md",
      "packages/onnx/README.md",
      "packages/formats/README.md",
      "packages/cluster/README.md",
      "packages/bench/README.md",
    ],
  },
  { title: "The code", files: ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"] },
];

/** Names for the menu where the title of a page is too long for it, or says too little there. */
export const shortTitles: Readonly<Record<string, string>> = {
  "README.md": "Overview",
  "docs/results.md": "The results",
  "docs/beyond.md": "Beyond the paper",
  "docs/verification.md": "How good the checks are",
  "docs/from-onnx.md": "From ONNX",
  "docs/interop.md": "Other programs",
  "docs/mlpnet.md": "A published benchmark",
  "docs/public-networks.md": "Public networks",
  "docs/pdebench.md": "PDEBench's data",
  "docs/results-format.md": "Files of results",
  "packages/cli/README.md": "The command line",
};

/** The links at the top of every page. */
export const places = [
  { title: "Explore", address: "explore/" },
  { title: "Check", address: "check/" },
  { title: "Guide", address: "guide/" },
  { title: "Method", address: "method/" },
  { title: "API", address: "api/" },
] as const;
