import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.ts";
import type { CommandRow } from "./commands/index.ts";
import { version } from "./files/version.ts";
import { exitCodes, write } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";

export { exitCodes } from "./io.ts";
export type { ExitCode, Io, Terminal } from "./io.ts";
export type { RemoteFiles, RemoteSamples, RemoteSolveOptions, SolvedRemotely } from "./remote.ts";

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
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .showHelpAfterError("(espalier --help and espalier <command> --help list what there is)")
    .addHelpText("after", help);
  const end = (other: ExitCode): void => {
    code = other;
  };
  for (const { name, takes, description } of commands)
    program.command(name).description(description).usage(`[options] ${takes}`);
  program.hook("preSubcommand", async (_, called) => {
    for (const row of rowsFor(called.name())) {
      const define = await row.load();
      define(
        program.commands.find((each) => each.name() === row.name)!,
        io,
        end,
      ); // added above
    }
  });
  program.hook("preAction", () => io.chooseKernels?.());
  try {
    await program.parseAsync(withHelpAsOption(words), { from: "user" }).catch((error: unknown) => {
      // The parser ends with an error once it has printed help or the version. Its exit code is that of the process so far.
      if (!(error instanceof CommanderError && printed.length > 0)) throw error;
    });
    if (printed.length > 0) await write(io.stdout, printed.join(""));
    return code;
  } catch (error) {
    return await codeOf(error, io);
  }
}

/** The command of a name, and the others if it lists them. */
function rowsFor(name: string): readonly CommandRow[] {
  const rows = commands.filter((row) => row.name === name);
  return rows.some(({ listsOthers }) => listsOthers) ? commands : rows;
}

/** `help prune` as `prune --help`: the parser loads a command before it reads its options, but not for `help`. */
const withHelpAsOption = ([first, name, ...others]: readonly string[]): readonly string[] =>
  first === "help" && commands.some((row) => row.name === name)
    ? [name, "--help"]
    : [first, name, ...others].filter((word) => word !== undefined);

async function codeOf(error: unknown, { stderr, signal }: Io): Promise<ExitCode> {
  if (signal.aborted) return exitCodes.interrupted;
  if (error instanceof CommanderError) return exitCodes.badInput;
  const { InputError } = await import("@espalier/tensor");
  if (!(error instanceof InputError)) throw error;
  stderr.write(`${error.message}\n`);
  return exitCodes.badInput;
}
