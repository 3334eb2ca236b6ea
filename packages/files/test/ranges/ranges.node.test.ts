import { FormatError, randomNormal, rows as rowsOf, seededRandom, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIdx } from "../../src/idx/index.ts";
import { readNpy, writeNpy } from "../../src/npy/index.ts";
import { httpRanges, openRows, rangesOf } from "../../src/ranges/index.ts";
import type { ByteRanges, HttpOptions } from "../../src/ranges/index.ts";
import { rangeServer } from "../support/range-server.ts";
import type { Fault, RangeServer } from "../support/range-server.ts";

const inputs = randomNormal([50, 3], seededRandom(1));
const npy = writeNpy(inputs);
// Four images of 2 × 3 bytes.
const idx = Uint8Array.of(
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  4,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  3,
  ...Array.from({ length: 24 }, (_, p) => 9 * p),
);

describe("rows of an array", () => {
  it("are those of the array read as a whole, in every range", async () => {
    const drawn = fc.tuple(fc.nat(50), fc.nat(50));
    const { shape, rows } = await openRows(rangesOf(npy), "npy");
    expect(shape).toEqual([50, 3]);
    await fc.assert(
      fc.asyncProperty(drawn, async ([a, b]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(await rows(from, to)).toEqual({
          shape: [to - from, 3],
          data: rowsOf(inputs, from, to).data.slice(),
        });
      }),
    );
  });

  it("keep the further axes of images", async () => {
    const { shape, rows } = await openRows(rangesOf(idx), "idx");
    expect(shape).toEqual([4, 2, 3]);
    expect(await rows(1, 3)).toEqual({ shape: [2, 2, 3], data: readIdx(idx).data.slice(6, 18) });
  });

  it("read nothing but the header and the rows", async () => {
    const read: [number, number][] = [];
    const large: ByteRanges = {
      name: "large.npy",
      size: 128 + 24e9,
      async read(from, to) {
        read.push([from, to]);
        if (from > 0) return new Uint8Array(to - from);
        const text = Buffer.from(npy.subarray(0, 128)).toString("latin1");
        return Buffer.from(text.replace(/\(50, 3\)(.*?) {8}/, "(1000000000, 3)$1"), "latin1");
      },
    };
    const { shape, rows } = await openRows(large, "npy");
    expect(shape).toEqual([1e9, 3]);
    await rows(5e8, 5e8 + 1);
    expect(read).toEqual([
      [0, 16_384],
      [128 + 24 * 5e8, 128 + 24 * (5e8 + 1)],
    ]);
  });

  it("are refused where they cannot be found", async () => {
    const fortran = Buffer.from(Buffer.from(npy).toString("latin1").replace("False", "True "), "latin1");
    const cases: [ByteRanges, "npy" | "idx", string][] = [
      [rangesOf(fortran, "f.npy"), "npy", "f.npy: byte 0, fortran_order: expected False"],
      [
        rangesOf(npy.subarray(0, -1), "cut.npy"),
        "npy",
        "cut.npy: expected 1328 bytes for shape [50, 3]; received 1327",
      ],
      [rangesOf(npy, "no.idx"), "idx", "no.idx: idx, magic number at byte 0: expected two bytes 0"],
      [
        rangesOf(writeNpy(tensor(3)), "one.npy"),
        "npy",
        "one.npy: expected an array of at least one axis; received []",
      ],
    ];
    for (const [bytes, format, message] of cases) {
      const refusal: unknown = await openRows(bytes, format).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(FormatError);
      expect((refusal as FormatError).message).toContain(message);
    }
    const { rows } = await openRows(rangesOf(npy, "a.npy"), "npy");
    await expect(rows(40, 51)).rejects.toThrow("a.npy: expected rows from 0 to 50; received 40 to 51");
  });
});

/** Opens the file of a server, and notes how long it would have waited. */
async function opened(
  server: RangeServer,
  options: HttpOptions = {},
): Promise<{ readonly bytes: ByteRanges; readonly waits: number[] }> {
  const waits: number[] = [];
  const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  return { bytes: await httpRanges(server.address, { wait, patience: 200, ...options }), waits };
}
const refusal = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: unknown) => (error as Error).message.replace(/http:[^?]*\.npy/, "FILE"),
  );

