import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialNetwork } from "@espalier/prune";
import { writeBrain } from "@espalier/formats/brain";
import { writeNpy } from "@espalier/formats/npy";
import { readOnnx } from "@espalier/formats/onnx";
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

const prepare: Readonly<Record<string, (folder: string) => void>> = {
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
