import type { Data, DType } from "@espalier/tensor";
import type { Activation } from "../activation/activation.ts";
import type { Network } from "../graph/network.ts";
import { isChain } from "../graph/walk.ts";
import { base64 } from "./base64.ts";
import { expressionIn } from "./expressions.ts";
import type { Language } from "./expressions.ts";
import { graphProgram } from "./graph.ts";
import { namesOfJavaScript } from "./names.ts";
import { byLayer, isShared, planOf, startOf } from "./plan.ts";
import type { ExportOptions, Longest, Plan, Start } from "./plan.ts";
import type { Dialect } from "./writer.ts";

/**
 * The network as the text of one ES module without imports, that exports one function from an array of inputs to an array of
 * outputs, one sample at a time. Several inputs of a graph are side by side, and so are several outputs. It throws a RangeError when there are more inputs or fewer.
 *
 * The module contains the numbers to the last bit, as base64 of little-endian bytes, the order of memory in every engine today. It computes
 * in double precision in any case, each sum in the order of `forward`. So its outputs are those of `forward` within
 * {@link roundingBound} of the network plus that in f64. With `identity`, `relu` and `prelu` in f64 they have the same bits except for
 * the sign of 0; so they do with every other op of a graph than softmax.
 *
 * @throws ShapeError, ValueError when the network is not valid, a number does not fit the precision, the name is not allowed, or there are
 * more numbers than fit in a text: from 49 million in f64, and from 99 million in f32
 */
export function toJavaScript(network: Network, options: ExportOptions = {}): string {
  const start = startOf("toJavaScript", namesOfJavaScript, longest, network, options);
  const text = textOf(start);
  if (options.sparse !== undefined || !start.isClose) return text;
  const other = textOf({ ...start, isSparse: !start.isSparse }); // the bits need code to read them
  return other.length < text.length ? other : text;
}

/** Four letters for three bytes. */
const longest: Longest = { f32: 16 / 3, f64: 32 / 3 };

const textOf = (start: Start): string =>
  isChain(start.network) ? chainText(planOf(start)) : graphText(start);

function chainText({ name, about, dtype, sizes, numbers, bits, activations }: Plan): string {
  const hasGelu = activations.some(({ kind }) => kind === "gelu");
  const constants = [
    ...numbersText(dtype, numbers, bits),
    `d = [${sizes.join()}]`,
    ...(hasGelu ? [gelu] : []),
  ];
  const [loop, isThere] = bits === undefined ? ["j++", ""] : ["j++, q++", "if ((z[q >> 3] >> (q & 7)) & 1) "];
  return `// ${about}
const ${constants.join(",\n")};
export function ${name}(x) {
if (x.length !== d[0]) throw new RangeError("${sizes[0]} inputs expected, not " + x.length);
let p = 0${bits === undefined ? "" : ", q = 0"};
for (let k = 0; k < ${activations.length}; k++) {
const y = [];
for (let i = 0; i < d[k + 1]; i++) {
let s = 0;
for (let j = 0; j < d[k]; ${loop}) ${isThere}s += x[j] * v[p++];
s += v[p++];
y.push(${byLayer(activations.map(expressionOf))});
}
x = y;
}
return x;
}
`;
}

function graphText(start: Start): string {
  const { name, dtype } = start;
  const { inputs, numbers, bits, memory, lines, outputs, about } = graphProgram(start, dialect);
  const body = lines.join("\n");
  const constants = [...numbersText(dtype, numbers, bits), ...(body.includes(language.gelu) ? [gelu] : [])];
  const columns = outputs.map(({ array, at, width }) => `...${array}.subarray(${at}, ${at + width})`);
  return `// ${about}
const ${constants.join(",\n")};
export function ${name}(x) {
if (x.length !== ${inputs}) throw new RangeError("${inputs} inputs expected, not " + x.length);
x = Float64Array.from(x);
const m = new Float64Array(${memory});
${body}
return [${columns.join(", ")}];
}
`;
}

/** The constants b, which reads base64, the numbers v and the bits z. */
const numbersText = (dtype: DType, numbers: Data, bits: Uint8Array | undefined): string[] => [
  `b = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt()).buffer`,
  `v = new Float${dtype === "f32" ? 32 : 64}Array(b("${base64(bytesOf(numbers))}"))`,
  ...(bits === undefined ? [] : [`z = new Uint8Array(b("${base64(bits)}"))`]),
];

/** The bytes of numbers, little-endian whatever the order of the machine. */
function bytesOf(numbers: Data): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.byteLength));
  for (const [at, value] of numbers.entries())
    if (numbers instanceof Float32Array) view.setFloat32(4 * at, value, true);
    else view.setFloat64(8 * at, value, true);
  return new Uint8Array(view.buffer);
}

const language: Language = {
  number: String,
  call: (name, argument) => `Math.${name === "fabs" ? "abs" : name}(${argument})`,
  gelu: "g(s)",
};

const dialect: Dialect = {
  ...language,
  int: "let",
  real: "let",
  double: "let",
  exact: String,
  sqrt: (argument) => `Math.sqrt(${argument})`,
  rounded: (expression) => expression,
};

function expressionOf(activation: Activation): string {
  if (activation.kind !== "prelu") return expressionIn(language, activation);
  if (!isShared(activation.slope)) return "(p++, s > 0 ? s : v[p - 1] * s)";
  return `s > 0 ? s : ${activation.slope.data[0]} * s`;
}

/**
 * x Φ(x), as JavaScript has no erf, by Φ(x) = ½ + φ(x) (x + x³/3 + x⁵/(3·5) + …), whose terms have one sign. Beyond |x| = √72
 * Φ is 0 or 1 up to 2e−17; up to there no more than 98 terms are added up. Term k has 3 k roundings, each sum one more, and the
 * exponential those of a square that is rounded: by the sizes of the terms, no more than 107 u |x| ≤ 1.2e−14 |x| together.
 *
 * @see Marsaglia 2004, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4), (3)
 */
const gelu = `g = (x) => {
if (x * x > 72) return x > 0 ? x : 0;
let t = x, s = 0, n = 1;
do { s += t; t *= (x * x) / (n += 2); } while (t * t > 1e-34 * s * s);
return x * (0.5 + (s * Math.exp(-x * x / 2)) / 2.5066282746310002);
}`;
