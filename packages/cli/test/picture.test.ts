import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { byDecades, heatMap, kept, reduced, signed } from "../src/picture/heat-map.ts";
import { drawInputs } from "../src/picture/inputs.ts";
import { png } from "../src/picture/png.ts";
import { folderWithFiles, folderWithPruned, pruned } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

/** The chunks of a PNG file, each with a check sum that Node's zlib confirms. */
function chunksOf(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const named = file.subarray(at + 4, at + 8 + length);
    expect(crc32(named)).toBe(view.getUint32(at + 8 + length));
    chunks.set(new TextDecoder().decode(named.subarray(0, 4)), named.subarray(4));
    at += length + 12;
  }
  return chunks;
}

/** The pixels of the pictures in a drawing, four bytes each. */
const picturesIn = (svg: string): Uint8Array[] =>
  Array.from(svg.matchAll(/href="data:image\/png;base64,([^"]*)"/g), ([, base64]) => {
    const chunks = chunksOf(new Uint8Array(Buffer.from(base64, "base64")));
    const width = new DataView(Uint8Array.from(chunks.get("IHDR") ?? []).buffer).getUint32(0);
    const rows = inflateSync(chunks.get("IDAT") ?? new Uint8Array(0));
    return Uint8Array.from(rows.filter((_, at) => at % (4 * width + 1) > 0));
  });

describe("a heat map", () => {
  it("is a PNG of its numbers", () => {
    const rgba = Uint8Array.from({ length: 24 }, (_, at) => at);
    const chunks = chunksOf(png(3, 2, rgba));
    expect([...(chunks.get("IHDR") ?? [])]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 6, 0, 0, 0]);
    expect([...inflateSync(chunks.get("IDAT") ?? new Uint8Array(0))]).toEqual([
      0,
      ...rgba.subarray(0, 12),
      0,
      ...rgba.subarray(12),
    ]);
  });

  it("shows the sign by its colour and the size by its depth; the paper is 0", () => {
    expect(signed(2)(0).depth).toBe(0);
    expect(signed(2)(-1)).toEqual({ colour: [144, 70, 158], depth: 0.5 });
    expect(signed(2)(2)).toEqual({ colour: [0, 138, 126], depth: 1 });
    expect(signed(0)(0).depth).toBe(0);
    expect([0, 1e-6, 1e-3, 1].map((I) => Number(byDecades(1)(I).depth.toFixed(12)))).toEqual([0, 0, 0.5, 1]);
    expect([kept(0).depth, kept(-3).depth]).toEqual([0, 1]);
  });

  it("of a large matrix has the number of largest size of each block", () => {
    const values = new Float64Array(1300 * 2);
    values[2 * 5 + 1] = -7; // row 5, in the second of the blocks of three rows
    values[2 * 3 + 1] = 2;
    const small = reduced({ rows: 1300, columns: 2, values });
    expect([small.rows, small.columns]).toEqual([434, 2]);
    expect(small.values[1 * 2 + 1]).toBe(-7);
    expect(Array.from(small.values).filter((value) => value !== 0)).toEqual([-7]);
  });

  it("draws the rows of 8 × 8 inputs as pictures", () => {
    const values = Float64Array.from({ length: 2 * 64 }, (_, at) => Number(at === 64 + 9));
    const { content } = heatMap({ rows: 2, columns: 64, values }, signed(1), 0, 0, 180, true);
    const [pixels] = picturesIn(content);
    const width = 8 + 2 + 8;
    expect(pixels.length).toBe(4 * width * 8);
    expect(pixels.findIndex((byte, at) => at % 4 === 3 && byte === 255)).toBe(4 * (1 * width + 10 + 1) + 3);
  });
});

describe("espalier inspect --picture", () => {
  it("draws each weight, and which are kept", async () => {
    const folder = folderWithPruned();
    const { code, stdout } = await runIn(folder, "inspect pruned.json --picture pruned.svg");
    expect(code).toBe(0);
    expect(stdout).toContain("4-6-3");
    const svg = readFileSync(join(folder, "pruned.svg"), "utf8");
    const drawn = picturesIn(svg).map((rgba) =>
      Array.from(
        rgba.filter((_, at) => at % 4 === 3),
        (alpha) => alpha > 0,
      ),
    );
    const [first, second] = pruned.layers.map(({ weight: { data } }) => Array.from(data, (w) => w !== 0));
    expect([drawn[1], drawn[3]]).toEqual([first, second]);
    expect(svg).not.toMatch(/NaN|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    expect((await runIn(folder, "inspect pruned.json --picture pruned.svg")).code).toBe(2);
    expect((await runIn(folder, "inspect pruned.json --picture -")).stdout).toBe(svg);
  });

  it("writes a page for a name that ends in .html", async () => {
    const folder = folderWithFiles();
    await runIn(folder, "inspect model.json --picture model.html");
    const page = readFileSync(join(folder, "model.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("<h1>model.json</h1>");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });
});

describe("espalier score --picture", () => {
  it("draws more inputs than a call takes arguments, the largest as bars", () => {
    const inputs = Array.from({ length: 200_000 }, (_, j) => j);
    const drawn = drawInputs(inputs, { x: 0, y: 0, side: 100 }).join("");
    expect(drawn).toContain("199999");
  });

  it("draws the weights and their importance below the summary", async () => {
    const { stdout } = await runIn(folderWithFiles(), "score model.json inputs.json --picture -");
    expect(picturesIn(stdout).length).toBe(4);
    expect(stdout).toContain("importance, on one scale for all layers");
  });
});

describe("espalier prune --report-html", () => {
  it("writes the report as one page, with both networks and their outputs", async () => {
    const folder = folderWithFiles();
    const { code, stdout } = await runIn(
      folder,
      "prune model.json inputs.json --ratio 0.5 --report-html report.html",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("report.html");
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain("21 of 42 weights are removed, 50.0 %.");
    const { measured } = JSON.parse(readFileSync(join(folder, "model.pruned.report.json"), "utf8"));
    expect(page).toContain(`The outputs change by ${(100 * measured.relative).toFixed(1)} %.`);
    expect(picturesIn(page).length).toBe(4); // two layers, before and after
    expect(page.match(/<circle/g)?.length).toBe(40 * 3);
    expect(page).not.toMatch(/NaN|<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it("has no word of a prediction where the strategy makes none", async () => {
    const folder = folderWithFiles();
    const line = "prune model.json inputs.json --ratio 0.5 --force --report-html report.html";
    const pageOf = async (options: string): Promise<string> => {
      expect((await runIn(folder, `${line} ${options}`)).code).toBe(0);
      return readFileSync(join(folder, "report.html"), "utf8");
    };
    expect(await pageOf("--strategy nonlinear")).toContain("<th>predicted</th><th>measured</th>");
    for (const strategy of ["magnitude", "obd", "mean-replacement"]) {
      const page = await pageOf(`--strategy ${strategy}`);
      expect(page).toContain("<th></th><th>measured</th></tr>");
      expect(page).not.toMatch(/predicted/i);
    }
  });

  it("is one of the results: all are written or none", async () => {
    const folder = folderWithFiles();
    const { code, stderr } = await runIn(
      folder,
      "prune model.json inputs.json --ratio 0.5 --report-html missing/report.html",
    );
    expect([code, stderr.includes("missing/report.html")]).toEqual([2, true]);
  });
});
