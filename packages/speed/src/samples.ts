import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { networkToJson } from "@espalier/formats/json";
import { initialNetwork } from "@espalier/prune";
import { seededRandom } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import { isFolder, mnist } from "@espalier/data/mnist";
import type { ScoresTask, TrainingTask } from "./tasks.ts";

/** The paper's networks of both cases, and samples to run them on. */
export interface Data {
  /** Where the digits come from, in words. */
  readonly digits: string;
  readonly classifier: TrainingTask;
  readonly regressor: ScoresTask;
  readonly remove: () => Promise<void>;
}

const DIGITS = 60_000;
const CURVES = 100_000;

/**
 * Writes samples and networks to files, for contenders of any language to read. The networks are untrained: what is measured does not
 * depend on their numbers.
 *
 * @param folder of MNIST; without it, random images stand in
 */
export async function writeData(folder: string): Promise<Data> {
  const place = await mkdtemp(join(tmpdir(), "espalier-bench-"));
  const random = seededRandom(1);
  const write = async (name: string, content: Uint8Array | string): Promise<string> => {
    await writeFile(join(place, name), content);
    return join(place, name);
  };
  const bytes = ({ buffer }: Float32Array): Uint8Array => new Uint8Array(buffer);
  const network = (sizes: readonly number[]): Promise<string> =>
    write(
      `${sizes.join("-")}.json`,
      JSON.stringify(networkToJson(initialNetwork({ sizes, random, dtype: "f32" }))),
    );
  const isThere = await isFolder(folder);
  const { images, classes } = isThere ? await readDigits(folder) : drawDigits(random);
  const [classifier, regressor] = [
    [784, 32, 32, 10],
    [68, 64, 32, 32, 16, 16, 1],
  ];
  return {
    digits: isThere
      ? "MNIST"
      : "random images with as many pixels of 0 as MNIST has, 81 %, as the folder of MNIST is not there",
    classifier: {
      network: await network(classifier),
      sizes: classifier,
      inputs: await write("digits.f32", bytes(images)),
      labels: await write("labels.u8", classes),
      samples: DIGITS,
    },
    regressor: {
      network: await network(regressor),
      sizes: regressor,
      inputs: await write("curves.f32", bytes(drawCurves(regressor[0], random))),
      samples: CURVES,
    },
    remove: () => rm(place, { recursive: true, force: true }),
  };
}

interface Digits {
  readonly images: Float32Array;
  readonly classes: Uint8Array;
}

async function readDigits(folder: string): Promise<Digits> {
  const { train } = await mnist({ folder, dtype: "f32" });
  return { images: Float32Array.from(train.inputs.data), classes: Uint8Array.from(train.targets.data) };
}

/** 19 % of the pixels of MNIST are not 0, most of them in the middle. */
function drawDigits(random: Random): Digits {
  const images = new Float32Array(DIGITS * 784);
  for (let at = 0; at < images.length; at++) {
    const [row, column] = [Math.floor((at % 784) / 28) - 13.5, (at % 28) - 13.5];
    const ink = 0.61 * Math.exp(-(row * row + column * column) / 50); // 0.19 on average
    if (random() < ink) images[at] = Math.ceil(255 * random()) / 255;
  }
  return { images, classes: Uint8Array.from({ length: DIGITS }, () => Math.floor(10 * random())) };
}

/** Smooth curves: three waves of random length, height and phase. */
function drawCurves(width: number, random: Random): Float32Array {
  const curves = new Float32Array(CURVES * width);
  for (let n = 0; n < CURVES; n++) {
    const waves = Array.from({ length: 3 }, () => [random(), 6.3 * random(), 0.3 * random()]);
    for (let j = 0; j < width; j++)
      for (const [height, phase, pace] of waves) curves[n * width + j] += height * Math.sin(phase + pace * j);
  }
  return curves;
}
