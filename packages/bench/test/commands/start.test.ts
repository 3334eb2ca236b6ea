import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { strategyNames } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { createPool } from "../../src/experiments/pool.ts";
import { startExperiment } from "../../src/experiments/parts/start.ts";
import type { StartOptions } from "../../src/experiments/parts/start.ts";
import { parseMeasurements } from "../../src/experiments/results.ts";
import type { Measurements } from "../../src/experiments/results.ts";
import { createDisplay, timeLeft } from "../../src/terminal/display.ts";
import { smallExperiment, smallRun } from "../support/small-run.ts";
import type { SmallRun } from "../support/small-run.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";

const raw: StartOptions = {
  case: "pde",
  batch: "128",
  learningRate: "0.001",
  seeds: "2",
  strategies: "elimination-compensation,nonlinear",
  nonlinearSamples: "1024",
  precision: "f64",
};

describe("the experiment of npm start", () => {
  it("takes from the case what the command line does not say", () => {
    const recipe = { network: [68, 32, 32, 32, 1], noise: 0.005, epochs: [30, 15] };
    expect(startExperiment(raw)).toMatchObject({ recipe });
    const digits = { network: [784, 32, 32, 10], noise: 0 };
    expect(startExperiment({ ...raw, case: "mnist" })).toMatchObject({ recipe: digits });
  });

  it("reads lists, sizes and numbers", () => {
    const options = { network: "68-4-1", noise: "0.01", epochs: "2, 1", ratios: "0.9,0,0.5", seeds: "3" };
    const ratios = [0, 0.5, 0.9];
    expect(startExperiment({ ...raw, ...options })).toMatchObject({
      recipe: { network: [68, 4, 1], noise: 0.01, epochs: [2, 1] },
      seeds: 3,
      comparisons: [
        { strategies: ["elimination-compensation", "nonlinear"], pruned: ratios, fineTuned: ratios },
      ],
    });
  });

  it("has no samples of nonlinear where it does not run", () => {
    expect(startExperiment({ ...raw, strategies: "magnitude" }).recipe.nonlinearSamples).toBe(0);
  });

  it.each<[string, Partial<StartOptions>, string]>([
    ["an unknown case", { case: "cifar" }, "--case: expected one of pde, mnist; received cifar"],
    ["a ratio in per cent", { ratios: "80" }, "--ratios: expected a number in [0, 1]; received 80"],
    ["a ratio twice", { ratios: "0.5,0.50" }, "--ratios: expected each entry once; received 0.5 twice"],
    ["an empty ratio", { ratios: "0.5," }, "--ratios: expected a number in [0, 1]; received "],
    [
      "a network that does not fit the data",
      { network: "64-8-1" },
      "--network: expected sizes from 68 to 1, such as 68-32-1; received 64-8-1",
    ],
    ["a layer of no neurons", { network: "68-0-1" }, "--network: expected a whole number ≥ 1; received 0"],
    [
      "one number of epochs",
      { epochs: "30" },
      "--epochs: expected two numbers, before and after pruning, such as 30,15; received 30",
    ],
    ["half an epoch", { epochs: "30,1.5" }, "--epochs: expected a whole number ≥ 0; received 1.5"],
    ["negative noise", { noise: "-0.1" }, "--noise: expected a number ≥ 0; received -0.1"],
    ["infinite noise", { noise: "Infinity" }, "--noise: expected a number ≥ 0; received Infinity"],
    [
      "noise on MNIST",
      { case: "mnist", noise: "0.1" },
      "--noise: expected 0, as only the case pde has noise; received 0.1",
    ],
    ["a precision of none", { precision: "f16" }, "--precision: expected one of f64, f32; received f16"],
    ["no seeds", { seeds: "0" }, "--seeds: expected a whole number ≥ 1; received 0"],
  ])("refuses %s", (_, options, message) => {
    expect(() => startExperiment({ ...raw, ...options })).toThrow(new ValueError(...partsOf(message)));
  });

  it("adds strategies of the user's own, which may also be named to say where they stand", () => {
    const strategiesOf = (strategies: string): readonly string[] =>
      startExperiment({ ...raw, strategies }, ["mine"]).comparisons[0].strategies;
    expect(strategiesOf("magnitude,random")).toEqual(["magnitude", "random", "mine"]);
    expect(strategiesOf("mine,random")).toEqual(["mine", "random"]);
  });

  it("names the strategies there are when it is asked for another one", () => {
    expect(() => startExperiment({ ...raw, strategies: "magnitude,optimal" })).toThrow(
      /--strategies: .*elimination-compensation.*obs.*; received optimal/,
    );
  });
});

/** `who: expected …; received …` as the arguments that make it. */
function partsOf(message: string): [string, string, string] {
  const parts = /^(.*?): expected (.*); received (.*)$/.exec(message);
  if (parts === null) throw new Error(`not a message: ${message}`);
  return [parts[1], parts[2], parts[3]];
}

const resultsIn = async (folder: string): Promise<Measurements> =>
  parseMeasurements(await readFile(join(folder, "results.json"), "utf8"));

/** Where a run has come to its end, and what it has said. */
let finished: string;
let first: SmallRun;

beforeAll(async () => {
  finished = await mkdtemp(join(tmpdir(), "espalier-"));
  first = await smallRun(finished, { pool: createPool });
  return () => rm(finished, { recursive: true });
});

it("a run leaves results, a report and figures, and prints the table", async () => {
  const { isComplete, output, progress } = first;
  const out = finished;
  expect(isComplete).toBe(true);
  expect((await resultsIn(out)).rows).toHaveLength(22);
  expect(await readFile(join(out, "report.html"), "utf8")).toMatch(/<svg/);
  expect(output).toMatch(/after fine-tuning +0.25 +0.75/);
  expect(output).toContain(join(out, "report.html"));
  expect(progress).toMatch(/seed 1 random ρ = 0.75 fine-tuned: test loss/);
});

