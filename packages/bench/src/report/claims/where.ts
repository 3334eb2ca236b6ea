import { proposed } from "../../experiments/strategies.ts";
import type { Measured } from "../measured.ts";
import type { LaterStage } from "../words.ts";
import { anchorOf } from "../markdown.ts";

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

/** To a section on the page of each experiment. */
export const linksTo = (experiments: readonly Measured[], title: string): string[] =>
  experiments.map(({ name, label }) => `[${label}](${name}.md#${anchorOf(title)})`);

/** To a section on the page of studies. */
export const linkTo = (title: string, label: string): string => `[${label}](studies.md#${anchorOf(title)})`;
