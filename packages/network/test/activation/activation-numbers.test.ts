import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  activate,
  activationKinds,
  activationTexts,
  checkActivation,
  parseActivation,
  showActivation,
} from "../../src/index.ts";
import type { Activation } from "../../src/index.ts";
import { roundingBound } from "../../src/compact/index.ts";
import { activationOf, finiteKinds } from "../support/arbitraries.ts";

describe("an activation as text", () => {
  it("has its numbers in brackets, and comes back as it was", () => {
    for (const kind of activationKinds) {
      const activation = activationOf(kind);
      expect(parseActivation("test", showActivation(activation))).toEqual(activation);
    }
    expect(showActivation({ kind: "clip", min: 0, max: 6 })).toBe("clip(0, 6)");
  });

  it("has the numbers that libraries agree on where none are given, and names that libraries use", () => {
    const known = ["elu", "celu()", "softplus", "sin", "swish", "relu6", "HardTanh", "linear"];
    expect(known.map((text) => showActivation(parseActivation("test", text) as Activation))).toEqual([
      "elu(1)",
      "celu(1)",
      "softplus(1)",
      "sin(1)",
      "silu",
      "clip(0, 6)",
      "clip(-1, 1)",
      "identity",
    ]);
  });

  it("is one of a list whose brackets may hold commas", () => {
    expect(activationTexts("relu, clip(0, 6),elu(1)")).toEqual(["relu", "clip(0, 6)", "elu(1)"]);
  });

  // prettier-ignore
  it.each([
    ["swoosh",        /^test: expected activations among identity, .+; received "swoosh"$/],
    ["leaky-relu",    /^test: expected leaky-relu\(alpha\) with its numbers, on which libraries differ; received "leaky-relu"$/],
    ["hardsigmoid(1)", /^test: expected hardsigmoid\(alpha, beta\) with its numbers, on which libraries differ/],
    ["relu(1)",       /^test: expected relu, with finite numbers; received "relu\(1\)"$/],
    ["elu(x)",        /^test: expected elu\(alpha\), with finite numbers; received "elu\(x\)"$/],
    ["celu(0)",       /^test: expected alpha of celu, a finite number > 0; received 0$/],
    ["clip(1, 0)",    /^test: expected min ≤ max of clip; received 1 and 0$/],
  ])("is refused: %s", (text, message) => {
    expect(() => parseActivation("test", text)).toThrow(message);
  });

  it("without a number is refused by name in a network made by hand", () => {
    const bad = { kind: "elu" } as Activation;
    expect(() => checkActivation("test", bad)).toThrow(
      "test: expected alpha of elu, a finite number; received undefined",
    );
  });
});

describe("of every activation the bound knows", () => {
  const points = Float64Array.from({ length: 4001 }, (_, k) => (k - 2000) / 200);
  const size = 10;

  it.each(finiteKinds.filter((kind) => kind !== "prelu"))("how large and how steep %s can be", (kind) => {
    const activation = activationOf(kind);
    const y = activate(activation, { shape: [points.length], data: points }).data;
    const layer = (weight: number): number => {
      const network = {
        layers: [
          { weight: tensor([[weight]]), bias: tensor([0]), activation },
          { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "identity" } as const },
        ],
      };
      return roundingBound(network, size)[0];
    };
    // A layer behind it sums terms as large as its values: 4 u of them at least.
    const largest = Math.max(...y.map(Math.abs));
    expect(layer(1)).toBeGreaterThanOrEqual(3 * 2 ** -53 * largest);
    const steepest = Math.max(...y.subarray(1).map((value, k) => Math.abs(value - y[k]) * 200));
    expect(layer(1)).toBeGreaterThanOrEqual(3 * 2 ** -53 * size * steepest * (kind === "exp" ? 0.9 : 1));
  });
});

it.each(["swish", "constructor", "__proto__"])("the activation %s is none", (kind) => {
  const activation = { kind } as unknown as Activation;
  expect(() => activate(activation, tensor([1]))).toThrow(
    new RegExp(`^activate: expected an activation among identity, relu, .*; received ${kind}$`),
  );
});