describe("a file behind an address", () => {
  it("is read by ranges, each of which is asked for alone", async () => {
    const server = await rangeServer(npy);
    const { bytes } = await opened(server);
    const { rows } = await openRows(bytes, "npy");
    expect((await rows(10, 20)).data).toEqual(readNpy(npy).data.slice(30, 60));
    expect(server.asked).toEqual(["0-0", `0-${npy.length - 1}`, "368-607"]);
    expect(await bytes.read(7, 7)).toEqual(new Uint8Array());
  });

  const faults: Fault[] = ["cut", "stall", "reset", "429", "503", "longer", "elsewhere"];
  it.each(faults)("is read where an answer goes wrong: %s", async (fault) => {
    const server = await rangeServer(npy);
    const { bytes, waits } = await opened(server);
    server.faults.push(fault, fault);
    expect(await bytes.read(100, 200)).toEqual(npy.subarray(100, 200));
    expect(waits).toEqual(fault === "429" ? [7000, 7000] : [250, 500]); // the server says how long
    expect(server.asked).toEqual(["0-0", "100-199", "100-199", "100-199"]);
  });

  it("is opened where the first answer goes wrong", async () => {
    const server = await rangeServer(npy);
    server.faults.push("reset", "503");
    expect((await opened(server)).bytes.size).toBe(npy.length);
  });

  it("is given up after the last attempt, with its reason and without the query of the address", async () => {
    const server = await rangeServer(npy);
    const { bytes, waits } = await opened(server);
    server.faults.push(...Array.from({ length: 6 }, (): Fault => "503"));
    expect(await refusal(bytes.read(1, 3))).toBe(
      "FILE: expected bytes 1-2 within 6 attempts; received status 503",
    );
    expect(waits).toEqual([250, 500, 1000, 2000, 4000]);
    const { bytes: again } = await opened(server, { attempts: 1 });
    server.faults.push("cut", "stall");
    expect(await refusal(again.read(0, 100))).toBe(
      "FILE: expected bytes 0-99 within 1 attempts; received 50 of 100 bytes",
    );
    expect(await refusal(again.read(0, 100))).toBe(
      "FILE: expected bytes 0-99 within 1 attempts; received no byte for 200 ms",
    );
  });

  it("is refused once it changes", async () => {
    const server = await rangeServer(npy);
    const { bytes } = await opened(server);
    server.file = { bytes: npy.toReversed(), etag: '"two"' };
    expect(await refusal(bytes.read(0, 9))).toBe(
      'FILE: expected a file that does not change while it is read: the state "one"; received another one',
    );
  });

  it.each(["etag", "last-modified"])(
    "is refused once its %s changes, where If-Range is not known",
    async (header) => {
      const server = await rangeServer(npy);
      const [before, after] = ['"one"', '"two"'].map((tag) =>
        header === "etag" ? tag : `Mon, 30 Nov 2026 10:00:0${tag === '"one"' ? 0 : 1} GMT`,
      );
      server.isDeaf = true;
      server.file.etag = header === "etag" ? '"one"' : 'W/"one"';
      server.headers[header] = before;
      const { bytes } = await opened(server);
      expect(await bytes.read(0, 9)).toEqual(npy.subarray(0, 9));
      server.headers[header] = after;
      expect(await refusal(bytes.read(0, 9))).toBe(
        `FILE: expected a file that does not change while it is read: the state ${before}; received ${after}`,
      );
    },
  );

  it("is read where the unit of a range has capitals", async () => {
    const server = await rangeServer(npy);
    server.headers["content-range"] = `Bytes 0-0/${npy.length}`;
    expect((await opened(server)).bytes.size).toBe(npy.length);
  });

  it("is refused where it is empty", async () => {
    const server = await rangeServer(new Uint8Array());
    server.status = 416;
    server.headers["content-range"] = "bytes */0";
    expect(await refusal(opened(server))).toBe(
      "FILE: expected a file with a first byte; received status 416, bytes */0",
    );
  });

  it.each([
    ["http://", "http://: expected a valid address, such as https://host/inputs.npy; received another one"],
    [
      "http://me:secret@127.0.0.1/a.npy?key",
      "http://127.0.0.1/a.npy: expected an address without user and password; received one with them",
    ],
  ])("is refused behind %s", async (address, message) => {
    await expect(httpRanges(address)).rejects.toThrow(message);
  });

  it("is refused where its ranges cannot be had", async () => {
    const server = await rangeServer(npy);
    server.isPlain = true;
    expect(await refusal(opened(server))).toBe(
      "FILE: expected a server that answers byte ranges, status 206; received status 200, all bytes",
    );
    server.isPlain = false;
    server.headers["content-encoding"] = "gzip";
    expect(await refusal(opened(server))).toBe(
      "FILE: expected bytes as they are in the file, whose ranges are known; received bytes packed by gzip",
    );
    delete server.headers["content-encoding"];
    server.headers["etag"] = 'W/"weak"';
    expect(await refusal(opened(server))).toContain("a server that sends a strong ETag or Last-Modified");
    server.headers["content-range"] = "bytes 0-0/*";
    expect(await refusal(opened(server))).toContain(
      "a Content-Range with the size of the file; received bytes 0-0/*",
    );
  });
});
