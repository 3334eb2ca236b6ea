import { dot, hasInfinite } from "../points/directions.ts";
import { compareVectors, estimatedOf } from "./oracle.ts";
import type { Oracle, See } from "./oracle.ts";
import { isSlopeless } from "./slopeless.ts";
import { forward, reverse } from "../trial/subject.ts";
import type { Table } from "../trial/table.ts";
import type { Trial } from "../trial/trial.ts";

/**
 * α and β of αv + βw, where v moves every entry and w the first. The entries of v and w are eighths of one power of two, so αv + βw has no more
 * digits than the precision of the values handed over. A rule must neither clip large tangents nor drop small ones.
 */
const MIXTURES = {
  f64: [
    { alpha: -5 / 8, beta: 2 ** 30 },
    { alpha: 2 ** 30 - 5 / 8, beta: 0 },
    { alpha: -(2 ** -30), beta: 0 },
  ],
  f32: [
    { alpha: -5 / 8, beta: 2 ** 10 },
    { alpha: 2 ** 10 - 5 / 8, beta: 0 },
    { alpha: -(2 ** -30), beta: 0 },
  ],
} as const;

/** The square root of the largest number. */
const HUGE = { f64: 2 ** 512, f32: 2 ** 64 } as const;

/** The rules are linear in what they receive, and 0 gives exactly 0: no offset, and no ∞ · 0 where the slope is finite. */
export const linearity: Oracle = {
  name: "linearity",
  law: "J (αv + βw) = α J v + β J w,  J 0 = 0",
  applies: () => true,
  examine(trial, see) {
    const { subject, tangents, cotangents, pushed, pulled, roundOff, precisions, rounding } = trial;
    const { spec, x, y } = subject;
    const common = {
      mixtures: MIXTURES[precisions.cotangents],
      huge: HUGE[precisions.rules],
      tiny: rounding.rules.tiny,
      estimated: (bound: number) => estimatedOf(trial, bound),
    };
    if (spec.jvp !== undefined)
      examineRule(see, "jvp", {
        ...common,
        zero: forward(subject, new Float64Array(x.length)),
        vectors: tangents,
        images: pushed(),
        apply: (v) => forward(subject, v),
        against: cotangents,
        bound: roundOff().table,
        isSlopeless: (at) => isSlopeless(subject, [...x.keys()], [at]),
      });
    if (spec.vjp !== undefined)
      examineRule(see, "vjp", {
        ...common,
        zero: reverse(subject, new Float64Array(y.length)),
        vectors: cotangents,
        images: pulled(),
        apply: (u) => reverse(subject, u),
        against: tangents,
        bound: transposed(roundOff().table, cotangents.length),
        isSlopeless: (at) => isSlopeless(subject, [at], [...y.keys()]),
      });
  },
};

interface Rule {
  readonly mixtures: readonly { readonly alpha: number; readonly beta: number }[];
  /** From here on the square of a number overflows, and a right rule may. */
  readonly huge: number;
  readonly estimated: (bound: number) => number;
  /** What a right rule may take for 0. */
  readonly tiny: number;
  readonly zero: Float64Array;
  /** The inputs of the rule, and its results. */
  readonly vectors: Trial["tangents"];
  readonly images: Trial["tangents"];
  readonly apply: (vector: Float64Array) => Float64Array;
  /** The other side of ⟨u, J v⟩, and the round-off of the table, a row for each vector. */
  readonly against: Trial["tangents"];
  readonly bound: Table;
  /** Whether f has no finite slope where an entry of an image is made. */
  isSlopeless(this: void, at: number): boolean;
}

function examineRule(see: See, mode: string, rule: Rule): void {
  const { mixtures, huge, tiny, estimated, zero, vectors, images, apply, against, bound } = rule;
  // 0 · ∞ does not count against a rule where its slope is infinite, or where f has none.
  const known = zero.map((each, at) =>
    hasInfinite(images, at) || (Number.isNaN(each) && rule.isSlopeless(at)) ? 0 : each,
  );
  compareVectors(see, `${mode} of 0`, known, new Float64Array(zero.length), () => 0);
  const [first, last] = [0, vectors.length - 1];
  for (const { alpha, beta } of mixtures) {
    const mix = (a: Float64Array, b: Float64Array): Float64Array =>
      a.map((each, at) => alpha * each + beta * b[at]);
    const expected = mix(images[last], images[first]);
    if (expected.some((each) => Math.abs(each) > huge)) {
      see.skip("products of numbers as large as the result overflow");
      continue;
    }
    const received = apply(mix(vectors[last], vectors[first]));
    for (const [l, other] of against.entries()) {
      // Both sides, each with the errors of both images.
      const within =
        2 * (Math.abs(alpha) * bound[last][l] + (beta === 0 ? 0 : beta * bound[first][l]) + tiny);
      see({
        mode,
        at: `${alpha} v${last} + ${beta} v${first}, paired with ${l}`,
        received: dot(other, received),
        expected: dot(other, expected),
        bound: within,
        estimated: estimated(within),
      });
    }
  }
}

const transposed = (table: Table, columns: number): Table =>
  Array.from({ length: columns }, (_, l) => Float64Array.from(table, (row) => row[l]));
