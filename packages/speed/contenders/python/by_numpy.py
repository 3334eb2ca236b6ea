"""NumPy: derivatives written by hand, matrix products by its BLAS. One thread, by OPENBLAS_NUM_THREADS."""

import numpy as np

from blas import with_blas
from files import CHUNK, FIRST_STEPS, labels, layers, matrices, samples

version = with_blas(np.__version__)


def product(task):
    A, B = matrices(task)
    C = np.empty((task["M"], task["N"]), A.dtype)
    run = lambda: np.matmul(A, B, out=C)
    run()
    return {"run": run, "figure": float(np.sum(C.astype(np.float64) ** 2))}


def forward(network, x):
    """What each layer receives, and the factor of its slope: 1 or a."""
    received, slopes = [], []
    for W, b, a in network:
        received.append(x)
        s = x @ W.T
        s += b
        slopes.append(None if a is None else np.where(s > 0, np.float32(1), a))
        x = s if a is None else s * slopes[-1]
    return received, slopes, x


def training(task):
    X, target, network = samples(task), labels(task), layers(task)
    N = len(X)
    rows = np.arange(N)
    parameters = [each for layer in network for each in layer if each is not None]
    first, second = ([np.zeros_like(each) for each in parameters] for _ in range(2))
    steps = 0

    def step():
        nonlocal steps
        received, slopes, y = forward(network, X)
        y -= y.max(axis=1, keepdims=True)
        p = np.exp(y)
        totals = p.sum(axis=1, keepdims=True)
        loss = float((np.log(totals[:, 0]) - y[rows, target]).mean())
        p /= totals
        p[rows, target] -= 1
        p /= N
        g, gradients = p, []
        for k in range(len(network) - 1, -1, -1):
            W, _, a = network[k]
            if a is not None:
                # s = y / slope where the slope is a, and only there it counts
                negative = slopes[k] != 1
                gradients.insert(0, np.array((g * received[k + 1])[negative].sum() / a, dtype=np.float32))
                g = g * slopes[k]
            gradients.insert(0, g.sum(axis=0))
            gradients.insert(0, g.T @ received[k])
            if k > 0:
                g = g @ W
        steps += 1
        rate = np.float32(0.001 * np.sqrt(1 - 0.999**steps) / (1 - 0.9**steps))
        epsilon = np.float32(1e-8 * np.sqrt(1 - 0.999**steps))
        for theta, d, m, v in zip(parameters, gradients, first, second):
            m *= 0.9
            m += 0.1 * d
            v *= 0.999
            v += 0.001 * d * d
            theta -= rate * m / (np.sqrt(v) + epsilon)
        return loss

    for _ in range(FIRST_STEPS - 1):
        step()
    return {"figure": step(), "run": step}


def sensitivities(network, slopes, N):
    """g [m, n, i] of each layer, all outputs at once."""
    M = len(network[-1][0])
    g = np.broadcast_to(np.eye(M, dtype=np.float32)[:, None, :], (M, N, M))
    result = [g]
    for k in range(len(network) - 1, 0, -1):
        W = network[k][0]
        g = (np.ascontiguousarray(g).reshape(M * N, -1) @ W).reshape(M, N, -1)
        g *= slopes[k - 1]
        result.insert(0, g)
    return result


def jacobian(task):
    X, network = samples(task), layers(task)
    N, M = len(X), task["sizes"][-1]
    new = task["into"] == "new"
    held = [None if new else np.empty((N, M, *W.shape), np.float32) for W, _, _ in network]

    def run():
        received, slopes, _ = forward(network, X)
        gs = sensitivities(network, slopes, N)
        return [
            (np.multiply(g.transpose(1, 0, 2)[..., None], x[:, None, None, :], out=out), g)
            for g, x, out in zip(gs, received, held)
        ]

    figure = sum(float(np.sum(J.astype(np.float64) ** 2)) for pair in run() for J in pair)
    return {"run": run, "figure": figure}


def scores(task):
    """The factored form: plain sums of G, G x and G x² in single precision, chunk by chunk."""
    X, network = samples(task), layers(task)

    def run():
        sums = [(np.zeros(len(W), np.float64), np.zeros(W.shape), np.zeros(W.shape)) for W, _, _ in network]
        for start in range(0, len(X), CHUNK):
            x = X[start : start + CHUNK]
            received, slopes, _ = forward(network, x)
            for (total, first, second), g, each in zip(sums, sensitivities(network, slopes, len(x)), received):
                G = np.einsum("mni,mni->ni", g, g)
                total += G.sum(axis=0)
                first += G.T @ each
                second += G.T @ (each * each)
        return [
            (W**2 * (second - first**2 / total[:, None]) / len(X), W * first / total[:, None])
            for (W, _, _), (total, first, second) in zip(network, sums)
        ]

    return {"run": run, "figure": float(sum(importance.sum() for importance, _ in run()))}


prepare = {"product": product, "training": training, "jacobian": jacobian, "scores": scores}
