"""The data of a task, and the entries of a product: files.ts and tasks.ts in Python."""

import json

import numpy as np

FIRST_STEPS = 3
CHUNK = 1024


def samples(task):
    width = task["sizes"][0]
    count = task["samples"] * width
    return np.fromfile(task["inputs"], dtype=np.float32, count=count).reshape(-1, width)


def labels(task):
    return np.fromfile(task["labels"], dtype=np.uint8, count=task["samples"]).astype(np.int64)


def layers(task):
    """(W, b, slope or None) of each layer, in single precision."""
    with open(task["network"], encoding="utf-8") as file:
        network = json.load(file)
    single = lambda values: np.array(values, dtype=np.float32)
    slope = lambda activation: single(activation["slope"]) if "slope" in activation else None
    return [(single(each["weight"]), single(each["bias"]), slope(each["activation"])) for each in network["layers"]]


def matrices(task):
    """A and B as they are stored, and what `form` makes of them."""
    M, K, N, form = task["M"], task["K"], task["N"], task["form"]
    dtype = np.float32 if task["dtype"] == "f32" else np.float64
    entries = lambda size: ((np.arange(size) * 0.618034) % 1 - 0.5).astype(dtype)
    A = entries(M * K).reshape(K, M).T if form == "TN" else entries(M * K).reshape(M, K)
    B = entries(K * N).reshape(N, K).T if form == "NT" else entries(K * N).reshape(K, N)
    return A, B
