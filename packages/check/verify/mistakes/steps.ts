import { showShape, sizeOf } from "@espalier/tensor";
import { ops, primal, shapeOf } from "@espalier/autodiff";
import type { AnyOp, Inputs, Value } from "@espalier/autodiff";
import { pick } from "./linear.ts";
import { both, reverse } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import { inStep, named, outputShape } from "./step.ts";
import type { Slip, Step } from "./step.ts";

/** The change that runs through a rule, without what it should be multiplied by. */
const factorLost: Slip = (step) => {
  const { given, inputs } = step;
  const [a, b] = [given["a"], given["b"]];
  const kept = Object.values(inputs).includes(a) ? b : a;
  return fitting(step, kept);
};

const fitting = (step: Step, kept: Value): Value => {
  const shape = outputShape(step);
  return showShape(shapeOf(kept)) === showShape(shape) ? kept : step.use(ops.broadcastTo(shape), { x: kept });
};

const OTHER: Readonly<Record<string, AnyOp>> = { mul: ops.div, div: ops.mul, sub: ops.add, add: ops.sub };

/** A factor read in the layout that it has, where it should be transposed. */
const untransposed: Slip = ({ op, given, use }) => {
  const { A, B } = given;
  const [[rowsA, columnsA], [rowsB, columnsB]] = [shapeOf(A), shapeOf(B)];
  const relaid = (x: Value, shape: readonly number[]): Value =>
    use(
      pick(
        shape,
        Array.from({ length: sizeOf(shape) }, (_, at) => at),
      ),
      { x },
    );
  const plain = { NN: ops.matmulNN, NT: ops.matmulNT };
  if (op.name === "matmulNN") return use(plain.NT, { A, B: relaid(B, [columnsB, rowsB]) });
  if (op.name === "matmulNT") return use(plain.NN, { A, B: relaid(B, [columnsB, rowsB]) });
  return use(plain.NN, { A: relaid(A, [columnsA, rowsA]), B });
};

const PIECEWISE = ["relu", "negativePart", "relu slope", "negativePart slope", "prelu slope", "negative sum"];

const otherBranch: Slip = ({ op, given, use }) => {
  const flipped: Inputs<string> = Object.fromEntries(
    Object.entries(given).map(([name, x]) => [name, /^x$/i.test(name) ? use(ops.neg, { x }) : x]),
  );
  return use(op, flipped);
};

const same: Slip = ({ given }) => given["x"];

/** Columns moved by one, the last to the front. */
const besides: Slip = (step) => {
  const shape = outputShape(step);
  const [, columns] = shape;
  if (columns === 1) return undefined;
  const from = Array.from({ length: sizeOf(shape) }, (_, at) =>
    at % columns === 0 ? at + columns - 1 : at - 1,
  );
  return step.use(pick(shape, from), { x: step.use(step.op, step.given) });
};

const NORMALIZED = ["layerNorm slope", "rmsNorm slope"];

/** The slope at these numbers, as if it were the same everywhere. */
const slopeHeld: Slip = ({ op, given, use }) => use(op, { ...given, x: primal(given["x"]) });

/** One of the ops that a rule is written in, left out or taken for another. */
export const steps: readonly Mistake[] = [
  inStep("1/n left out", reverse, named(["scale"], same)),
  inStep("1/n left out in both", both, named(["scale"], same)),
  inStep("minus left out", reverse, named(["neg"], same)),
  inStep("minus left out in both", both, named(["neg"], same)),
  inStep(
    "term left out",
    reverse,
    named(["sub"], (step) => fitting(step, step.given["a"])),
  ),
  inStep(
    "term left out in both",
    both,
    named(["sub"], (step) => fitting(step, step.given["a"])),
  ),
  inStep(
    "plus for minus",
    both,
    named(["sub"], ({ op, given, use }) => use(OTHER[op.name], given)),
  ),
  inStep("factor left out", reverse, named(["mul", "div"], factorLost)),
  inStep("factor left out in both", both, named(["mul", "div"], factorLost)),
  inStep(
    "divided for multiplied",
    reverse,
    named(["mul", "div"], ({ op, given, use }) => use(OTHER[op.name], given)),
  ),
  inStep("not transposed", reverse, named(["matmulNN", "matmulNT", "matmulTN"], untransposed)),
  inStep("the columns beside them", reverse, named(["pad", "slice"], besides)),
  inStep("the columns beside them in both", both, named(["pad", "slice"], besides)),
  inStep("the slope of a normalized row held constant", both, named(NORMALIZED, slopeHeld)),
  inStep("the other branch", reverse, named(PIECEWISE, otherBranch)),
  inStep("the other branch in both", both, named(PIECEWISE, otherBranch)),
];
