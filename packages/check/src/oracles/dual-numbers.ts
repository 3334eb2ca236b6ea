import { formulaTangent } from "../trial/formula.ts";
import { compareClaims } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import { tableOf } from "../trial/table.ts";

/** Forward mode once more, from the formula alone: shares no rule with what it checks. */
export const dualNumbers: Oracle = {
  name: "duals",
  law: "f(x + εv) = f(x) + ε J v",
  applies: ({ formula }) => formula !== undefined,
  examine(trial, see) {
    const { subject, tangents, cotangents, roundOff } = trial;
    const { formula } = subject.spec;
    if (formula === undefined) return;
    const pushed = tangents.map((v) => formulaTangent(subject, formula, v).tangent.values);
    compareClaims(trial, see, tableOf(cotangents, pushed), roundOff().table);
  },
};
