import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nonzeroWeights, weightCount } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { calibrations, Digits, wholeRatios } from "../src/explore/compute/digits.ts";
import type { DigitOptions } from "../src/explore/compute/digits.ts";
import { inkFrom, inkOf, inkText } from "../src/explore/compute/ink.ts";
import { digitStrokes } from "../src/explore/models/strokes.ts";
import figures from "../src/explore/models/digits.json" with { type: "json" };

const folder = join(import.meta.dirname, "../public/digits");
const bytes = (name: string): ArrayBuffer => new Uint8Array(readFileSync(join(folder, name))).buffer;
const digits = new Digits({
  network: bytes("network.bin"),
  statistics: bytes("statistics.bin"),
  whole: new Map(wholeRatios.map((ratio) => [ratio, bytes(`network-${ratio}.bin`)])),
});
const answerOf = (probabilities: readonly number[]): number =>
  probabilities.indexOf(Math.max(...probabilities));

describe("the network of the digits", () => {
  it("has 26,432 weights, none of them 0", () => {
    expect(weightCount(digits.network)).toBe(26_432);
    expect(nonzeroWeights(digits.network)).toBe(26_432);
  });

  it("reads each of our strokes, dense and at 80 %", () => {
    for (const [digit, strokes] of digitStrokes.entries()) {
      const [dense, proposed] = digits.answers(inkOf(strokes), { ratio: 0.8, calibration: "mnist" });
      expect([answerOf(dense.probabilities), answerOf(proposed.probabilities)]).toEqual([digit, digit]);
    }
  });

  it.each(wholeRatios)("computed ahead at %s, has round((1 − ρ) 26,432) weights, and reads a 7", (ratio) => {
    const whole = digits
      .answers(inkOf(digitStrokes[7]), { ratio, calibration: "mnist" })
      .find(({ name }) => name === "network");
    expect(whole?.removed).toBe(Math.round(26_432 * ratio));
    expect(answerOf(whole?.probabilities ?? [])).toBe(7);
    expect(whole?.isCut).toBe(false);
  });

  it("at 98 % the proposed ranking removes the whole first layer, and every drawing gets one answer", () => {
    const [, seven] = digits.answers(inkOf(digitStrokes[7]), { ratio: 0.98, calibration: "mnist" });
    const [, three] = digits.answers(inkOf(digitStrokes[3]), { ratio: 0.98, calibration: "mnist" });
    expect(seven).toEqual(three);
    expect([seven.isCut, seven.pixels]).toEqual([true, 0]);
  });

  it("reads more of our drawings when it is calibrated on digits than on noise; magnitude needs no calibration", () => {
    const read = (calibration: (typeof calibrations)[number]): number[] =>
      digits.read({ ratio: 0.8, calibration });
    const [[dense, byMnist, magnitude], [, byStrokes], [, byNoise, still]] = calibrations.map(read);
    expect(dense).toBe(1);
    expect(Math.min(byMnist, byStrokes)).toBeGreaterThan(0.95);
    expect(byNoise).toBeLessThan(0.5);
    expect(still).toBe(magnitude);
  });

  it("has an answer by the whole network only where it was computed ahead, on MNIST", () => {
    const names = (options: DigitOptions): string[] =>
      digits.answers(inkOf(digitStrokes[1]), options).map(({ name }) => name);
    const three = ["dense", "elimination-compensation", "magnitude"];
    expect(names({ ratio: 0.9, calibration: "mnist" })).toEqual(three.toSpliced(2, 0, "network"));
    expect(names({ ratio: 0.91, calibration: "mnist" })).toEqual(three);
    expect(names({ ratio: 0.9, calibration: "noise" })).toEqual(three);
  });

  it("the accuracies that the text names", () => {
    expect(figures.dense.toFixed(3)).toBe("0.966");
    expect(figures["elimination-compensation"][2].toFixed(3)).toBe("0.946");
    expect(figures.magnitude[2].toFixed(3)).toBe("0.545");
    expect(figures.network[2].toFixed(2)).toBe("0.91");
    expect(figures.strokes[2].toFixed(3)).toBe("0.919");
    expect(figures.noise[2].toFixed(3)).toBe("0.175");
    expect(figures.tested).toBe(10_000);
  });
});

describe("a drawing", () => {
  it("goes into a link and back", () => {
    for (const strokes of digitStrokes) {
      const ink = inkOf(strokes);
      expect(inkFrom(inkText(ink))).toEqual(ink);
      expect(inkText(ink).length).toBeLessThan(400);
    }
    expect(inkText(new Uint8Array(784))).toBe("P".repeat(49));
  });

  it.each(["", "P", "P".repeat(50), "?".repeat(49)])("%s is none", (text) =>
    expect(inkFrom(text)).toBeUndefined(),
  );

  it("is scaled and centred, wherever it was drawn", () => {
    const small = digitStrokes[2].map((stroke) =>
      stroke.map(([x, y]): [number, number] => [0.1 + x / 4, 0.6 + y / 4]),
    );
    expect(inkOf(small)).toEqual(inkOf(digitStrokes[2]));
  });
});
