import { contenders } from "./contenders.ts";
import { startContestant } from "./process.ts";
import type { Command, Contestant } from "./process.ts";
import { race } from "./race.ts";
import type { Pace, Runner } from "./race.ts";
import type { CaseResult, EntryResult, Performance, WorkResult } from "./results.ts";
import type { Presence } from "./tasks.ts";
import type { Case, Work } from "./works/work.ts";

/** A contender that is there, and how it is started. */
export interface Present {
  readonly id: string;
  readonly command: Command;
}

/** Asks each contender whether it is available, by each of its commands in turn. */
export async function lookAround(): Promise<{
  found: Performance["contenders"][number][];
  present: Present[];
}> {
  const [found, present]: [Performance["contenders"][number][], Present[]] = [[], []];
  for (const { commands, ...entry } of contenders) {
    let presence: Presence = { absent: "not installed" };
    for (const command of commands) {
      const contestant = startContestant(command);
      // An interpreter that does not start is as absent as one without the library.
      presence = await contestant.hello().catch((error: unknown) => ({ absent: firstLine(error) }));
      await contestant.close();
      if ("absent" in presence) continue;
      present.push({ id: entry.id, command });
      break;
    }
    found.push({ ...entry, ...presence });
  }
  return { found, present };
}

const firstLine = (error: unknown): string => String(error).split("\n")[0];

/** Measures a work, all its cases in one set of processes. */
export async function measure(
  work: Work,
  present: readonly Present[],
  pace: Pace,
  onCase: (name: string) => void,
): Promise<WorkResult> {
  const contestants = present
    .filter(({ id }) => work.contenders.includes(id))
    .map(({ id, command }) => ({ id, contestant: startContestant(command) }));
  try {
    const cases: CaseResult[] = [];
    for (const each of work.cases) {
      onCase(each.name);
      cases.push(await measureCase(each, contestants, pace));
    }
    return { name: work.name, title: work.title, counted: work.counted, cases };
  } finally {
    for (const { contestant } of contestants) await contestant.close();
  }
}

async function measureCase(
  { name, work, task, flop, bytes }: Case,
  contestants: readonly { readonly id: string; readonly contestant: Contestant }[],
  pace: Pace,
): Promise<CaseResult> {
  const ready: { entry: Omit<EntryResult, "seconds">; runner: Runner }[] = [];
  for (const { id, contestant } of contestants) {
    const prepared = await contestant.prepare(work, task);
    if (prepared)
      ready.push({
        entry: { id, ...prepared },
        runner: { time: contestant.run, share: prepared.share },
      });
  }
  checkFigures(
    name,
    ready.map(({ entry }) => entry),
  );
  const rounds = await race(
    ready.map(({ runner }) => runner),
    pace,
  );
  return {
    name,
    ...(flop !== undefined && { flop }),
    ...(bytes !== undefined && { bytes }),
    ...("M" in task && { side: Math.min(task.M, task.K, task.N) }),
    entries: ready.map(({ entry }, at) => ({ ...entry, seconds: rounds[at] })),
  };
}

/** The figures are sums over thousands of numbers in single precision, which round in other ways; a wrong term shows. */
const TOLERANCE = 1e-4;

/** @throws Error when contenders have computed different things */
export function checkFigures(
  name: string,
  entries: readonly { readonly id: string; readonly figure?: number }[],
): void {
  const [first, ...others] = entries.filter(({ figure }) => figure !== undefined);
  for (const { id, figure } of others)
    if (!(Math.abs(figure! / first.figure! - 1) <= TOLERANCE))
      throw new Error(`${name}: ${first.id} finds ${first.figure}, and ${id} ${figure}`);
}
