import { check } from "./check.ts";
import type { CheckOptions } from "./check.ts";
import { showReport } from "./report/show.ts";
import type { Spec } from "./spec/spec.ts";
import { specOf } from "./spec/spec-of.ts";
import type { Known } from "./spec/spec-of.ts";
import type { AnyOp } from "@espalier/autodiff";

/** The matchers of vitest, with this one among them. */
export type { Matchers } from "vitest";

declare module "vitest" {
  // The parameters are vitest's.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * `expect(spec).toHaveCorrectDerivatives()`, or `expect(op).toHaveCorrectDerivatives({ inputs, shapes })` for an op.
     * A failure prints the whole report.
     */
    toHaveCorrectDerivatives(options?: CheckOptions): R;
    /** The same for an op: {@link Known} says what the check has to know of it. */
    toHaveCorrectDerivatives(known: T extends Named ? Known<string> : never, options?: CheckOptions): R;
  }
}

/** What a matcher of vitest returns. */
export interface MatcherResult {
  /** Whether the derivatives are correct. */
  readonly pass: boolean;
  /** The whole report. */
  readonly message: () => string;
}

/** Specs and ops have a name. */
interface Named {
  readonly name: string;
}

/**
 * The matcher: `expect.extend({ toHaveCorrectDerivatives })`, once, in a setup file or at the head of a test.
 *
 * @throws ValueError when the spec claims no derivative
 */
export function toHaveCorrectDerivatives(
  this: { readonly isNot?: boolean } | void,
  received: Spec | AnyOp,
  first: Known<string> | CheckOptions = {},
  second: CheckOptions = {},
): MatcherResult {
  const [spec, options] = "shapes" in first ? [ofOp(received, first), second] : [received as Spec, first];
  const report = check(spec, options);
  // With `.not` a derivative has to be refuted: to have seen too little is not a refutation.
  // oxlint-disable-next-line oxc/no-this-in-exported-function -- vitest hands a matcher its state so
  const pass = this?.isNot === true ? report.failures.length === 0 : report.passed;
  return { pass, message: () => showReport(report) };
}

const ofOp = (op: Spec | AnyOp, known: Known<string>): Spec => specOf(op as AnyOp, known);
