import { astype, elementary, randomNormal, seededRandom, tensor, ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forward, initialNetwork, mapParameters } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { roundingBound, toJavaScript } from "../../src/export/index.ts";
import type { ExportOptions } from "../../src/export/index.ts";
import { load } from "../support/modules.ts";
import { rowsOf } from "../support/naive.ts";
import { describeRefusals } from "../support/refusals.ts";
import { sparseCases } from "../support/sparse.ts";

const inPrecision = (network: Network, dtype: DType): Network =>
  mapParameters(network, (each) => astype(each, dtype));

const options: fc.Arbitrary<ExportOptions & { readonly dtype: DType }> = fc.record({
  dtype: fc.constantFrom("f32", "f64"),
  sparse: fc.constantFrom(true, false, undefined),
});

describe("the module", () => {
  it("computes the network: |module − forward| ≤ both bounds of rounding", async () => {
    await fc.assert(
      fc.asyncProperty(sparseCases, options, async ({ network, inputs }, chosen) => {
        const [net, X] = [inPrecision(network, chosen.dtype), astype(inputs, chosen.dtype)];
        const run = await load(toJavaScript(network, chosen));
        const M = net.layers[net.layers.length - 1].bias.data.length;
        const expected = forward(net, X).data;
        for (const [n, x] of rowsOf(X).entries()) {
          const [ours, its] = [chosen.dtype, "f64" as const].map((dtype) =>
            roundingBound(net, x.map(Math.abs), dtype),
          );
          const received = run(x);
          expect(received).toHaveLength(M);
          for (const [m, y] of received.entries())
            expect(Math.abs(y - expected[n * M + m])).toBeLessThanOrEqual(ours[m] + its[m]);
        }
      }),
    );
  });

  it("gives the same numbers in double precision, where nothing but products and sums is computed", async () => {
    const random = seededRandom(1);
    const whole = initialNetwork({ sizes: [40, 20, 20, 3], random });
    const X = randomNormal([5, 40], random);
    for (const ratio of [0, 0.9]) {
      const { network } = prune(whole, X, { ratio });
      const run = await load(toJavaScript(network));
      expect(rowsOf(X).map(run)).toEqual(rowsOf(forward(network, X)));
    }
  });

  it("refuses more inputs, or fewer", async () => {
    const run = await load(toJavaScript(example));
    expect(() => run([1])).toThrow(new RangeError("2 inputs expected, not 1"));
    expect(() => run([1, 2, 3])).toThrow(RangeError);
    expect(run([1, 2])).toEqual([1]);
  });

  it("is a few hundred bytes beside its numbers", () => {
    const code = (network: Network, more: ExportOptions = {}): number =>
      toJavaScript(network, more).replaceAll(/b\("[^"]*"\)/g, "").length;
    const paper = initialNetwork({ sizes: [784, 32, 32, 10], random: seededRandom(1), dtype: "f32" });
    expect(code(paper)).toBeLessThan(600);
    expect(code(paper, { sparse: true })).toBeLessThan(600);
    const kinds = ["relu", "tanh", "sigmoid", "gelu"] as const;
    const square = { weight: tensor([[1]]), bias: tensor([0]) };
    expect(code({ layers: kinds.map((kind) => ({ ...square, activation: { kind } })) })).toBeLessThan(800);
  });

  it("leaves zeros out where that is smaller", () => {
    const length = (network: Network, sparse?: boolean): number => toJavaScript(network, { sparse }).length;
    const whole = initialNetwork({ sizes: [30, 20, 2], random: seededRandom(1), dtype: "f32" });
    const inputs = randomNormal([5, 30], seededRandom(2), "f32");
    for (const ratio of [0, 0.02, 0.05, 0.1, 0.5, 1]) {
      const { network } = prune(whole, inputs, { ratio, strategy: "magnitude" });
      expect(length(network)).toBe(Math.min(length(network, true), length(network, false)));
    }
    expect(length(prune(whole, inputs, { ratio: 1 }).network)).toBeLessThan(length(whole) / 3);
  });

  it("of a chain is a loop over its layers", () => {
    const text = toJavaScript({
      layers: [
        { weight: tensor([[2, 0], [0, 3]]), bias: tensor([0, 1]), activation: { kind: "relu" } }, // prettier-ignore
        { weight: tensor([[1, -1]]), bias: tensor([0.5]), activation: { kind: "gelu" } },
      ],
    }, { dtype: "f32", sparse: true }); // prettier-ignore
    expect(text.slice(0, text.indexOf(",\ng ="))).toBe(`// 2-2-1 in f32, 4 of 6 weights; written by Espalier
const b = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt()).buffer,
v = new Float32Array(b("AAAAQAAAAAAAAEBAAACAPwAAgD8AAIC/AAAAPw==")),
z = new Uint8Array(b("OQ==")),
d = [2,2,1]`);
    expect(text.slice(text.indexOf("export"))).toBe(`export function network(x) {
if (x.length !== d[0]) throw new RangeError("2 inputs expected, not " + x.length);
let p = 0, q = 0;
for (let k = 0; k < 2; k++) {
const y = [];
for (let i = 0; i < d[k + 1]; i++) {
let s = 0;
for (let j = 0; j < d[k]; j++, q++) if ((z[q >> 3] >> (q & 7)) & 1) s += x[j] * v[p++];
s += v[p++];
y.push(k < 1 ? (s < 0 ? 0 : s) : g(s));
}
x = y;
}
return x;
}
`);
  });

  it("is called as one likes, and says what it is", async () => {
    const text = toJavaScript(example, { name: "digits_2", dtype: "f32" });
    expect((await load(text, "digits_2"))([1, 2])).toEqual([1]);
    expect(text.split("\n")[0]).toBe("// 2-1 in f32, 1 of 2 weights; written by Espalier");
  });
});

const example: Network = {
  layers: [{ weight: tensor([[1, 0]]), bias: tensor([0]), activation: { kind: "identity" } }],
};

it("gelu by its series is within 1.2e−14 |x|, beside 1e−15 of ours", async () => {
  const layer = { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "gelu" } } as const;
  const run = await load(toJavaScript({ layers: [layer] }));
  for (let step = -4000; step <= 4000; step++) {
    const x = step / 250;
    expect(Math.abs(run([x])[0] - elementary.gelu(x))).toBeLessThanOrEqual(1.3e-14 * Math.abs(x));
  }
  expect([0, 1e-300, -1e-300, 1e200, -1e200].map((x) => run([x])[0])).toEqual([0, 5e-301, -5e-301, 1e200, 0]);
  expect(run([NaN])).toEqual([NaN]);
});

