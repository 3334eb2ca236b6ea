import type { Command } from "commander";
import type { ExitCode, Io } from "../io.ts";
import { compact } from "./compact.ts";
import { completion } from "./completion.ts";
import { convert } from "./convert.ts";
import { exportProgram } from "./export.ts";
import { inspect } from "./inspect.ts";
import { prune } from "./prune.ts";
import { score } from "./score.ts";
import { verify } from "./verify.ts";

/** Adds a command to the program; it ends well unless it says otherwise. */
export type AddCommand = (program: Command, io: Io, end: (code: ExitCode) => void) => Command;

/** Every command, in the order in which it is of use. */
export const commands: readonly AddCommand[] = [
  inspect,
  score,
  prune,
  verify,
  compact,
  convert,
  exportProgram,
  completion,
];
