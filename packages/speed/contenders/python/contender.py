"""A contender in Python: what contestant.ts is in TypeScript.

Reads a line of JSON, does what that says, and answers with a line. The first argument is the module of the contender.
"""

import importlib
import json
import sys
import time
import traceback

# What libraries print must not be taken for an answer.
answers, sys.stdout = sys.stdout, sys.stderr


def main() -> None:
    module, run = None, None
    try:
        module = importlib.import_module(sys.argv[1])
    except ImportError as error:
        absent = str(error)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "run" in request:
                start = time.perf_counter()
                for _ in range(request["run"]):
                    run()
                reply = {"seconds": time.perf_counter() - start}
            elif "prepare" in request:
                prepare = module.prepare.get(request["prepare"])
                if prepare is None:
                    reply = {"cannot": "no " + request["prepare"]}
                else:
                    prepared = prepare(request["task"])
                    run = prepared.pop("run")
                    reply = {"share": 1, **prepared}
            else:
                reply = {"absent": absent} if module is None else {"version": module.version}
        except Exception:
            reply = {"failed": traceback.format_exc()}
        print(json.dumps(reply), file=answers, flush=True)


main()
