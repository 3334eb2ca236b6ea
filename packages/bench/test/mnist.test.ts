import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { FormatError, ShapeError, ValueError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { mnist } from "../src/data/mnist/mnist.ts";
import { writeIdx } from "./support/idx.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/** N images whose pixels, one after the other, count 0, 1, …, 255, 0, … */
const images = (N: number, side = 28): Uint8Array =>
  writeIdx({
    shape: [N, side, side],
    data: Uint8Array.from({ length: N * side * side }, (_, at) => at % 256),
  });
const labels = (...classes: number[]): Uint8Array =>
  writeIdx({ shape: [classes.length], data: Uint8Array.from(classes) });

const files = {
  "train-images-idx3-ubyte": images(3),
  "train-labels-idx1-ubyte": labels(7, 0, 9),
  "t10k-images-idx3-ubyte": images(2),
  "t10k-labels-idx1-ubyte": labels(4, 1),
} as const;

/** A folder of made-up digits, with other files in place of some. */
async function digits(others: Readonly<Record<string, Uint8Array>> = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries({ ...files, ...others }))
    await writeFile(join(folder, name), bytes);
  return folder;
}

describe("mnist", () => {
  it("reads pixels as fractions of 255, an image a row, and labels as class numbers", async () => {
    const { name, train, test } = await mnist({ folder: await digits(), dtype: "f64" });
    expect(name).toBe("MNIST");
    expect(train.inputs.shape).toEqual([3, 784]);
    expect(train.inputs.data).toEqual(Float64Array.from({ length: 3 * 784 }, (_, at) => (at % 256) / 255));
    expect(train.targets).toEqual({ shape: [3], data: Float64Array.of(7, 0, 9) });
    expect(test.inputs.shape).toEqual([2, 784]);
    expect(test.inputs.data).toEqual(train.inputs.data.slice(0, 2 * 784));
    expect(test.targets).toEqual({ shape: [2], data: Float64Array.of(4, 1) });
  });

  it("in single precision is the nearest to double precision", async () => {
    const folder = await digits();
    const double = await mnist({ folder, dtype: "f64" });
    const single = await mnist({ folder, dtype: "f32" });
    expect(single.train.inputs.data).toEqual(Float32Array.from(double.train.inputs.data));
    expect(single.test.targets.data).toEqual(Float32Array.of(4, 1));
  });

  it("finds each file packed or not, with a hyphen or a dot", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "train-images-idx3-ubyte.gz"), gzipSync(files["train-images-idx3-ubyte"]));
    await writeFile(join(folder, "train-labels.idx1-ubyte"), files["train-labels-idx1-ubyte"]);
    await writeFile(join(folder, "t10k-images.idx3-ubyte.gz"), gzipSync(files["t10k-images-idx3-ubyte"]));
    await writeFile(join(folder, "t10k-labels-idx1-ubyte"), files["t10k-labels-idx1-ubyte"]);
    const expected = await mnist({ folder: await digits(), dtype: "f64" });
    expect(await mnist({ folder, dtype: "f64" })).toEqual(expected);
  });

  it("prefers the archive to a plain copy, and any file to a folder of its name", async () => {
    const folder = await digits({
      "train-labels-idx1-ubyte.gz": gzipSync(labels(1, 2, 3)),
      "t10k-labels.idx1-ubyte": labels(5, 6),
    });
    await mkdir(join(folder, "t10k-labels-idx1-ubyte.gz"));
    const { train, test } = await mnist({ folder, dtype: "f64" });
    expect([...train.targets.data]).toEqual([1, 2, 3]);
    expect([...test.targets.data]).toEqual([4, 1]);
  });
});

describe("mnist refuses", () => {
  type Others = Readonly<Record<string, Uint8Array>>;
  const expectRefusal = async (others: Others, error: (folder: string) => Error): Promise<void> => {
    const folder = await digits(others);
    await expect(mnist({ folder, dtype: "f64" })).rejects.toThrow(error(folder));
  };

  it("a folder without its files, saying which and how to get them", async () => {
    const folder = await temporaryFolder();
    for (const name of ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"])
      await writeFile(join(folder, name), files["t10k-images-idx3-ubyte"]);
    const missing =
      "one of train-labels-idx1-ubyte.gz, train-labels-idx1-ubyte, train-labels.idx1-ubyte.gz, train-labels.idx1-ubyte; " +
      "one of t10k-labels-idx1-ubyte.gz, t10k-labels-idx1-ubyte, t10k-labels.idx1-ubyte.gz, t10k-labels.idx1-ubyte";
    const expected = `in ${folder} ${missing} (\`npm start -- fetch mnist\` gets them)`;
    await expect(mnist({ folder, dtype: "f64" })).rejects.toThrow(
      new ValueError("mnist", expected, "a folder with none of them"),
    );
  });

  it("a folder that is not there, or is a file", async () => {
    const folder = await digits();
    for (const path of [join(folder, "nowhere"), join(folder, "train-images-idx3-ubyte")]) {
      const error: unknown = await mnist({ folder: path, dtype: "f64" }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ValueError);
      expect(error).toMatchObject({ received: "no such folder" });
    }
  });

  it("images of another size", async () => {
    const name = "train-images-idx3-ubyte";
    const error = (received: string) => (folder: string) =>
      new ShapeError(join(folder, name), "images [N, 28, 28]", received);
    await expectRefusal({ [name]: images(3, 27) }, error("[3, 27, 27]"));
    await expectRefusal({ [name]: labels(1, 2, 3) }, error("[3]"));
  });

  it("more or fewer labels than images, and labels of two axes", async () => {
    const name = "t10k-labels-idx1-ubyte";
    const error = (received: string) => (folder: string) =>
      new ShapeError(join(folder, name), "labels [2], one an image", received);
    await expectRefusal({ [name]: labels(1, 2, 3) }, error("[3]"));
    await expectRefusal({ [name]: labels(1) }, error("[1]"));
    await expectRefusal({ [name]: images(2) }, error("[2, 28, 28]"));
  });

  it("a label that is no digit, saying where it is", async () => {
    const name = "train-labels-idx1-ubyte";
    await expectRefusal(
      { [name]: labels(0, 9, 10) },
      (folder) => new ValueError(join(folder, name), "labels in 0..9", "10 at index 2"),
    );
  });

  it("a file that is not IDX", async () => {
    const name = "train-labels-idx1-ubyte";
    await expectRefusal(
      { [name]: new Uint8Array(3) },
      (folder) => new FormatError(`${join(folder, name)}, magic number at byte 0`, "4 bytes", "3 bytes"),
    );
  });
});
