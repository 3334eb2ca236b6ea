import type { Random } from "@espalier/tensor";
import type { Subject } from "../../src/trial/subject.ts";

/** One of the checks that are in use elsewhere, at one point: whether it accepts. What a rule throws, it throws on. */
export interface UsualCheck {
  readonly name: string;
  accepts(this: void, subject: Subject, random: Random): boolean;
}
