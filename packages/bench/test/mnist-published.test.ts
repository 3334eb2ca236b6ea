import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import type { TestContext } from "vitest";
import { archives } from "../src/data/mnist/archives.ts";
import { readIdx } from "../src/data/mnist/idx.ts";
import { locate } from "../src/data/mnist/locate.ts";
import { mnist } from "../src/data/mnist/mnist.ts";
import { writeIdx } from "./support/idx.ts";

describe("the published digits", () => {
  const folderOf = ({ skip }: TestContext): string =>
    process.env["ESPALIER_MNIST"] ?? skip("ESPALIER_MNIST names no folder that holds them");

  it("are those of the original files, to the last byte", async (context) => {
    const folder = folderOf(context);
    const sums: Record<string, string> = {};
    for (const { name } of archives) {
      const path = (await locate(folder, name)) ?? expect.fail(`${name} is missing`);
      sums[name] = createHash("md5")
        .update(writeIdx(readIdx(await readFile(path), path)))
        .digest("hex");
    }
    expect(sums).toEqual({
      "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
      "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
      "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
      "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    });
  });

  it("have the counts, classes and brightness that are known of them", async (context) => {
    const { train, test } = await mnist({ folder: folderOf(context), dtype: "f32" });
    expect(train.inputs.shape).toEqual([60000, 784]);
    expect(test.inputs.shape).toEqual([10000, 784]);
    expect(histogram(train.targets)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(histogram(test.targets)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    let total = 0;
    for (const pixel of train.inputs.data) total += pixel;
    // The mean by which PyTorch's MNIST example normalises, which gives four digits of it.
    expect(total / train.inputs.data.length).toBeCloseTo(0.1307, 4);
  });
});

function histogram({ data }: Tensor): number[] {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const label of data) counts[label]++;
  return counts;
}
