import { readFileSync } from "node:fs";
import { InputError } from "@espalier/tensor";
import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.ts";
import { exitCodes, write } from "./io.ts";
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
  const printed: string[] = [];
  const program = new Command("espalier")
    .description("Prunes trained neural networks, and compares, compacts, converts and exports them.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void printed.push(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .showHelpAfterError("(espalier --help and espalier <command> --help list what there is)")
    .addHelpText("after", help);
  const end = (other: ExitCode): void => {
    code = other;
  };
  for (const addTo of commands) addTo(program, io, end).copyInheritedSettings(program);
  try {
    await program.parseAsync(words, { from: "user" }).catch(unlessDone);
    if (printed.length > 0) await write(io.stdout, printed.join(""));
    return code;
  } catch (error) {
    return codeOf(error, io);
  }
}

/** Help and the version end the parser with an error that is none. */
function unlessDone(error: unknown): void {
  if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
}

function codeOf(error: unknown, { stderr, signal }: Io): ExitCode {
  if (signal.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return exitCodes.badInput;
  if (!(error instanceof InputError)) throw error;
  stderr.write(`${error.message}\n`);
  return exitCodes.badInput;
}
