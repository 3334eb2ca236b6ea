import { describe, expect, it } from "vitest";
import { check } from "../../src/check/index.ts";
import { mistakes, mutant } from "./support/mutants.ts";
import { specs } from "./specs/index.ts";

/**
 * One primitive of each kind, and for each of its inputs the mistakes that change nothing there: a mutant that computes the
 * same numbers is none.
 */
const subjects = {
  "mul/a": { primitive: specs.mul[0], same: ["output for input"] }, // the rule for a does not read a
  "affine/W": { primitive: specs.affine[0], same: ["output for input"] }, // nor that for W W
  "prelu/a": { primitive: specs.prelu[0], same: ["output for input"] }, // nor that for a a
  "tanh/x": { primitive: specs.tanh[0], same: [] },
  "softmax/x": { primitive: specs.softmax[1], same: ["output for input"] }, // it reads only the output
  "meanSquaredError/prediction": {
    primitive: specs.meanSquaredError[0],
    same: ["output for input", "mean of the cotangent"], // the output is one number
  },
} as const;

describe.each(Object.entries(subjects))("%s", (path, { primitive, same }) => {
  const input = path.split("/")[1];
  const other = mistakes.filter(({ name }) => !same.some((each) => each === name));

  it.each(other)("is refuted with the mistake: $name", (mistake) => {
    const spec = primitive.specWith(mutant(primitive.op, input, mistake));
    expect(check(spec, { untilFailure: true }).failures).not.toEqual([]);
  });
});
