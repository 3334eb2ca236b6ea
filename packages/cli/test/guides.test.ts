import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialNetwork } from "@espalier/prune";
import type { Graph, GraphNode } from "@espalier/prune";
import { writeBrain } from "@espalier/formats/brain";
import { writeNpy } from "@espalier/formats/npy";
import { readOnnx, writeOnnx } from "@espalier/formats/onnx";
import { writeTfjs } from "@espalier/formats/tfjs";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { skops } from "../../formats/test/support/skops.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

// Every command line of a guide runs beside files as the guide has people save them.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const exported = (name: string): string => join(root, "packages/formats/test/fixtures/exporters", name);
const random = seededRandom(1);

/** inputs.npy and unseen.npy. */
function writeInputs(folder: string, width: number): void {
  for (const name of ["inputs.npy", "unseen.npy"])
    writeFileSync(join(folder, name), writeNpy(randomNormal([60, width], random, "f32")));
}

/** Two inputs and one output, and one input and two outputs, of three layers each. */
function writeBranches(folder: string): void {
  const [enter, inner, exit] = initialNetwork({ sizes: [6, 8, 8, 2], random, dtype: "f32" }).layers;
  const chain = (name: string): readonly GraphNode[] => [
    { name: "enter", op: "layer", layer: 0, from: [name] },
    { name: "inner", op: "layer", layer: 1, from: ["enter"] },
    { name: "exit", op: "layer", layer: 2, from: ["inner"] },
  ];
  const critic: Graph = {
    inputs: [
      { name: "states", width: 4 },
      { name: "actions", width: 2 },
    ],
    nodes: [{ name: "both", op: "concat", from: ["states", "actions"] }, ...chain("both")],
    outputs: [{ name: "value", from: "exit" }],
  };
  const [value] = initialNetwork({ sizes: [8, 1], random, dtype: "f32" }).layers;
  const policy: Graph = {
    inputs: [{ name: "states", width: 6 }],
    nodes: [...chain("states"), { name: "critic", op: "layer", layer: 3, from: ["inner"] }],
    outputs: [
      { name: "action", from: "exit" },
      { name: "value", from: "critic" },
    ],
  };
  for (const [name, network] of [
    ["critic", { layers: [enter, inner, exit], graph: critic }],
    ["policy", { layers: [enter, inner, exit, value], graph: policy }],
  ] as const)
    writeFileSync(join(folder, `${name}.onnx`), writeOnnx({ network }));
  for (const name of ["states-and-actions.npy", "states.npy"])
    writeFileSync(join(folder, name), writeNpy(randomNormal([60, 6], random, "f32")));
}

const prepare: Readonly<Record<string, (folder: string) => void>> = {
  "docs/from-onnx.md": (folder) => {
    cpSync(join(root, "examples/pytorch"), folder, { recursive: true });
    writeBranches(folder);
  },
  "docs/from-stable-baselines3.md": (folder) => {
    cpSync(exported("torch-1.13-actor.onnx"), join(folder, "actor.onnx"));
    writeInputs(folder, 8);
  },
  "docs/from-scikit-learn.md": (folder) => {
    cpSync(exported("sklearn-classifier.onnx"), join(folder, "classifier.onnx"));
    cpSync(exported("sklearn-binary.onnx"), join(folder, "binary.onnx"));
    const { layers } = readOnnx(readFileSync(exported("sklearn-classifier.onnx"))).network;
    const coefs = layers.map(
      ({
        weight: {
          shape: [I, J],
          data,
        },
      }) => ({
        shape: [J, I],
        data: Float32Array.from(data, (_, at) => data[(at % I) * J + Math.floor(at / I)]),
      }),
    );
    const intercepts = layers.map(({ bias }) => bias);
    writeFileSync(join(folder, "model.skops"), skops("MLPClassifier", "relu", "softmax", coefs, intercepts));
    writeInputs(folder, 4);
  },
  "docs/from-keras.md": (folder) => {
    cpSync(exported("keras-bn.onnx"), join(folder, "model.onnx"));
    const file = readOnnx(readFileSync(exported("keras-bn.onnx")));
    // As ml5 saves it: without a format, and with a path that begins with a dot.
    const { json, shard } = writeTfjs({ network: file.network }, "./model.weights.bin");
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(json)) as Record<
      string,
      unknown
    >;
    writeFileSync(join(folder, "model.json"), JSON.stringify({ modelTopology, weightsManifest }));
    writeFileSync(join(folder, "model.weights.bin"), shard);
    const { layers } = initialNetwork({ sizes: [8, 6, 2], random });
    const network = {
      layers: layers.map((layer) => ({ ...layer, activation: { kind: "sigmoid" as const } })),
    };
    writeFileSync(join(folder, "brain.json"), writeBrain({ network }));
    writeInputs(folder, 8);
  },
};

/** A section of a page: its heading, and the command lines in its blocks fenced as `sh`. */
interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

function sectionsOf(page: string): Section[] {
  const [, ...sections] = readFileSync(join(root, page), "utf8").split(/^## /m);
  return sections.map((section) => ({
    heading: section.split("\n", 1)[0],
    lines: Array.from(section.matchAll(/^```sh\n(.*?)^```/gms), ([, code]) => code)
      .join("")
      .split("\n")
      .flatMap((line) => /^npx espalier (.*)/.exec(line)?.[1] ?? []),
  }));
}

describe.each(Object.entries(prepare))("%s", (page, write) => {
  it.each(sectionsOf(page).filter(({ lines }) => lines.length > 0))(
    "the command lines of $heading work",
    async ({ lines }) => {
      const folder = temporaryFolder();
      write(folder);
      for (const line of lines) {
        const { code, stderr } = await runIn(folder, line);
        expect(code, `${line}\n${stderr}`).toBe(0);
      }
    },
  );
});
