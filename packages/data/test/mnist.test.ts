import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ByteArray } from "@espalier/formats/idx";
import { FormatError, ShapeError, sizeOf, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TestContext } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { archives } from "../src/mnist/archives.ts";
import { locate, readIdx } from "../src/mnist/files.ts";
import { mnist } from "../src/mnist/mnist.ts";
import { byteArrays, writeIdx } from "./support/idx.ts";
import { temporaryFolder } from "../../../test-setup/temporary-folder.ts";

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

  it("a label that is not a digit, saying where it is", async () => {
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

const array: ByteArray = { shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const plain = writeIdx(array);
/** The file, cut or lengthened to `size` bytes. */
const resized = (bytes: Uint8Array, length: number): Uint8Array => {
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
};
const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte));
const expectRefusal = (bytes: Uint8Array): void => expect(() => readIdx(bytes, "f")).toThrow(FormatError);

describe("readIdx", () => {
  it("reads what the format's description shows", () => {
    const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
    expect(readIdx(bytes, "f")).toEqual(array);
    expect(plain).toEqual(bytes);
  });

  law("is the inverse of writing, packed or not", byteArrays, (drawn) => {
    expect(readIdx(writeIdx(drawn), "f")).toEqual(drawn);
    const { shape, data } = readIdx(gzipSync(writeIdx(drawn)), "f");
    expect({ shape, data: Uint8Array.from(data) }).toEqual(drawn);
  });

  law("is a view of plain bytes, wherever in a buffer they are", byteArrays, (drawn) => {
    const file = writeIdx(drawn);
    const buffer = new Uint8Array(file.length + 3);
    buffer.set(file, 3);
    const { data } = readIdx(buffer.subarray(3), "f");
    expect(data).toEqual(drawn.data);
    expect(data.buffer).toBe(buffer.buffer);
  });

  it("reads sizes as unsigned: 2³¹ and more are not negative", () => {
    const empty: ByteArray = { shape: [0, 2 ** 32 - 1], data: new Uint8Array() };
    expect(readIdx(writeIdx(empty), "f")).toEqual(empty);
  });
});

describe("a broken file is a FormatError", () => {
  law("wherever it is cut, packed or not", fc.tuple(byteArrays, fc.nat(), fc.nat()), ([drawn, ...cuts]) => {
    const file = writeIdx(drawn);
    for (const [at, bytes] of [file, gzipSync(file)].entries())
      expectRefusal(bytes.subarray(0, cuts[at] % bytes.length));
  });

  it("at every single place of a small file", () => {
    const file = writeIdx({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    for (const bytes of [file, gzipSync(file)])
      for (let length = 0; length < bytes.length; length++) expectRefusal(bytes.subarray(0, length));
  });

  law("when bytes follow", fc.tuple(byteArrays, fc.integer({ min: 1, max: 9 })), ([drawn, extra]) => {
    const file = writeIdx(drawn);
    const longer = resized(file, file.length + extra);
    expectRefusal(longer);
    expectRefusal(gzipSync(longer));
  });

  law(
    "or its header still fits its data, whichever byte changes",
    fc.tuple(byteArrays, fc.nat(), fc.nat(255)),
    (drawn) => {
      const [original, position, value] = drawn;
      const file = writeIdx(original);
      const headerBytes = 4 + 4 * original.shape.length;
      try {
        const { shape, data } = readIdx(changed(file, position % headerBytes, value), "f");
        expect(data.length).toBe(sizeOf(shape));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    },
  );

  law(
    "or unpacks to the same, whichever byte of its gzip changes",
    fc.tuple(byteArrays, fc.nat(), fc.nat(255)),
    (drawn) => {
      const [original, position, value] = drawn;
      const packed = gzipSync(writeIdx(original));
      try {
        const { shape, data } = readIdx(changed(packed, position % packed.length, value), "f");
        expect({ shape, data: Uint8Array.from(data) }).toEqual(original);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    },
  );

  const bomb = gzipSync(resized(plain, 2 ** 24));
  /** Their product is more than a double can hold. */
  const many = Array.from({ length: 33 }, () => 2 ** 32 - 1);
  const claim = (...shape: number[]): Uint8Array => writeIdx({ shape, data: new Uint8Array() });
  it.each<readonly [string, Uint8Array, string, string, string]>([
    ["is empty", new Uint8Array(), "magic number at byte 0", "4 bytes", "0 bytes"],
    ["is text", Buffer.from("<html>"), "magic number at byte 0", "two bytes 0", "60 and 104"],
    ["begins with 0 and more", changed(plain, 1, 8), "magic number at byte 0", "two bytes 0", "0 and 8"],
    ["holds floats", writeIdx(array, 0x0d), "element type at byte 2", "0x08 (unsigned byte)", "0x0d (float)"],
    [
      "holds no type",
      writeIdx(array, 7),
      "element type at byte 2",
      "a type of this format",
      "0x07 (no type of this format)",
    ],
    ["has no axis", Uint8Array.of(0, 0, 8, 0), "rank at byte 3", "at least one axis", "0"],
    ["ends in a size", plain.subarray(0, 10), "sizes at byte 4", "8 bytes for 2 axes", "6 bytes"],
    ["ends in the data", plain.subarray(0, 16), "data at byte 12", "6 bytes for shape [2, 3]", "4 bytes"],
    ["goes on", resized(plain, 20), "data at byte 12", "6 bytes for shape [2, 3]", "8 bytes"],
    [
      "claims 2³⁰ bytes",
      claim(2 ** 30),
      "data at byte 8",
      "1073741824 bytes for shape [1073741824]",
      "0 bytes",
    ],
    [
      "claims more",
      claim(2 ** 30 + 1),
      "sizes at byte 4",
      "a shape of at most 1073741824 bytes",
      "[1073741825]",
    ],
    [
      "claims infinity times nothing",
      claim(...many, 0),
      "sizes at byte 4",
      "a shape of at most 1073741824 bytes",
      `[${many.join(", ")}, 0]`,
    ],
    [
      "claims more, packed",
      gzipSync(claim(2 ** 16, 2 ** 15)),
      "sizes at byte 4",
      "a shape of at most 1073741824 bytes",
      "[65536, 32768]",
    ],
    [
      "is cut before packing",
      gzipSync(plain.subarray(0, 16)),
      "data at byte 12",
      "6 bytes for shape [2, 3]",
      "4 bytes",
    ],
    [
      "unpacks to a thousand times its size",
      bomb,
      "gzip at byte 0",
      "at most 18 bytes inside, as the header there says",
      "more",
    ],
    [
      "has a wrong check sum",
      changed(gzipSync(plain), gzipSync(plain).length - 8, 0),
      "gzip at byte 0",
      "an unharmed gzip stream",
      "incorrect data check",
    ],
  ])("that %s, and the error says where", (_, bytes, place, expected, received) => {
    const name = bytes[0] === 0x1f && !place.startsWith("gzip") ? "f.gz (unpacked)" : "f.gz";
    expect(() => readIdx(bytes, "f.gz")).toThrow(new FormatError(`${name}, ${place}`, expected, received));
  });
});

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
