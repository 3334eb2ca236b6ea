import * as v from "valibot";
import { calibration } from "./calibration.ts";
import { crossed } from "./crossed.ts";
import { family } from "./family.ts";
import { keptState } from "./kept-state.ts";
import { ladder } from "./ladder.ts";
import { steps } from "./steps.ts";

/** Every study, in the order in which results are written. */
export const studies = { crossed, calibration, steps, keptState, ladder, family };

type Studies = typeof studies;
export type StudyName = keyof Studies;
export const studyNames = Object.keys(studies) as readonly StudyName[]; // the keys of the table

/** The field of each study in an experiment: absent where it is not made. */
export const optionFields = Object.fromEntries(
  studyNames.map((name) => [name, v.exactOptional(studies[name].options)]),
) as { [S in StudyName]: v.ExactOptionalSchema<Studies[S]["options"], undefined> }; // as the table has them

/** The rows of each study. */
export const studyRows = Object.fromEntries(studyNames.map((name) => [name, studies[name].row])) as {
  [S in StudyName]: Studies[S]["row"]; // as the table has them
};
