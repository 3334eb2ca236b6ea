import { compareTables } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";

/**
 * Forward and reverse are adjoint. No step, no second implementation, and a bound of pure round-off: the sharpest of all,
 * but blind to a mistake that both rules share.
 */
export const adjoint: Oracle = {
  name: "adjoint",
  law: "⟨u, J v⟩ = ⟨Jᵀ u, v⟩",
  applies: ({ jvp, vjp }) => jvp !== undefined && vjp !== undefined,
  examine(trial, see) {
    const [jvp, vjp] = trial.claims();
    compareTables(trial, see, "jvp, vjp", {
      received: vjp.table,
      expected: jvp.table,
      bound: trial.roundOff().table,
    });
  },
};
