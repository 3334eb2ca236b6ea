import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { oneOf } from "../values.ts";

const shells = ["bash", "zsh"] as const;

const examples = `
Examples:
  espalier completion bash > ~/.local/share/bash-completion/completions/espalier
  eval "$(espalier completion zsh)"`;

export const completion = (command: Command, io: Io): Command =>
  command
    .argument("<shell>", shells.join(" or "), oneOf("completion", shells))
    .addHelpText("after", examples)
    .action((shell: (typeof shells)[number]) => write(io.stdout, scriptOf(command.parent!, shell))); // a part of the program

/** The first word completes to a command. Later words complete to options if they begin with a dash, and to files otherwise. */
function scriptOf(program: Command, shell: (typeof shells)[number]): string {
  const cases = program.commands.map((command) => {
    const flags = command.options.map(({ long, short }) => long ?? short);
    return `    ${command.name()}) choices="${[...flags, "--help"].join(" ")}" ;;`;
  });
  const names = program.commands.map((command) => command.name()).join(" ");
  const script = readFileSync(new URL("../../completion.bash", import.meta.url), "utf8");
  const filled = script.replace("@COMMANDS@", names).replace("    @CASES@", cases.join("\n"));
  return shell === "zsh" ? `autoload -Uz bashcompinit && bashcompinit\n${filled}` : filled;
}
