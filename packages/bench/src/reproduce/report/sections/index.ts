import { calibration } from "./calibration.ts";
import { claims } from "./claims.ts";
import { comparisons } from "./comparisons.ts";
import { compression } from "./compression.ts";
import { costs } from "./costs.ts";
import { crossed } from "./crossed.ts";
import { layers } from "./layers.ts";
import { noise } from "./noise.ts";
import { pictures } from "./pictures.ts";
import { predicted } from "./predicted.ts";
import type { SectionOf } from "./section.ts";
import { settings } from "./settings.ts";
import { sizes } from "./sizes.ts";
import { steps } from "./steps.ts";
import { strategies } from "./strategies.ts";
import { variations } from "./variations.ts";

/** What the page consists of, in reading order. */
export const sections: readonly SectionOf[] = [
  claims,
  strategies,
  comparisons,
  pictures,
  noise,
  predicted,
  crossed,
  compression,
  calibration,
  steps,
  layers,
  sizes,
  costs,
  variations,
  settings,
];