const nameIs =
  "a name of letters, digits and _, two at least, the first no digit, that neither JavaScript nor the program uses";

describe("the name", () => {
  const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{1,9}$/);
  const globals = Object.getOwnPropertyNames(globalThis);

  it("is refused, or the module of that name runs", async () => {
    const isRun = async (name: string): Promise<void> => {
      let text: string;
      try {
        text = toJavaScript(example, { name });
      } catch (error) {
        expect(error).toBeInstanceOf(ValueError);
        return;
      }
      expect((await load(text, name))([1, 2])).toEqual([1]);
    };
    await fc.assert(fc.asyncProperty(word, isRun));
    for (const name of [...globals, "async", "of", "get", "set", "constructor", "toString", "__proto__"])
      await isRun(name);
  });

  it.each(["Math", "RangeError", "atob", "Uint8Array", "Float64Array", "undefined", "await", "then"])(
    "%s is refused",
    (name) => expect(() => toJavaScript(example, { name })).toThrow(`expected ${nameIs}; received ${name}`),
  );
});

const large = mapParameters(example, ({ shape, data }) => ({
  shape,
  data: data.map((value) => value && 1e39),
}));

// prettier-ignore
describeRefusals({
  toJavaScript: [
    [() => toJavaScript({ layers: [] }),              "toJavaScript: expected a network of at least one layer; received none"],
    [() => toJavaScript(example, { name: "f" }),      `toJavaScript: expected ${nameIs}; received f`],
    [() => toJavaScript(example, { name: "while" }),  `toJavaScript: expected ${nameIs}; received while`],
    [() => toJavaScript(example, { name: "2nd" }),    `toJavaScript: expected ${nameIs}; received 2nd`],
    [() => toJavaScript(large, { dtype: "f32" }),     "toJavaScript: layer 0: expected finite numbers in weight; received Infinity at entry 0"],
  ],
});
