import { proposed } from "../../../report/words.ts";
import type { Measured } from "../measured.ts";
import type { LaterStage } from "../words.ts";
import type { Link } from "./claim.ts";

/** The experiments of a case in which the proposed method has been measured there. */
export const measuredOnly = (
  experiments: readonly Measured[],
  name: Measured["case"],
  stage: LaterStage,
  ratio: number,
): Measured[] =>
  experiments.filter(
    (measured) =>
      measured.case === name &&
      measured.baseline().size > 0 &&
      measured.values(stage, proposed, ratio).size > 0,
  );

export const isMnist = (measured: Measured): boolean => measured.case === "mnist";
export const isPde = (measured: Measured): boolean => measured.case === "pde";
export const isAny = (): boolean => true;

/** To the figures of experiments. */
export const linksTo = (experiments: readonly Measured[]): Link[] =>
  experiments.map(({ name, label }) => ({ id: name, label }));
