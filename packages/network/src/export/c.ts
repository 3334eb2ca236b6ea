import type { DType } from "@espalier/tensor";
import type { Activation } from "../activation/activation.ts";
import type { Network } from "../graph/network.ts";
import { isChain } from "../graph/walk.ts";
import { expressionIn } from "./expressions.ts";
import type { Language } from "./expressions.ts";
import { graphProgram } from "./graph.ts";
import { namesOfC } from "./names.ts";
import { byLayer, isShared, planOf, startOf } from "./plan.ts";
import type { ExportOptions, Longest, Plan, Start } from "./plan.ts";
import { each, entry } from "./writer.ts";
import type { Dialect } from "./writer.ts";

/**
 * The network as the text of a header for C99 with one function, `static inline void name(const float *x, float *y)`, or of doubles: one
 * sample from x to y, which must not overlap. It includes only `math.h`, and only for activations that call its functions. It uses the stack
 * for two vectors of the size of the widest hidden layer; for a graph, for the values of all nodes but slices and constants. Several inputs
 * are columns of x side by side, and several outputs columns of y.
 *
 * Numbers have 9 or 17 digits, which identify every float or double, and each sum has the order of `forward`. So its outputs
 * are those of `forward` within twice {@link roundingBound}, if the functions of the C library are within 4 ulp. The compiler may fuse
 * products and sums, but must not reorder sums (-ffast-math).
 *
 * Zero weights are left out where that takes fewer bytes in the program, not in its text.
 *
 * @throws ShapeError, ValueError when the network is not valid, a number does not fit the precision, the name is not allowed, or there may be
 * more numbers than fit in a text: from 19 million in f64, and from 26 million in f32
 */
export function toC(network: Network, options: ExportOptions = {}): string {
  const start = startOf("toC", namesOfC, longest, network, options);
  return isChain(start.network) ? chainText(planOf(start)) : graphText(start);
}

/** Such as `-0.0000012345678901234567,` and, every 64 numbers, the end of a line. */
const longest: Longest = { f32: 20, f64: 27 };

function chainText({ name, about, dtype, sizes, numbers, bits, activations }: Plan): string {
  const real = realOf(dtype);
  const guard = `${name}_H_INCLUDED`; // names may differ in capitals alone
  const hidden = sizes.slice(1, -1);
  const expression = byLayer(activations.map((activation) => expressionOf(activation, dtype)));
  const [step, isThere] = bits === undefined ? ["j++", ""] : ["j++, q++", "if ((z[q / 8] >> (q % 8)) & 1) "];
  return `/* ${about} */
#ifndef ${guard}
#define ${guard}
${needsMath(expression) ? "#include <math.h>\n" : ""}static inline void ${name}(const ${real} *x, ${real} *y) {
static const ${real} v[] = {${list(Array.from(numbers, (value) => numeral(value, dtype)))}};
${bits === undefined ? "" : `static const unsigned char z[] = {${list(Array.from(bits, String))}};\n`}static const int d[] = {${list(sizes.map(String))}};
const ${real} *p = v;
${bits === undefined ? "" : "long q = 0;\n"}${hidden.length === 0 ? `${real} *o = y;` : `${real} h[2][${Math.max(...hidden)}], *o;`}
for (int k = 0; k < ${activations.length}; k++, x = o) {
${hidden.length === 0 ? "" : `o = k < ${hidden.length} ? h[k % 2] : y;\n`}for (int i = 0; i < d[k + 1]; i++) {
${real} s = 0;
for (int j = 0; j < d[k]; ${step}) ${isThere}s += x[j] * *p++;
s += *p++;
o[i] = ${expression};
}
}
}
#endif
`;
}

function graphText(start: Start): string {
  const { name, dtype } = start;
  const dialect = dialectOf(dtype);
  const { numbers, bits, memory, lines, outputs, about } = graphProgram(start, dialect);
  const real = realOf(dtype);
  const guard = `${name}_H_INCLUDED`;
  const body = lines.join("\n");
  let at = 0;
  const copies = outputs.map((value) => {
    const y = entry({ array: "y", at });
    at += value.width;
    return `${each(dialect, value.width)} ${y} = ${entry(value)};`;
  });
  return `/* ${about} */
#ifndef ${guard}
#define ${guard}
${needsMath(body) ? "#include <math.h>\n" : ""}static inline void ${name}(const ${real} *x, ${real} *y) {
static const ${real} v[] = {${list(Array.from(numbers, (value) => numeral(value, dtype)))}};
${bits === undefined ? "" : `static const unsigned char z[] = {${list(Array.from(bits, String))}};\n`}${real} m[${memory}];
${body}
${copies.join("\n")}
}
#endif
`;
}

const realOf = (dtype: DType): string => (dtype === "f32" ? "float" : "double");

/** Whether there is a call. */
const needsMath = (text: string): boolean => /[a-z]\(/.test(text);

/** Separated by commas, in lines that every compiler accepts: C99 guarantees 4095 characters. */
function list(items: readonly string[]): string {
  const lines: string[] = [];
  for (let from = 0; from < items.length; from += 64) lines.push(items.slice(from, from + 64).join());
  return lines.join(",\n");
}

/** A number as C writes it, to the last bit. */
function numeral(value: number, dtype: DType): string {
  // 9 digits identify a float; JavaScript writes as many digits of a double as are needed.
  const text = String(dtype === "f32" ? Number(value.toPrecision(9)) : value);
  const real = /^-?\d+$/.test(text) ? `${text}.` : text;
  return dtype === "f32" ? `${real}f` : real;
}

/** The functions of the library have names for each precision. */
const languageOf = (dtype: DType): Language => {
  const f = dtype === "f32" ? "f" : "";
  return {
    number: (value) => numeral(dtype === "f32" ? Math.fround(value) : value, dtype),
    call: (name, argument) => `${name}${f}(${argument})`,
    gelu: `0.5${f} * s * erfc${f}(-${numeral(Math.SQRT1_2, dtype)} * s)`, // Φ(x) = ½ erfc(−x/√2), which keeps its digits where it is small
  };
};

const dialectOf = (dtype: DType): Dialect => ({
  ...languageOf(dtype),
  int: "long",
  real: realOf(dtype),
  double: "double",
  exact: (value) => numeral(value, "f64"),
  sqrt: (argument) => `sqrt(${argument})`,
  rounded: (expression) => (dtype === "f32" ? `(float)(${expression})` : expression),
});

function expressionOf(activation: Activation, dtype: DType): string {
  if (activation.kind !== "prelu") return expressionIn(languageOf(dtype), activation);
  if (!isShared(activation.slope)) return "(p++, s > 0 ? s : p[-1] * s)";
  return `(s > 0 ? s : ${numeral(activation.slope.data[0], dtype)} * s)`;
}
