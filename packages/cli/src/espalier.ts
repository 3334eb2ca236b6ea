import { InputError } from "@espalier/tensor";
import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.ts";
import { version } from "./files/identity.ts";
import { exitCodes, write } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";

export type { ExitCode, Io, Terminal } from "./io.ts";

const help = `
A path of - means standard input or output. The ending of a file's name gives its format; .gz at the end means packed.
Exit codes: 0 success, 1 a verification failed, 2 an input or a file cannot be used, 70 a bug in espalier, 130 interrupted.

Examples:
  espalier inspect model.onnx
  espalier prune model.onnx inputs.npy --budget 0.01
  espalier verify model.onnx model.pruned.onnx inputs.npy --budget 0.01
`;

/**
 * Runs the command line.
 *
 * @param words the arguments, without the program's name
 * @returns its exit code
 * @throws errors that are bugs of ours; bad input, files that cannot be written and interruptions are exit codes
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

/** The parser ends with an error of exit code 0 once it has printed help or the version. */
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
