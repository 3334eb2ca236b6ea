import type { PlacedChunk } from "../streaming/gather.ts";
import { toCopy, toHandOver } from "./carry.ts";
import { receivedError, WorkerError } from "./errors.ts";
import type { Begin, Reply, Request } from "./messages.ts";
import type { StartThread, Thread } from "./platform.ts";

/** Threads that are started when they are needed, replaced when they die, and asked for parts. */
export interface Crew {
  /** Goes on to a pass, with all threads; returns the number of the job. */
  readonly begin: (pass: Omit<Begin, "kind" | "job">) => number;
  /** Has the least busy thread compute a part. */
  readonly ask: (job: number, chunk: PlacedChunk, piece: number) => Promise<unknown>;
  /** What was asked and is not answered is not wanted any more. */
  readonly end: () => void;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}

/** A thread, with who waits for what it was asked. */
interface Member {
  readonly thread: Thread;
  readonly waiting: Map<number, Waiting>;
  /** The chunk that it was sent last. */
  chunk: number | undefined;
}

interface Waiting {
  readonly resolve: (part: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createCrew(start: StartThread, size: number): Crew {
  const members: Member[] = [];
  let [lastJob, lastTask] = [0, 0];
  let isClosed = false;

  const engage = (): Member => {
    const waiting = new Map<number, Waiting>();
    const end = (error: WorkerError): void => {
      const at = members.indexOf(member);
      if (at >= 0) members.splice(at, 1);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      void thread.terminate(); // in a browser, it would live on with its error
    };
    const thread = start({
      message(data) {
        const reply = data as Reply; // from our worker
        const asked = waiting.get(reply.task);
        waiting.delete(reply.task);
        if (waiting.size === 0) thread.keepAlive(false);
        if ("error" in reply) asked?.reject(receivedError(reply.error));
        else asked?.resolve(reply.part);
      },
      death: (reason) => end(new WorkerError(`a worker ended before its work did: ${reason}`)),
    });
    const member: Member = { thread, waiting, chunk: undefined };
    members.push(member);
    return member;
  };

  return {
    begin(pass) {
      if (isClosed) throw new WorkerError("the pool is closed");
      while (members.length < size) engage();
      const request: Begin = { kind: "begin", job: ++lastJob, ...pass };
      for (const member of members) {
        member.chunk = undefined;
        member.thread.post(request, []);
      }
      return lastJob;
    },
    ask(job, chunk, piece) {
      const [first, ...others] = members;
      if (first === undefined) return Promise.reject(new WorkerError("all workers have ended"));
      const member = others.reduce(
        (least, each) => (each.waiting.size < least.waiting.size ? each : least),
        first,
      );
      const task = ++lastTask;
      const isNew = member.chunk !== chunk.at;
      member.chunk = chunk.at;
      return new Promise((resolve, reject) => {
        member.waiting.set(task, { resolve, reject });
        member.thread.keepAlive(true);
        const request: Request = { kind: "part", job, task, piece, chunk: isNew ? toCopy(chunk) : undefined };
        const { value, transfer } = toHandOver(request);
        member.thread.post(value, transfer);
      });
    },
    end() {
      const request: Request = { kind: "end" };
      for (const { thread, waiting } of members) {
        waiting.clear();
        thread.keepAlive(false);
        thread.post(request, []);
      }
    },
    async close() {
      isClosed = true;
      const ended = members.splice(0);
      for (const { waiting } of ended) {
        for (const { reject } of waiting.values()) reject(new WorkerError("the pool was closed"));
        waiting.clear();
      }
      await Promise.all(ended.map(({ thread }) => thread.terminate()));
    },
  };
}
