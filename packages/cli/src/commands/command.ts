import type { Command } from "commander";
import type { ExitCode, Io } from "../io.ts";

/** Gives a command its arguments, its options and what it does. A command ends with exit code 0 unless it calls `end`. */
export type DefineCommand = (command: Command, io: Io, end: (code: ExitCode) => void) => Command;
