import { sizeOf } from "@espalier/tensor";
import { ops, primal, shapeOf } from "@espalier/autodiff";
import { destinations, origins, otherLayout, pick, spread } from "./linear.ts";
import { both, reverse } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import { inStep, named, outputShape } from "./step.ts";
import type { Slip } from "./step.ts";

const SUMS = ["sumTo", "sumOver"];
const REPEATS = ["broadcastTo", "repeatAlong"];

/** Only of each sum's first term. */
const firstOnly: Slip = (step) => {
  const { op, given, use } = step;
  const to = destinations(op, shapeOf(given["x"]));
  const shape = outputShape(step);
  if (sizeOf(shape) === to.length) return undefined;
  return use(
    pick(
      shape,
      Array.from({ length: sizeOf(shape) }, (_, k) => to.indexOf(k)),
    ),
    given,
  );
};

const averaged: Slip = (step) => {
  const { op, given, use } = step;
  const terms = sizeOf(shapeOf(given["x"])) / sizeOf(outputShape(step));
  return terms === 1 ? undefined : use(ops.scale(1 / terms), { x: use(op, given) });
};

const sumElsewhere: Slip = (step) => {
  const { op, given, use } = step;
  const shape = outputShape(step);
  const to = otherLayout(destinations(op, shapeOf(given["x"])), sizeOf(shape));
  return to && use(spread(shape, to), given);
};

const repeatElsewhere: Slip = (step) => {
  const { op, given, use } = step;
  const from = otherLayout(origins(op, shapeOf(given["x"])), sizeOf(shapeOf(given["x"])));
  return from && use(pick(outputShape(step), from), given);
};

/** The softmax of columns for that of rows. */
const softmaxElsewhere: Slip = ({ op, given, use }) => {
  const { shape, data } = primal(given["x"]);
  if (shape.length !== 2 || shape[0] === shape[1]) return undefined;
  const [own, columns] = [op, ops.softmax(0)].map((each) => {
    const p = new Float64Array(data.length);
    each.forward({ x: { shape, data } }, { shape, data: p });
    return p.join();
  });
  return use(own === columns ? ops.softmax(1) : ops.softmax(0), given);
};

/** The sums and repeats that a rule is written in, left out or taken along another axis. */
export const sums: readonly Mistake[] = [
  inStep(
    "repeats not summed",
    reverse,
    named(["sumTo"], (step) =>
      sizeOf(outputShape(step)) < sizeOf(shapeOf(step.given["x"])) ? step.given["x"] : undefined,
    ),
  ),
  inStep("first repeat for their sum", reverse, named(SUMS, firstOnly)),
  inStep("mean for the sum", reverse, named(SUMS, averaged)),
  inStep("mean for the sum in both", both, named(SUMS, averaged)),
  inStep("summed along another axis", reverse, named(SUMS, sumElsewhere)),
  inStep("repeated along another axis", reverse, named(REPEATS, repeatElsewhere)),
  inStep("softmax along another axis", both, named(["softmax"], softmaxElsewhere)),
];
