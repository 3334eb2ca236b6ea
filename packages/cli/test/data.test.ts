import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { prune } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { writeCsv } from "@espalier/formats/csv";
import { readJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { writeNpz } from "@espalier/formats/npz";
import { toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { folderWithFiles, network } from "./support/files.ts";
import { readBytes } from "../src/files/read.ts";
import { ioIn, runIn } from "./support/terminal.ts";

const read = (folder: string, name: string): Network => readJson(readFileSync(join(folder, name))).network;

describe("data are refused in a sentence that names the file", () => {
  it.each([
    ["[[1,2,3,4],[5,6,7,1e999]]", "data.json: data[1][3]: expected a finite number; received Infinity\n"],
    [
      "[[1,2,3],[5,6,7]]",
      "data.json: expected samples of 4 numbers, as the network has 4 inputs; received [2, 3]\n",
    ],
    ["[1,2,3,4]", "data.json: expected samples of 4 numbers, as the network has 4 inputs; received [4]\n"],
    ["7", "data.json: data: expected an array of at least one row; received 7\n"],
    ["{", "data.json: data: expected JSON; received "],
  ])("%s", async (text, message) => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "data.json"), text);
    const { code, stderr } = await runIn(folder, "prune model.json data.json --ratio 0.5");
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });

  it.each([
    ["data.csv", "1,2,3,5\n5,6,7,x\n", "data.csv: line 2, column 4: expected a finite number; received "],
    [
      "data.csv",
      "1,5;2,5\n",
      "data.csv: line 1: expected the options separator and decimal (--separator, --decimal-comma), as ",
    ],
    ["data.csv", "1,2,3,4\n", "data.csv: line 1: expected the option header (--header or --no-header), as "],
    ["data.npy", "no array", "data.npy: "],
    ["data-ubyte", "no array", "data-ubyte: idx, "],
  ])("%s is read by its name", async (name, text, message) => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, name), text);
    const { code, stderr } = await runIn(folder, `prune model.json ${name} --ratio 0.5`);
    expect(code).toBe(2);
    expect(stderr.startsWith(message), stderr).toBe(true);
  });

  it("NaN names the sample and the column", async () => {
    const folder = folderWithFiles();
    const holed = { shape: [2, 4], data: Float32Array.of(1, 2, 3, 4, 5, 6, NaN, 8) };
    writeFileSync(join(folder, "data.npy"), writeNpy(holed));
    const { code, stderr } = await runIn(folder, "prune model.json data.npy --ratio 0.5");
    expect([code, stderr]).toEqual([
      2,
      "data.npy: expected finite numbers; received NaN in sample 1, column 2\n",
    ]);
  });

  it("every format gives the same numbers, pictures in a row, bytes divided as told", async () => {
    const folder = folderWithFiles();
    const X = { shape: [3, 4], data: Float64Array.of(0, 51, 102, 153, 255, 204, 51, 0, 51, 51, 0, 255) };
    const pictures = { shape: [3, 2, 2], data: X.data };
    writeFileSync(join(folder, "a.npy"), writeNpy(pictures));
    writeFileSync(
      join(folder, "b.npz"),
      writeNpz(
        new Map([
          ["x", X],
          ["y", { shape: [1], data: X.data.slice(0, 1) }],
        ]),
      ),
    );
    writeFileSync(join(folder, "c.csv"), writeCsv({ names: ["p", "q", "r", "s"], values: X }));
    writeFileSync(join(folder, "d.json.gz"), gzipSync(JSON.stringify(toNested(X))));
    const header = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2];
    writeFileSync(join(folder, "e-idx3-ubyte"), Uint8Array.of(...header, ...X.data));
    const divided = { shape: X.shape, data: X.data.map((value) => value / 255) };
    const expected = prune(network, divided, { ratio: 0.5 }).network;
    for (const name of ["a.npy", "b.npz --array x", "c.csv", "d.json.gz", "e-idx3-ubyte"]) {
      const { code } = await runIn(
        folder,
        `prune model.json ${name} --divide 255 --ratio 0.5 --out ${name[0]}.json`,
      );
      expect(code, name).toBe(0);
      expect(read(folder, `${name[0]}.json`), name).toEqual(expected);
    }
    const { stderr } = await runIn(folder, "prune model.json b.npz --ratio 0.5");
    expect(stderr).toBe("b.npz: npz: expected the name of an array, one of x, y; received none\n");
    const { stdout } = await runIn(folder, "prune model.json a.npy --first 2 --ratio 0.5 --json");
    expect(JSON.parse(stdout)).toMatchObject({ samples: 2 });
  });

  it("also where it is too large, before it is read", async () => {
    const folder = folderWithFiles();
    const large = (name: string, size: number): void => {
      writeFileSync(join(folder, name), "");
      truncateSync(join(folder, name), size); // takes no space on the disk
    };
    large("data.json", 2 ** 29);
    large("data.csv", 2 ** 31);
    const packed = Buffer.alloc(600_000);
    packed.writeUInt32LE(2 ** 29, packed.length - 4); // as gzip says the size of what it packs
    writeFileSync(join(folder, "data.json.gz"), packed);
    const most = "expected at most 536870887 bytes of text (csv, npy and npz files may be larger)";
    for (const [name, message] of [
      ["data.json", `${most}; received 536870912`],
      ["data.json.gz", `${most}; received 536870912`],
      ["data.csv", "expected at most 2147483647 bytes; received 2147483648"],
    ]) {
      const { code, stderr } = await runIn(folder, `score model.json ${name}`);
      expect([code, stderr]).toEqual([2, `${name}: ${message}\n`]);
      const asNetwork = await runIn(folder, `inspect ${name} --from json`);
      if (name !== "data.csv")
        expect([asNetwork.code, asNetwork.stderr]).toEqual([2, `${name}: ${message}\n`]);
    }
  });

  it("stops reading a stream or a packed file once it is too large", async () => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "a.gz"), gzipSync("12345"));
    const io = ioIn(folder, { stdin: "12345" });
    const most = "expected at most 4 bytes of text";
    await expect(readBytes(io, "-", { mostBytes: 4 })).rejects.toThrow(`standard input: ${most}`);
    await expect(readBytes(io, "a.gz", { mostBytes: 4 })).rejects.toThrow(`a.gz: ${most}`);
    expect(Buffer.from(await readBytes(io, "a.gz", { mostBytes: 5 })).toString()).toBe("12345");
  });

  it("also where it is missing, a folder, or of unknown format", async () => {
    const folder = folderWithFiles();
    expect((await runIn(folder, "prune model.json nothing.json --ratio 0.5")).stderr).toBe(
      "nothing.json: expected a file that can be read; received no such file or folder\n",
    );
    expect((await runIn(folder, "prune model.json .. --ratio 0.5 --data-from json")).stderr).toBe(
      "..: expected a file that can be read; received a folder\n",
    );
    expect((await runIn(folder, "prune model.json data.txt --ratio 0.5")).stderr).toContain(
      "data.txt: expected a name that ends in",
    );
  });
});
