import type { Precision } from "../network-file.ts";
import { refuse } from "../refuse.ts";
import { describe } from "./constants.ts";
import type { Constants } from "./constants.ts";
import type { Node } from "./model.ts";

/** A value on the way from x to GELU(x): x^power (a + b erf(e x)). */
interface Form {
  readonly power: 0 | 1;
  readonly a: number;
  readonly b: number;
  readonly e: number;
}

/** The nodes of an exact GELU, ½ x (1 + erf(x / √2)), and the value they end in. */
export interface GeluInParts {
  readonly nodes: readonly Node[];
  readonly output: string;
}

/** As many as any way to write it down takes. */
const MOST_NODES = 8;

/** The unit roundoff of each precision: so far is a rounded √2 from the real one. */
const roundoff: Readonly<Record<Precision, number>> = { f64: 2 ** -53, f32: 2 ** -24, f16: 2 ** -11 };

/**
 * The GELU that exporters write down as Div, Erf, Add and Mul, in any order: every value is kept as a {@link Form}, and the last
 * one must be the function.
 *
 * @param consumers the nodes that read a value
 * @throws FormatError naming a node that is none of it
 */
export function geluInParts(
  x: string,
  consumers: (value: string) => readonly Node[],
  constants: Constants,
  precision: Precision,
): GeluInParts {
  const forms = new Map<string, Form>([[x, { power: 1, a: 1, b: 0, e: 0 }]]);
  const nodes: Node[] = [];
  const open = new Set([x]);
  let first: Node | undefined;
  for (;;) {
    const waiting = [...open].flatMap(consumers).filter((node) => !nodes.includes(node));
    first ??= waiting[0];
    const next = waiting.find(({ inputs }) => inputs.every((name) => forms.has(name) || constants.has(name)));
    if (next === undefined || nodes.length === MOST_NODES) return refuseBranch(waiting[0] ?? first);
    const [output] = next.outputs;
    const form = formOf(next, forms, constants) ?? refuseBranch(next);
    forms.set(output, form);
    nodes.push(next);
    open.add(output);
    for (const value of open)
      if (consumers(value).every((node) => nodes.includes(node)) && value !== output) open.delete(value);
    if (open.size === 1 && open.has(output) && isGelu(form, precision)) return { nodes, output };
  }
}

function formOf(node: Node, forms: ReadonlyMap<string, Form>, constants: Constants): Form | undefined {
  const [first, second] = node.inputs;
  const [p, q] = [forms.get(first), forms.get(second)];
  if (node.operator === "Erf")
    return p?.power === 1 && p.b === 0 ? { power: 0, a: 0, b: 1, e: p.a } : undefined;
  if (p !== undefined && q !== undefined) return node.operator === "Mul" ? product(p, q) : undefined;
  const form = p ?? q;
  if (form === undefined || node.inputs.length !== 2 || !/^(Mul|Div|Add)$/.test(node.operator))
    return undefined;
  const constant = constants.scalar(node, p === undefined ? first : second);
  if (node.operator === "Mul") return { ...form, a: constant * form.a, b: constant * form.b };
  if (node.operator === "Div" && p !== undefined)
    return { ...form, a: form.a / constant, b: form.b / constant };
  if (node.operator === "Add" && form.power === 0) return { ...form, a: form.a + constant };
  return undefined;
}

function product(p: Form, q: Form): Form | undefined {
  const [plain, other] = p.b === 0 ? [p, q] : [q, p];
  const power = plain.power + other.power;
  if (plain.b !== 0 || (power !== 0 && power !== 1)) return undefined;
  return { power, a: plain.a * other.a, b: plain.a * other.b, e: other.e };
}

/** Of a and b every constant is a power of 2 and exact; e is as near to 1/√2 as two roundings leave it. */
const isGelu = ({ power, a, b, e }: Form, precision: Precision): boolean =>
  power === 1 && a === 0.5 && b === 0.5 && Math.abs(e * Math.SQRT2 - 1) <= 2 * roundoff[precision];

function refuseBranch(node: Node | undefined): never {
  return refuse(
    node?.at ?? 0,
    node === undefined ? "graph" : describe(node),
    "a chain of layers: the only branch is an exact GELU of Div, Erf, Add and Mul (not its approximation by tanh)",
    "a branch",
  );
}