it("the same command again measures nothing and prints the same table", async () => {
  const again = await smallRun(finished, { load: () => Promise.reject(new Error("no data are needed")) });
  expect(again.output).toBe(first.output);
  expect(again.progress).toContain("--fresh starts over");
});

it("--fresh measures everything again", async () => {
  const out = await temporaryFolder();
  await cp(finished, out, { recursive: true });
  await expect(
    smallRun(out, { fresh: true, load: () => Promise.reject(new Error("data are needed")) }),
  ).rejects.toThrow("data are needed");
});

it("a run that is stopped keeps what it has, and ends later as if it had not been stopped", async () => {
  const out = await temporaryFolder();
  const stop = new AbortController();
  const progress = new PassThrough();
  progress.on("data", (line: Buffer) => {
    if (String(line).includes("elimination-compensation ρ = 0.25")) stop.abort();
  });
  const stopped = await smallRun(out, { signal: stop.signal, progress });
  expect(stopped.isComplete).toBe(false);
  const kept = (await resultsIn(out)).rows.length;
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(kept).toBeLessThan(22);

  expect((await smallRun(out)).isComplete).toBe(true);
  expect(await resultsIn(out)).toEqual(await resultsIn(finished));
});

it("a run that is stopped at once says so, and leaves nothing behind", async () => {
  const stop = new AbortController();
  stop.abort();
  const { isComplete, progress, output } = await smallRun(await temporaryFolder(), { signal: stop.signal });
  expect(isComplete).toBe(false);
  expect(progress).toContain("before anything was measured");
  expect(output).toBe("");
});

it("results of other settings are not mixed with these", async () => {
  const experiment = { ...smallExperiment, seeds: 3 };
  await expect(smallRun(finished, { experiment })).rejects.toThrow(
    /--out: expected a folder without results of other settings/,
  );
});

const program = (name: string): string =>
  fileURLToPath(new URL(`../../src/commands/${name}.ts`, import.meta.url));

const call = (name: string, ...options: string[]) =>
  spawnSync(process.execPath, [program(name), ...options], { encoding: "utf8" });

type Refusal = [what: string, command: string[], code: number, message: string];

/** Each in a process of its own. */
const moreRefusals: Refusal[] = [
  ["an unknown part", ["reproduce", "all"], 1, "Allowed choices are quick, paper, studies, extended"],
  ["an unknown data set", ["start", "fetch", "cifar"], 2, "fetch: expected mnist; received cifar"],
  ["half a worker", ["reproduce", "quick", "--workers", "0.5"], 2, "--workers: expected"],
];

describe("the command line", () => {
  it("--help of npm start names every option and strategy", () => {
    const { status, stdout } = call("start", "--help");
    expect(status).toBe(0);
    const names = [
      "--case",
      "--network",
      "--noise",
      "--epochs",
      "--seeds",
      "--ratios",
      "--out",
      "fetch mnist",
    ];
    for (const name of [...names, ...strategyNames]) expect(stdout).toContain(name);
  });

  it.runIf(isThorough)("--help of npm run reproduce names the parts and the options", () => {
    const { status, stdout } = call("reproduce", "--help");
    expect(status).toBe(0);
    for (const name of ["quick", "paper", "studies", "extended", "--workers", "--data", "--out", "--fresh"])
      expect(stdout).toContain(name);
  });

  it.each([
    [
      "a missing data folder",
      ["start", "--case", "mnist", "--data", "nowhere"],
      2,
      "received no such folder",
    ],
    ...(isThorough ? moreRefusals : []),
  ] satisfies Refusal[])("%s is refused in a sentence", async (_, [name, ...options], code, message) => {
    const { status, stderr } = call(
      name,
      ...options,
      ...(name === "start" && options[0] !== "fetch" ? ["--out", await temporaryFolder()] : []),
    );
    expect(status).toBe(code);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});

describe("without a terminal", () => {
  it("a line comes every ten seconds, with the time left, and one whenever something is finished", async () => {
    const stream = new PassThrough();
    let now = 5;
    const display = createDisplay(stream, () => now);
    display.update(0.1, "too early");
    now = 25;
    display.update(0.25, "epoch 3 of 12");
    display.update(0.26, "too soon");
    display.log("finished");
    now = 125;
    display.update(0.6, "epoch 8 of 12");
    display.stop();
    stream.end();
    // 20 s for a quarter leave 60 s; 120 s for six tenths leave 80 s.
    expect(await text(stream)).toBe(
      "25 %  1 min 0 s left  epoch 3 of 12\nfinished\n60 %  1 min 20 s left  epoch 8 of 12\n",
    );
  });

  it("what was done before says nothing about the pace", async () => {
    const stream = new PassThrough();
    let now = 0;
    const display = createDisplay(stream, () => now, 0.5);
    now = 30;
    display.update(0.75, "half of the rest");
    stream.end();
    expect(await text(stream)).toBe("75 %  30 s left  half of the rest\n");
  });

  it("is a bar in a terminal, whole from the first time that it appears", async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const display = createDisplay(stream, () => 0);
    display.update(0.25, "epoch 3 of 12");
    display.stop();
    stream.end();
    const shown = await text(stream);
    expect(shown).toContain("25 %  0 s left  epoch 3 of 12");
    expect(shown).not.toContain("{");
  });
});

describe("timeLeft", () => {
  it("says nothing before there is a pace", () => {
    expect(timeLeft(3, 0.009)).toBe("");
  });

  it("is what the pace so far makes of the rest", () => {
    expect(timeLeft(30, 0.75)).toBe("10 s left  ");
  });
});
