import { astype, randomNormal, seededRandom, tensor, ValueError } from "@espalier/tensor";
import * as fc from "fast-check";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { tameKinds } from "../support/arbitraries.ts";
import { forward, initialNetwork, mapParameters } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { roundingBound, toC } from "../../src/export/index.ts";
import { compiler, isThere, runAll } from "../support/compiled.ts";
import type { Job } from "../support/compiled.ts";
import { rowsOf } from "../support/naive.ts";
import { describeRefusals } from "../support/refusals.ts";
import { sparseCases } from "../support/sparse.ts";

const jobs: fc.Arbitrary<Job> = fc
  .record({
    drawn: sparseCases,
    dtype: fc.constantFrom("f32", "f64"),
    sparse: fc.constantFrom(true, false, undefined),
  })
  .map(({ drawn, dtype, sparse }) => ({ ...drawn, dtype, sparse }));

/** One layer of one weight, whatever it is called. */
const smallest: Network = {
  layers: [{ weight: tensor([[2]]), bias: tensor([1]), activation: { kind: "sigmoid" } }],
};

/** 8 layers of the same 1,448² weights: 16.8 million of them in the memory of 2 million. */
const many = (count: number): Network => {
  const weight = { shape: [1448, 1448], data: new Float64Array(1448 ** 2).fill(0.5) };
  const layer = {
    weight,
    bias: tensor(new Array<number>(1448).fill(0)),
    activation: { kind: "relu" },
  } as const;
  return { layers: Array.from({ length: count }, () => layer) };
};

const headers = (
  "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdarg stdbool stddef stdint stdio stdlib " +
  "string tgmath time wchar wctype"
).split(" ");
const including = headers.map((name) => `#include <${name}.h>`).join("\n");

/** Every name that the compiler finds in the headers of C99: functions, types, macros, members. */
function namesInHeaders(standard: string): string[] {
  const printed = [["-P"], ["-dM"]].map((flags) =>
    execFileSync(compiler, [`-std=${standard}`, "-E", ...flags, "-x", "c", "-"], {
      input: including,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    }),
  );
  const names = printed.flatMap((text) => text.match(/\b[A-Za-z_]\w+\b/g) ?? []);
  return [...new Set(names)].filter((name) => !name.startsWith("_"));
}

const accepts = (name: string): boolean => {
  try {
    toC(smallest, { name });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return false;
  }
};

