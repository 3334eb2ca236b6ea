import { accessSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rolldown";

/** The doors of the library to the removal of whole neurons. */
const doors = ["prune-units.ts", "units-within.ts"].map((name) =>
  join(import.meta.dirname, "../../prune/src/structured", name),
);

/**
 * The scenes remove weights and never whole neurons, whose strategies would be a sixth of the library here. What the doors export is there,
 * and throws when it is called.
 */
export const withoutUnits: Plugin = {
  name: "without-units",
  buildStart: () => doors.forEach((door) => accessSync(door)), // none has moved
  load(id) {
    if (!doors.includes(id)) return null;
    const names = readFileSync(id, "utf8").matchAll(/^export (?:function\*?|const) (\w+)/gm);
    return Array.from(
      names,
      ([, name]) =>
        `export function ${name}() { throw new Error("expected weights to remove on this page"); }\n`,
    ).join("");
  },
};
