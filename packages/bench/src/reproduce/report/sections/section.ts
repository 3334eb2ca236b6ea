import type { Section } from "../document.ts";
import type { Findings } from "../findings.ts";

/** Makes a section of what there is; undefined where there is nothing to say. */
export type SectionOf = (findings: Findings) => Section | undefined;
