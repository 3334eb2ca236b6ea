import { check, everyOracle } from "../src/index.ts";
import type { Spec } from "../src/index.ts";
import { agreement } from "./equivalence.ts";
import { acceptsAt, bare, isRefuted, MORE, POINTS, refute, refutes } from "./refute.ts";
import type { Mistake } from "./mistakes/mistake.ts";
import { proofOf, proofs } from "./proofs.ts";
import type { Correct, Mutant, Results } from "./results.ts";
import type { Subject } from "./subjects.ts";
import type { UsualCheck } from "./usual/check.ts";
import { usualChecks } from "./usual/index.ts";
import { normalPoints, ourPoints } from "./usual/points.ts";
import type { Points } from "./usual/points.ts";

/** A usual check and where it looks. */
interface Contender {
  readonly name: string;
  readonly usual: UsualCheck;
  readonly points: Points;
}

const contenders: readonly Contender[] = [
  ...usualChecks.map((usual) => ({ name: `${usual.name}, at N(0, 1)`, usual, points: normalPoints })),
  ...usualChecks.map((usual) => ({ name: `${usual.name}, at our points`, usual, points: ourPoints })),
];

/** The part of the results that one subject makes. */
export interface Part {
  readonly mutants: readonly Mutant[];
  readonly correct: Correct;
}

/** @param draws how many points the correct rules are looked at */
export function verify(subject: Subject, draws: number): Part {
  const mutants = subject.rules.flatMap((input) =>
    subject.mistakes.flatMap((mistake) => judged(subject, input, mistake) ?? []),
  );
  return { mutants, correct: correct(subject, draws) };
}

export const together = (parts: readonly Part[]): Results => ({
  format: "espalier-verification",
  version: 1,
  points: { first: POINTS, more: MORE },
  oracles: everyOracle.map(({ name, law }) => ({ name, law })),
  usual: contenders.map(({ name }) => name),
  proofs: proofs.map(({ name, text }) => ({ name, text })),
  mutants: parts.flatMap(({ mutants }) => mutants),
  correct: parts.map((part) => part.correct),
});

function judged(subject: Subject, input: string, mistake: Mistake): Mutant | undefined {
  const { kind, detail } = mistake;
  // Some mistakes remember: each check gets one of its own.
  const spec = () => mistake.seed(subject, input);
  const first = spec();
  if (first === undefined) return undefined;
  const what = {
    rule: `${subject.group} ${input}`,
    of: `${subject.name} ${input}`,
    kind,
    ...(detail === undefined ? {} : { detail }),
  };
  const { oracles, late } = refute(first);
  if (oracles.length === 0) {
    const proof = whyEqual(subject, input, mistake);
    if (proof >= 0) return { ...what, found: [], usual: [], equivalent: proof };
  }
  const found = everyOracle.flatMap(({ name }, at) => (oracles.includes(name) ? [at] : []));
  const isBare = isRefuted(() => bare(spec() ?? first));
  const usual = contenders.flatMap((each, at) => {
    const own = spec();
    return own !== undefined && refutes(each.usual, each.points, own) ? [at] : [];
  });
  return {
    ...what,
    found,
    ...(late && found.length > 0 ? { late } : {}),
    ...(isBare ? { bare: true } : {}),
    usual,
  };
}

/** The number of the proof that the mistake changes nothing, or −1. */
function whyEqual(subject: Subject, input: string, mistake: Mistake): number {
  const wrong = mistake.seed(subject, input);
  const seen = wrong === undefined ? "none" : agreement(subject.specWith(subject.op), wrong);
  const proof = seen === "none" ? undefined : proofOf(subject, input, mistake.kind, seen);
  return proof === undefined ? -1 : proofs.indexOf(proof);
}

/** The seed differs from those of the tests, so that these are other points. */
const SEED = 20260223;
/** The usual checks refute correct rules so often that fewer points will do. */
const SHARE = 10;

function correct(subject: Subject, draws: number): Correct {
  const spec = subject.specWith(subject.op);
  const points = Math.ceil(draws / SHARE);
  const refuted = contenders.map(({ usual, points: draw }) => {
    let count = 0;
    for (let seed = 1; seed <= points; seed++) if (!acceptsAt(usual, draw, spec, seed)) count += 1;
    return count;
  });
  return {
    of: subject.name,
    draws,
    ...alarmsAt(spec, draws),
    bare: { draws: points, ...alarmsAt(bare(spec), points) },
    points,
    refuted,
  };
}

/** What our oracles compare at points of a correct rule, and what they say against it. */
function alarmsAt(spec: Spec, draws: number): { readonly comparisons: number; readonly failures: number } {
  const { oracles, complaints } = check(spec, { seed: SEED, draws });
  return {
    comparisons: oracles.flatMap((each) => Object.values(each.comparisons)).reduce((a, b) => a + b, 0),
    failures: oracles.reduce((sum, each) => sum + each.failures, complaints.length),
  };
}
