import { readFileSync } from "node:fs";
import { InputError } from "@espalier/tensor";
import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.ts";
import { exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";

export type { ExitCode, Io, Terminal } from "./io.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string; // our own file
};

const help = `
Where a path is expected, - is standard input or output. The format of a file is told by the end of its name.
Exit codes: 0 well, 1 a verification that failed, 2 bad input, 130 interrupted.

Example:
  espalier prune model.onnx inputs.npy --budget 0.01
`;

/**
 * Runs the command line.
 *
 * @param words what follows the program's name
 * @returns its exit code; what is neither bad input nor an interruption is thrown
 */
export async function espalier(words: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.success;
  const program = new Command("espalier")
    .description("Prunes neural networks, and ties up what is left.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .showHelpAfterError("(espalier --help, or espalier <command> --help, says how)")
    .addHelpText("after", help);
  const end = (other: ExitCode): void => {
    code = other;
  };
  for (const addTo of commands) addTo(program, io, end).copyInheritedSettings(program);
  try {
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    return codeOf(error, io);
  }
}

function codeOf(error: unknown, { stderr, signal }: Io): ExitCode {
  if (signal.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badInput;
  if (!(error instanceof InputError)) throw error;
  stderr.write(`${error.message}\n`);
  return exitCodes.badInput;
}
