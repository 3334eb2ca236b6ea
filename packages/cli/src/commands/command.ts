import type { Command } from "commander";
import type { ExitCode, Io } from "../io.ts";

/** Adds a command to the program. A command ends with exit code 0 unless it calls `end`. */
export type AddCommand = (program: Command, io: Io, end: (code: ExitCode) => void) => Command;
