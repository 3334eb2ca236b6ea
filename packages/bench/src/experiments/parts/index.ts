import type { Part } from "../experiment.ts";
import { beyond } from "./beyond.ts";
import { family } from "./family.ts";
import { paper } from "./paper.ts";
import { quick } from "./quick.ts";
import { extended, studies } from "./studies.ts";

/** What `npm run reproduce -- <name>` measures. */
export const parts: readonly Part[] = [quick, paper, studies, extended, beyond, family];
