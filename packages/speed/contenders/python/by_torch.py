"""PyTorch, as one would write it: autograd for derivatives. One thread."""

import torch

from blas import with_blas
from files import CHUNK, FIRST_STEPS, labels, layers, matrices, samples

torch.set_num_threads(1)
version = with_blas(torch.__version__)


def product(task):
    A, B = (torch.from_numpy(each) for each in matrices(task))
    C = torch.empty((task["M"], task["N"]), dtype=A.dtype)
    run = lambda: torch.matmul(A, B, out=C)
    run()
    return {"run": run, "figure": float((C.double() ** 2).sum())}


def parameters_of(task):
    tensor = lambda each: None if each is None else torch.from_numpy(each)
    return [tuple(tensor(each) for each in layer) for layer in layers(task)]


def activation(s, a):
    return s if a is None else torch.nn.functional.prelu(s, a.reshape(1))


def forward(network, x, activation=activation):
    """The signals of all layers."""
    signals = []
    for W, b, a in network:
        signals.append(torch.nn.functional.linear(x, W, b))
        x = activation(signals[-1], a)
    return signals


def training(task):
    X, target = torch.from_numpy(samples(task)), torch.from_numpy(labels(task))
    network = parameters_of(task)
    parameters = [each.requires_grad_() for layer in network for each in layer if each is not None]
    adam = torch.optim.Adam(parameters, foreach=True)

    def step():
        adam.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(forward(network, X)[-1], target)
        loss.backward()
        adam.step()
        return loss

    for _ in range(FIRST_STEPS - 1):
        step()
    return {"figure": float(step()), "run": step}


def jacobian(task):
    """vmap over the samples of jacrev by all weights and biases."""
    jacrev, vmap = transforms()
    X, network = torch.from_numpy(samples(task)), parameters_of(task)
    run = per_sample(network, jacrev, vmap, X)
    return {"run": run, "figure": float(sum((J.double() ** 2).sum() for pair in run() for J in pair))}


def transforms():
    try:
        from torch.func import jacrev, vmap
    except ImportError:
        from functorch import jacrev, vmap
    return jacrev, vmap


def per_sample(network, jacrev, vmap, X):
    trained = [(W, b) for W, b, _ in network]
    slopes = [a for _, _, a in network]

    # Older versions have no vmap of prelu.
    def leaky(s, a):
        return s if a is None else torch.where(s > 0, s, a * s)

    def output(weights, x):
        return forward([(W, b, a) for (W, b), a in zip(weights, slopes)], x, leaky)[-1]

    jacobians = vmap(jacrev(output), in_dims=(None, 0))
    return lambda: jacobians(trained, X)


def moments(network, chunk, energies_of):
    sums = [(torch.zeros(len(W)).double(), torch.zeros(W.shape).double(), torch.zeros(W.shape).double()) for W, _, _ in network]
    samples_seen = 0
    for x in chunk:
        samples_seen += len(x)
        for (total, first, second), (G, received) in zip(sums, energies_of(x)):
            total += G.sum(0)
            first += G.T @ received
            second += G.T @ (received * received)
    return [
        (W**2 * (second - first**2 / total[:, None]) / samples_seen, W * first / total[:, None])
        for (W, _, _), (total, first, second) in zip(network, sums)
    ]


def scores(task):
    """The factored form: M reverse sweeps of a chunk to its signals, and plain sums in single precision."""
    X, network = torch.from_numpy(samples(task)), parameters_of(task)
    M = task["sizes"][-1]

    def energies_of(x):
        x = x.requires_grad_()
        signals = forward(network, x)
        energies = [torch.zeros_like(s) for s in signals]
        for m in range(M):
            for G, g in zip(energies, torch.autograd.grad(signals[-1][:, m].sum(), signals, retain_graph=True)):
                G += g * g
        with torch.no_grad():
            received = [x] + [activation(s, a) for s, (_, _, a) in zip(signals, network)]
            return [(G.detach(), each.detach()) for G, each in zip(energies, received)]

    def run():
        return moments(network, (chunk.detach() for chunk in X.split(CHUNK)), energies_of)

    return {"run": run, "figure": float(sum(importance.sum() for importance, _ in run()))}


prepare = {"product": product, "training": training, "jacobian": jacobian, "scores": scores}
