import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Presence, Tasks, WorkName } from "./tasks.ts";

export type Request =
  | { readonly hello: true }
  | { readonly prepare: WorkName; readonly task: Tasks[WorkName] }
  /** How many times. */
  | { readonly run: number };

export interface Ready {
  /** See `Prepared`. */
  readonly share: number;
  readonly figure?: number;
}

export type Reply =
  | Presence
  | Ready
  | { readonly cannot: string }
  | { readonly seconds: number }
  | { readonly failed: string };

/** How a contender's process is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A contender in a process of its own, so that no compiler, heap or pool of threads of one disturbs another. */
export interface Contestant {
  readonly hello: () => Promise<Presence>;
  /** undefined where it cannot do that. */
  readonly prepare: <W extends WorkName>(work: W, task: Tasks[W]) => Promise<Ready | undefined>;
  /** @returns seconds */
  readonly run: (times: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Starts a contender. What it rejects with has the last lines that the process wrote to its standard error. */
export function startContestant({ program, args, env = {} }: Command): Contestant {
  const child = spawn(program, args, { stdio: "pipe", env: { ...process.env, ...env } });
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-2000)));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(`ended with ${code}`));
  });
  child.stdin.on("error", () => {}); // it has ended, which is told below
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const ask = async (request: Request): Promise<Reply> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) return { failed: `${program}: ${await ended}\n${said}` };
      if (value.startsWith("{")) return JSON.parse(value) as Reply;
    }
  };
  return {
    async hello() {
      const reply = await ask({ hello: true });
      if ("version" in reply || "absent" in reply) return reply;
      throw unexpected(reply);
    },
    async prepare(work, task) {
      const reply = await ask({ prepare: work, task });
      if ("cannot" in reply) return undefined;
      if ("share" in reply) return reply;
      throw unexpected(reply);
    },
    async run(times) {
      const reply = await ask({ run: times });
      if ("seconds" in reply) return reply.seconds;
      throw unexpected(reply);
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

const unexpected = (reply: Reply): Error =>
  new Error("failed" in reply ? reply.failed : `an answer to another question: ${JSON.stringify(reply)}`);