/** Compiles and runs one program with a function of each name, and the library's headers before or behind them. */
function runNamed(names: readonly string[], standard: string, isBehind: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), "espalier-c-"));
  try {
    const texts = names.map((name) => toC(smallest, { name })).join("");
    const calls = names.map((name) => `${name}(x, y); n += *y > 0;`).join("\n");
    const main = `int main(void) { const double x[1] = {0}; double y[1]; int n = 0;\n${calls}\nprintf("%d", n); return 0; }\n`;
    writeFileSync(
      join(folder, "main.c"),
      (isBehind ? [texts, including] : [including, texts]).join("\n") + `\n${main}`,
    );
    const flags = [`-std=${standard}`, "-Wall", "-pedantic", "-Werror"];
    execFileSync(compiler, [...flags, "main.c", "-o", "main", "-lm"], { cwd: folder });
    return execFileSync(join(folder, "main"), { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!isThere)("a name that is accepted compiles, whatever headers are included", () => {
  const drawn = fc.sample(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{1,9}$/), { numRuns: 300, seed: 1 });
  const folded = ["net", "Net", "NET", "nEt"]; // one program, four functions

  it.each<[string, boolean]>([["c99", false], ...(isThorough ? [["c99", true] as [string, boolean]] : [])])(
    "by %s",
    (standard, isBehind) => {
      const known = namesInHeaders(standard);
      expect(known).toEqual(expect.arrayContaining(["exp", "memcpy", "uint8_t", "NULL", "complex"]));
      // All of them, or one in four of those that were found or drawn.
      const others = [...known, ...drawn].filter((_, at) => isThorough || at % 4 === 0);
      const names = [...new Set([...folded, ...others])].filter(accepts);
      expect(names).toEqual(expect.arrayContaining(folded));
      expect(runNamed(names, standard, isBehind)).toBe(String(names.length));
    },
  );
});

describe.skipIf(!isThere)(
  `the header, compiled by ${compiler}${isThere ? "" : ", which is not there"}`,
  () => {
    it("computes the network: |C − forward| ≤ 2 roundingBound", () => {
      const seed = fc.readConfigureGlobal()?.seed ?? 1;
      const drawn = fc.sample(jobs, { numRuns: isThorough ? 150 : 30, seed });
      const kinds = new Set(
        drawn.flatMap(({ network }) => network.layers.map(({ activation }) => activation.kind)),
      );
      expect(kinds.size).toBe(tameKinds.length);
      for (const [at, outputs] of runAll(drawn).entries()) {
        const { dtype } = drawn[at];
        const network = mapParameters(drawn[at].network, (each) => astype(each, dtype));
        const X = astype(drawn[at].inputs, dtype);
        const expected = forward(network, X).data;
        const bounds = rowsOf(X).flatMap((x) => [...roundingBound(network, x.map(Math.abs))]);
        expect(outputs).toHaveLength(expected.length);
        for (const [each, y] of outputs.entries())
          expect(Math.abs(y - expected[each])).toBeLessThanOrEqual(2 * bounds[each]);
      }
    });

    it("computes the paper's network, pruned and whole, with digits of any size", () => {
      const random = seededRandom(3);
      const whole = initialNetwork({ sizes: [784, 32, 32, 10], random, dtype: "f32" });
      const inputs = randomNormal([2, 784], random, "f32");
      const pruned = [0, 0.9].map((ratio) => prune(whole, inputs, { ratio, strategy: "magnitude" }).network);
      const networks = [
        ...pruned,
        mapParameters(pruned[1], ({ shape, data }) => ({ shape, data: data.map((w) => w * 1e-20) })),
      ];
      const ran = runAll(networks.map((network) => ({ network, inputs, dtype: "f32", sparse: undefined })));
      for (const [at, network] of networks.entries()) {
        const bounds = rowsOf(inputs).flatMap((x) => [...roundingBound(network, x.map(Math.abs))]);
        for (const [each, y] of forward(network, inputs).data.entries())
          expect(Math.abs(ran[at][each] - y)).toBeLessThanOrEqual(2 * bounds[each]);
      }
    });
  },
);

const example: Network = {
  layers: [
    { weight: tensor([[0.1, -0], [0, 3]]), bias: tensor([0, 1e21]), activation: { kind: "prelu", slope: tensor([0.25]) } }, // prettier-ignore
    { weight: tensor([[1, 0]]), bias: tensor([-2]), activation: { kind: "identity" } },
  ],
};

describe("the text", () => {
  it("is one function with its numbers", () => {
    expect(toC(example, { name: "tiny", sparse: true }))
      .toBe(`/* 2-2-1 in f64, 3 of 6 weights; written by Espalier */
#ifndef tiny_H_INCLUDED
#define tiny_H_INCLUDED
static inline void tiny(const double *x, double *y) {
static const double v[] = {0.1,0.,3.,1e+21,1.,-2.};
static const unsigned char z[] = {25};
static const int d[] = {2,2,1};
const double *p = v;
long q = 0;
double h[2][2], *o;
for (int k = 0; k < 2; k++, x = o) {
o = k < 1 ? h[k % 2] : y;
for (int i = 0; i < d[k + 1]; i++) {
double s = 0;
for (int j = 0; j < d[k]; j++, q++) if ((z[q / 8] >> (q % 8)) & 1) s += x[j] * *p++;
s += *p++;
o[i] = k < 1 ? (s > 0 ? s : 0.25 * s) : s;
}
}
}
#endif
`);
    expect(toC(example, { dtype: "f32" })).toContain("{0.100000001f,0.f,3.f,1.00000002e+21f,1.f,-2.f}");
  });

  it("is a few hundred bytes beside its numbers", () => {
    const paper = initialNetwork({ sizes: [784, 32, 32, 10], random: seededRandom(1), dtype: "f32" });
    for (const sparse of [true, false])
      expect(toC(paper, { sparse }).replaceAll(/\{[^{}]*,[^{}]*\}/g, "").length).toBeLessThan(600);
  });

  it("has no line that a compiler may refuse", () => {
    const network = initialNetwork({ sizes: [784, 8, 1], random: seededRandom(1) });
    for (const line of toC(network).split("\n")) expect(line.length).toBeLessThan(4095);
  });

  it("leaves zeros out where their bytes are more than a bit for each weight", () => {
    const whole = initialNetwork({ sizes: [32, 10, 1], random: seededRandom(1), dtype: "f32" }); // 330 weights, 42 bytes of bits
    const inputs = randomNormal([5, 32], seededRandom(2), "f32");
    const isSparse = (removed: number): boolean =>
      toC(prune(whole, inputs, { ratio: removed / 330, strategy: "magnitude" }).network).includes("z[]");
    expect([0, 10, 11].map(isSparse)).toEqual([false, false, true]);
  });
});

const nameIs =
  "a name of 2 to 63 letters, digits and _, the first a letter, that C and its library do not use";

it.each(
  "main exp expf expl memset strlen uint8_t isnan NULL EOF I _net __net x nullptr class linux INT8_MAX PRIu8 SIGINT".split(
    " ",
  ),
)("%s is not a name for a function in C", (name) => expect(accepts(name)).toBe(false));

it.each("network digits_2 strategy island token memory integer Espalier".split(" "))("%s is one", (name) =>
  expect(accepts(name)).toBe(true),
);

const clipped: Network = {
  layers: [{ ...smallest.layers[0], activation: { kind: "clip", min: 0, max: 1e39 } }],
};

// prettier-ignore
describeRefusals({
  toC: [
    [() => toC({ layers: [] }),                "toC: expected a network of at least one layer; received none"],
    [() => toC(clipped, { dtype: "f32" }),     "toC: layer 0: clip: expected values that are finite in f32; received 1e+39"],
    [() => toC(example, { name: "double" }),   `toC: expected ${nameIs}; received double`],
    [() => toC(example, { name: true as never }), `toC: expected ${nameIs}; received true`],
    [() => toC(example, { dtype: "f16" as never }), 'toC: expected a dtype among f32, f64; received "f16"'],
    [() => toC(example, { sparse: 1 as never }), "toC: expected sparse to be true or false; received 1"],
    [() => toC(many(10)),                      "toC: expected at most 19728763 numbers, as the program is one text; received 20981520"],
    [() => toC(example, null as never),        'toC: expected options, such as { name: "infer" }; received null'],
  ],
});
