import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { initialNetwork, seededRandom } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { statisticsFromBytes } from "@espalier/formats/statistics";
import { randomNormal } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { rangeServer } from "../../files/test/support/range-server.ts";
import { runIn, temporaryFolder } from "./support/terminal.ts";

const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
const inputs = writeNpy(randomNormal([5000, 3], seededRandom(2)));

function folderWithSamples(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "model.json"), writeJson({ network }));
  writeFileSync(
    join(folder, "other.json"),
    writeJson({ network: initialNetwork({ sizes: [3, 4, 2], random: seededRandom(3) }) }),
  );
  writeFileSync(join(folder, "inputs.npy"), inputs);
  return folder;
}
const read = (folder: string, name: string): Buffer => readFileSync(join(folder, name));

describe("espalier statistics and merge", () => {
  it("give the same bytes for parts as for all samples, in any order and by steps", async () => {
    const folder = folderWithSamples();
    const { code, stdout } = await runIn(folder, "statistics model.json inputs.npy");
    expect(code).toBe(0);
    expect(stdout).toBe("statistics of samples 0 to 4,999 of inputs.npy\nwritten: model.stats\n");
    for (const part of [
      "--from 0 --to 2048 --out a.stats",
      "--from 2048 --to 4096 --out b.stats",
      "--from 4096 --out c.stats",
      "--part 1/2 --out 1.stats",
      "--part 2/2 --out 2.stats",
    ])
      expect((await runIn(folder, `statistics model.json inputs.npy ${part}`)).code).toBe(0);
    const merged = await runIn(folder, "merge c.stats a.stats b.stats --out abc.stats");
    expect(merged.stdout).toBe(
      "3 files merged to the statistics of samples 0 to 4,999\nwritten: abc.stats\n",
    );
    await runIn(folder, "merge b.stats c.stats --out bc.stats");
    await runIn(folder, "merge bc.stats a.stats --out a-bc.stats");
    await runIn(folder, "merge 1.stats 2.stats --out 12.stats.gz");
    await runIn(folder, "merge 1.stats 2.stats --out 12.stats");
    for (const name of ["abc.stats", "a-bc.stats", "12.stats"])
      expect(read(folder, name)).toEqual(read(folder, "model.stats"));
    const { bytes } = await runIn(folder, "merge 1.stats 2.stats --out -");
    expect(Buffer.from(bytes)).toEqual(read(folder, "model.stats"));
    const viaPacked = await runIn(
      folder,
      "prune model.json --statistics 12.stats.gz --ratio 0.5 --out small.json",
    );
    expect(viaPacked.code).toBe(0);
  });

  it("sum in f32 where that is asked for: other bytes than in f64, the same for parts, and both kinds merge", async () => {
    const folder = folderWithSamples();
    const single = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1), dtype: "f32" });
    writeFileSync(join(folder, "model.json"), writeJson({ network: single }));
    const inSingles = "statistics model.json inputs.npy --sums f32";
    for (const line of [
      `${inSingles} --out whole.stats`,
      `${inSingles} --to 2048 --out a.stats`,
      `${inSingles} --from 2048 --out b.stats`,
      "statistics model.json inputs.npy --out double.stats",
      "statistics model.json inputs.npy --from 2048 --out double-b.stats",
      "merge a.stats b.stats --out ab.stats",
      "merge a.stats double-b.stats --out mixed.stats",
      "prune model.json --statistics whole.stats --ratio 0.5 --out by-file.json",
      "prune model.json inputs.npy --sums f32 --ratio 0.5 --out by-samples.json",
    ])
      expect((await runIn(folder, line)).code).toBe(0);
    expect(read(folder, "ab.stats")).toEqual(read(folder, "whole.stats"));
    expect(read(folder, "double.stats")).not.toEqual(read(folder, "whole.stats"));
    expect(read(folder, "by-file.json")).toEqual(read(folder, "by-samples.json"));
    const { code, stderr } = await runIn(
      folder,
      "prune model.json --statistics ab.stats --sums f32 --ratio 0.5",
    );
    expect(code).toBe(2);
    expect(stderr).toContain("--sums: expected samples in place of --statistics");
  });

  it("take shards of the samples, and divide them", async () => {
    const folder = folderWithSamples();
    const shard = (name: string, from: number, to: number): void =>
      writeFileSync(
        join(folder, name),
        writeNpy({
          shape: [to - from, 3],
          data: new Float64Array(inputs.buffer, inputs.byteOffset + 128).slice(3 * from, 3 * to),
        }),
      );
    shard("0.npy", 0, 3072);
    shard("1.npy", 3072, 5000);
    await runIn(folder, "statistics model.json 0.npy --divide 2 --out 0.stats");
    await runIn(folder, "statistics model.json 1.npy --divide 2 --offset 3072 --out 1.stats");
    await runIn(folder, "statistics model.json inputs.npy --divide 2");
    await runIn(folder, "merge 0.stats 1.stats --out all.stats");
    expect(read(folder, "all.stats")).toEqual(read(folder, "model.stats"));
  });

  it("read an address by ranges", async () => {
    const folder = folderWithSamples();
    const server = await rangeServer(inputs);
    await runIn(folder, "statistics model.json inputs.npy --from 1024 --to 2048 --out a.stats");
    const { code } = await runIn(
      folder,
      `statistics model.json ${server.address} --from 1024 --to 2048 --out b.stats`,
    );
    expect(code).toBe(0);
    expect(read(folder, "b.stats")).toEqual(read(folder, "a.stats"));
    expect(server.asked).toEqual(["0-0", "0-16383", `${128 + 24 * 1024}-${128 + 24 * 2048 - 1}`]);
  });

  it.each([
    [
      "statistics model.json inputs.npy --from 1000 --out a.stats",
      "--from: expected a multiple of 1024, as samples are summed in chunks; received 1000",
    ],
    [
      "statistics model.json inputs.npy --to 3000 --out a.stats",
      "--to: expected a multiple of 1024, or 5000, the samples of inputs.npy; received 3000",
    ],
    [
      "statistics model.json inputs.npy --to 6144 --out a.stats",
      "--to: expected at most 5000, the samples of inputs.npy; received 6144",
    ],
    [
      "statistics model.json inputs.npy --from 2048 --to 2048 --out a.stats",
      "--from: expected a sample before 2048, where the part ends; received 2048",
    ],
    [
      "statistics model.json inputs.npy --part 3/2 --out a.stats",
      "--part: expected i/k with 1 ≤ i ≤ k, such as 3/8; received 3/2",
    ],
    [
      "statistics model.json inputs.npy --part 3/8 --out a.stats",
      "--part: expected at most 5 parts of the 5000 samples of inputs.npy; received 3/8",
    ],
    [
      "statistics model.json inputs.npy --part 1/2 --from 0 --out a.stats",
      "--part: expected --part or --from and --to; received both",
    ],
    ["statistics model.json inputs.npy --part 1/2", "statistics: expected --out for a part; received none"],
    [
      "statistics model.json inputs.npy --offset 5",
      "--offset: expected a multiple of 1024, as samples are summed in chunks; received 5",
    ],
    [
      "statistics model.json missing.npy",
      "missing.npy: expected a file that can be read; received no such file or folder",
    ],
    [
      "statistics model.json https://127.0.0.1/a.csv",
      "https://127.0.0.1/a.csv: expected an .npy or IDX file, whose rows are read one by one; received csv",
    ],
    [
      "statistics model.json http://127.0.0.1:99999/a.npy",
      "http://127.0.0.1:99999/a.npy: expected a valid address, such as https://host/inputs.npy; received another one",
    ],
    [
      "merge model.json --out a.stats",
      'model.json: byte 0, format: expected "espstats"; received "{\\"format"',
    ],
  ])("refuses %s", async (line, message) => {
    const folder = folderWithSamples();
    const { code, stderr } = await runIn(folder, line);
    expect([code, stderr]).toEqual([2, `${message}\n`]);
    expect(existsSync(join(folder, "a.stats"))).toBe(false);
  });

  it("are packed under .gz in any case, merged and read back", async () => {
    const folder = folderWithSamples();
    const run = async (line: string): Promise<unknown> => [line, (await runIn(folder, line)).code];
    writeFileSync(join(folder, "X.NPY.GZ"), gzipSync(inputs));
    for (const line of [
      "statistics model.json inputs.npy --out all.stats",
      "statistics model.json X.NPY.GZ --out ALL.STATS.GZ",
      "merge ALL.STATS.GZ --out Merged.Stats.Gz",
      "prune model.json --statistics Merged.Stats.Gz --ratio 0.5",
    ])
      expect(await run(line)).toEqual([line, 0]);
    const bytes = readFileSync(join(folder, "all.stats"));
    for (const name of ["ALL.STATS.GZ", "Merged.Stats.Gz"])
      expect(gunzipSync(readFileSync(join(folder, name))).equals(bytes)).toBe(true);
  });

  it("are not written where a number would not be read again", async () => {
    const folder = folderWithSamples();
    writeFileSync(join(folder, "large.json"), "[[1e308, 1e308, 1e308], [-1e308, 0, 0]]");
    const { code, stderr } = await runIn(folder, "statistics model.json large.json --out large.stats");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^large\.stats: statisticsToBytes: expected finite moments, as samples and weights have whose squares are finite; received (NaN|Infinity)\n$/,
    );
    expect(existsSync(join(folder, "large.stats"))).toBe(false);
  });

  it("refuse to merge what does not belong together, and leave nothing behind", async () => {
    const folder = folderWithSamples();
    await runIn(folder, "statistics model.json inputs.npy --to 2048 --out a.stats");
    await runIn(folder, "statistics model.json inputs.npy --from 3072 --out c.stats");
    await runIn(folder, "statistics other.json inputs.npy --from 2048 --out d.stats");
    const merged = async (names: string): Promise<string> =>
      (await runIn(folder, `merge ${names} --out all.stats`)).stderr;
    expect(await merged("a.stats c.stats")).toBe(
      "c.stats: expected samples from 2048 on, where a.stats ends; received a gap up to sample 3072\n",
    );
    expect(await merged("a.stats a.stats")).toContain(
      "a.stats: expected samples from 2048 on, as a.stats ends there; received samples from 0 on",
    );
    expect(await merged("a.stats d.stats")).toContain("d.stats: expected the network ");
    const damaged = read(folder, "c.stats");
    damaged[damaged.length - 20] ^= 1;
    writeFileSync(join(folder, "e.stats"), damaged);
    expect(await merged("--gaps a.stats e.stats")).toMatch(
      /^e\.stats: byte \d+, layers\[1\]\.parts\[\d\]\.check: expected the check sum/,
    );
    expect(existsSync(join(folder, "all.stats"))).toBe(false);
    expect(await merged("--gaps a.stats c.stats")).toBe("");
    expect(statisticsFromBytes(read(folder, "all.stats")).parts[0]).toMatchObject({ from: 0, to: 2048 });
  });
});

