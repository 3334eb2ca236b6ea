import type { Primitive } from "../specs/primitive.ts";
import type { Agreement } from "./equivalence.ts";
import {
  isConstant,
  isLine,
  isOne,
  isOp,
  isPiecewiseLinear,
  isUnchangedBy,
  poisoning,
  poisoningMoving,
  seenBy,
} from "./facts.ts";
import { scaled } from "./mistakes/mistake.ts";

/** Why a mistake of some kinds changes nothing in some rules. */
export interface Proof {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly text: string;
  /** How near the numbers have to be: mostly the same bits. */
  readonly agreement: Agreement;
  /** What the text supposes, looked up in the rule. */
  holds(primitive: Primitive, input: string, kind: string): boolean;
}

const unread = [
  "output for input",
  "input for output",
  "negative numbers taken for positive",
  "the next entry read",
];

/** Every reason there is, the most particular last. */
export const proofs: readonly Proof[] = [
  {
    name: "the mistaken argument is not read",
    kinds: unread,
    text: "The rule gives the same bits with NaN in its place, and NaN shows in whatever is computed from it.",
    agreement: "bits",
    holds: (primitive, input, kind) => isUnchangedBy(poisoning(kind), primitive, input),
  },
  {
    name: "a rule that reads nothing that moves has no derivative",
    kinds: ["second derivative lost"],
    text: "It gives the same bits with NaN for the output and for all inputs by which there are derivatives: it is linear in its change with fixed coefficients, and there is no derivative of coefficients to be lost.",
    agreement: "bits",
    holds: (primitive, input) => isUnchangedBy(poisoningMoving(primitive), primitive, input),
  },
  {
    name: "the function is piecewise linear",
    kinds: ["second derivative lost"],
    text: "Its slope is constant on either side of the kink, so the derivative that is lost is 0.",
    agreement: "bits",
    holds: isPiecewiseLinear,
  },
  {
    name: "the derivative is 0",
    kinds: [],
    text: "c f′(x) has the derivative c f″(x) by x, and f″ is 0 for a piecewise linear f. The rule returns zeros, and the mistake turns zeros into zeros.",
    agreement: "bits",
    holds: (primitive, input) => isUnchangedBy(scaled(0), primitive, input),
  },
  {
    name: "a single number",
    kinds: ["entries in reverse order", "mean of the cotangent"],
    text: "One number is its own mean, and comes first whichever end one starts from.",
    agreement: "bits",
    holds: (primitive, input, kind) =>
      seenBy(primitive, input).every(({ handed, returned }) =>
        isOne(kind === "mean of the cotangent" ? handed : returned),
      ),
  },
  {
    name: "all entries alike",
    kinds: ["entries in reverse order", "transposed"],
    text: "The rule repeats one number, and an array of one number repeated reads the same in any order.",
    agreement: "bits",
    holds: (primitive, input) => seenBy(primitive, input).every(({ returned }) => isConstant(returned)),
  },
  {
    name: "a line has no transpose",
    kinds: ["transposed"],
    text: "Where all entries lie in one row or in one column, both orders are the same.",
    agreement: "bits",
    holds: (primitive, input) => seenBy(primitive, input).every(({ returned }) => isLine(returned)),
  },
  {
    name: "the sum of n means is the sum",
    kinds: ["mean of the cotangent"],
    text: "A rule that adds up all of its cotangent, with equal weights, does not see it evened out, but for roundings.",
    agreement: "roundings",
    holds: (primitive, input) =>
      isOp("broadcastTo", "repeatAlong")(primitive) &&
      seenBy(primitive, input).every(({ returned }) => isOne(returned)),
  },
  {
    name: "even, or never negative",
    kinds: ["negative numbers taken for positive"],
    text: "The slopes of tanh and sigmoid are even in x. The others read what cannot be negative: y = eˣ, y = √x, x where log x exists.",
    agreement: "bits",
    holds: isOp("tanh slope", "sigmoid slope", "exp slope", "log slope", "sqrt slope"),
  },
  {
    name: "the same sign",
    kinds: ["output for input"],
    text: "relu asks whether x > 0, and y = max(x, 0) > 0 exactly where x > 0.",
    agreement: "bits",
    holds: isOp("relu"),
  },
  {
    name: "at its minimum",
    kinds: ["one array handed in twice counts once"],
    text: "With one array for both, P = T, the mean squared error is at its minimum: both shares are 0, and 0 may be counted once.",
    agreement: "bits",
    holds: isOp("meanSquaredError"),
  },
  {
    name: "the same order",
    kinds: ["output for input"],
    text: "The share of b asks whether a < b, for max, or a > b, for min. With y for b the answer is the same: y is b where it is yes, and a where it is no.",
    agreement: "bits",
    holds: (primitive, input) => input === "b" && isOp("maximum", "minimum")(primitive),
  },
  {
    name: "equal ones",
    kinds: ["one array handed in twice counts once"],
    text: "Where a = b the slope of max and min is 1 by a and 0 by b, and 0 may be counted once.",
    agreement: "bits",
    holds: isOp("maximum", "minimum"),
  },
];

/** Why a mutant gives the same numbers; undefined where that is not known. */
export function proofOf(
  primitive: Primitive,
  input: string,
  kind: string,
  seen: Agreement,
): Proof | undefined {
  const fits = (proof: Proof): boolean =>
    (proof.kinds.length === 0 || proof.kinds.includes(kind)) &&
    (seen === "bits" || seen === proof.agreement) &&
    proof.holds(primitive, input, kind);
  return proofs.find(fits);
}
