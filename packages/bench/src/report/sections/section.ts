import type { Section } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import type { Measured } from "../measured.ts";

/** A section about one experiment; undefined where nothing has been measured for it. */
export type ExperimentSection = (measured: Measured, findings: Findings) => Section | undefined;

/** A section about all experiments. */
export type OverallSection = (findings: Findings) => Section | undefined;