describe("espalier prune --statistics", () => {
  it("writes the same network as from the samples, without them", async () => {
    const folder = folderWithSamples();
    await runIn(folder, "statistics model.json inputs.npy");
    for (const options of [
      "",
      "--strategy obd",
      "--strategy wanda --compensation bias",
      "--compensation none",
    ]) {
      await runIn(folder, `prune model.json inputs.npy --ratio 0.5 --out direct.json --force ${options}`);
      const { code } = await runIn(
        folder,
        `prune model.json --statistics model.stats --ratio 0.5 --out small.json --force ${options}`,
      );
      expect(code).toBe(0);
      expect(read(folder, "small.json")).toEqual(read(folder, "direct.json"));
      expect(read(folder, "small.mask.npz")).toEqual(read(folder, "direct.mask.npz"));
    }
  });

  it("reports what is known without samples, and measures with them", async () => {
    const folder = folderWithSamples();
    await runIn(folder, "statistics model.json inputs.npy");
    const { stdout } = await runIn(folder, "prune model.json --statistics model.stats --ratio 0.5");
    expect(stdout).toContain(
      "by elimination-compensation, on the statistics of 5,000 samples, model.stats\n",
    );
    expect(stdout).not.toContain("measured");
    const report: unknown = JSON.parse(read(folder, "model.pruned.report.json").toString());
    expect(report).toMatchObject({
      statistics: "model.stats",
      samples: 5000,
      removed: 10,
      layers: [{ weights: 12 }, { weights: 8 }],
    });
    const measured = await runIn(
      folder,
      "prune model.json inputs.npy --first 100 --statistics model.stats --ratio 0.5 --json --force",
    );
    const direct = await runIn(folder, "prune model.json inputs.npy --ratio 0.5 --json --force");
    const [ours, theirs] = [measured, direct].map(
      ({ stdout: text }) => JSON.parse(text) as Record<string, unknown>,
    );
    expect(ours).toMatchObject({ samples: 100, scoredBy: 5000, removed: theirs["removed"] });
    expect(ours).toHaveProperty("measured.relative");
  });

  it.each([
    ["prune model.json --ratio 0.5", "prune: expected samples, or --statistics; received neither"],
    [
      "prune model.json --statistics model.stats --budget 0.1",
      "--budget: expected samples in place of --statistics, which fix the scores; received both",
    ],
    [
      "prune model.json --statistics model.stats --ratio 0.5 --steps 2",
      "--steps: expected samples in place of --statistics, which fix the scores; received both",
    ],
    [
      "prune model.json --statistics model.stats --ratio 0.5 --frozen bias",
      "--frozen: expected --compensation none in place of --statistics, which fix the scores; received both",
    ],
    [
      "prune model.json --statistics model.stats --ratio 0.5 --strategy obs",
      "model.stats: scoreStatistics: expected a strategy among elimination-compensation, mean-replacement, flap, wanda, obd; received obs",
    ],
    [
      "prune model.json --statistics model.stats --ratio 0.5 --compensation row",
      "model.stats: scoreStatistics: expected a compensation among none, bias; received row",
    ],
    [
      "prune model.json --statistics model.stats --ratio 0.5 --metric softmax",
      "model.stats: metric: expected statistics in the metric softmax; received outputs",
    ],
  ])("refuses %s", async (line, message) => {
    const folder = folderWithSamples();
    await runIn(folder, "statistics model.json inputs.npy");
    const { code, stderr } = await runIn(folder, line);
    expect([code, stderr]).toEqual([2, `${message}\n`]);
  });

  it("refuses statistics of another network", async () => {
    const folder = folderWithSamples();
    await runIn(folder, "statistics other.json inputs.npy");
    const { stderr } = await runIn(folder, "prune model.json --statistics other.stats --ratio 0.5");
    expect(stderr).toMatch(
      /^other\.stats: network: expected the statistics of this network, [0-9a-f]{12}…; received [0-9a-f]{12}…\n$/,
    );
  });
});
