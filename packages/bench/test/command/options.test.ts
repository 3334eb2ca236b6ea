import { ValueError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { settingsOf } from "../../src/command/options.ts";
import type { RawOptions } from "../../src/command/options.ts";

const raw: RawOptions = {
  case: "pde",
  batch: "128",
  learningRate: "0.001",
  seeds: "2",
  strategies: "elimination-compensation,nonlinear",
  nonlinearSamples: "1024",
  precision: "f64",
};

describe("settingsOf", () => {
  it("takes from the case what the command line does not say", () => {
    expect(settingsOf(raw)).toMatchObject({ network: [68, 32, 32, 32, 1], noise: 0.005, epochs: [30, 15] });
    expect(settingsOf({ ...raw, case: "mnist" })).toMatchObject({ network: [784, 32, 32, 10], noise: 0 });
  });

  it("reads lists, sizes and numbers", () => {
    const text = { network: "68-4-1", noise: "0.01", epochs: "2, 1", ratios: "0.9,0,0.5", seeds: "3" };
    expect(settingsOf({ ...raw, ...text })).toMatchObject({
      network: [68, 4, 1],
      noise: 0.01,
      epochs: [2, 1],
      ratios: [0, 0.5, 0.9],
      seeds: 3,
      strategies: ["elimination-compensation", "nonlinear"],
    });
  });

  it("has no samples of nonlinear where it does not run", () => {
    expect(settingsOf({ ...raw, strategies: "magnitude" }).nonlinearSamples).toBe(0);
  });

  it.each<[string, Partial<RawOptions>, string]>([
    ["an unknown case", { case: "cifar" }, "--case: expected one of pde, mnist; received cifar"],
    ["a ratio in per cent", { ratios: "80" }, "--ratios: expected a number in [0, 1]; received 80"],
    ["a ratio twice", { ratios: "0.5,0.50" }, "--ratios: expected each entry once; received 0.5 twice"],
    ["an empty ratio", { ratios: "0.5," }, "--ratios: expected a number in [0, 1]; received "],
    [
      "a network that does not fit the data",
      { network: "64-8-1" },
      "--network: expected sizes from 68 to 1, such as 68-32-1; received 64-8-1",
    ],
    ["a layer of no neurons", { network: "68-0-1" }, "--network: expected a number ≥ 1; received 0"],
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
    ["no seeds", { seeds: "0" }, "--seeds: expected a number ≥ 1; received 0"],
  ])("refuses %s", (_, text, message) => {
    expect(() => settingsOf({ ...raw, ...text })).toThrow(new ValueError(...partsOf(message)));
  });

  it("adds strategies of the user's own, which may also be named to say where they stand", () => {
    const strategiesOf = (strategies: string): readonly string[] =>
      settingsOf({ ...raw, strategies }, ["mine"]).strategies;
    expect(strategiesOf("magnitude,random")).toEqual(["magnitude", "random", "mine"]);
    expect(strategiesOf("mine,random")).toEqual(["mine", "random"]);
  });

  it("names the strategies there are when it is asked for another one", () => {
    expect(() => settingsOf({ ...raw, strategies: "magnitude,optimal" })).toThrow(
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
