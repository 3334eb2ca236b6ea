import { InputError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";

/** Attempts that must be refused, each with the whole message of a typed error. */
export type Attempts = readonly (readonly [attempt: () => unknown, message: string])[];

/** One test for each attempt, by the name of the door it knocks at. */
export function describeRefusals(doors: Readonly<Record<string, Attempts>>): void {
  describe.each(Object.entries(doors))("bad input is refused: %s", (_, attempts) => {
    it.each(attempts.map(([attempt, message]) => ({ attempt, message })))(
      "$message",
      ({ attempt, message }) => {
        const refusal = refusalOf(attempt);
        expect(refusal).toBeInstanceOf(InputError);
        expect((refusal as InputError).message).toBe(message);
      },
    );
  });
}

/** What an attempt throws; undefined when it throws nothing. */
export function refusalOf(attempt: () => unknown): unknown {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error;
  }
}
