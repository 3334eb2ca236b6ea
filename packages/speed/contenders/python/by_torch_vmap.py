"""PyTorch with dense per-sample Jacobians from vmap(jacrev), chunk by chunk: the scores as they are usually written."""

import torch

from by_torch import parameters_of, per_sample, transforms, version  # noqa: F401
from files import samples

# Dense Jacobians of as many samples as one chunk; the work is so many chunks, of which one is measured.
CHUNK = 256


def scores(task):
    jacrev, vmap = transforms()
    X, network = torch.from_numpy(samples(task)), parameters_of(task)
    jacobians = per_sample(network, jacrev, vmap, X[:CHUNK])

    def run():
        """E[(∂W)²], and the parts of the compensation, of one chunk."""
        for (W, _, _), (J_W, J_b) in zip(network, jacobians()):
            G = (J_b * J_b).sum((0, 1))
            first = (J_W * J_b[..., None]).sum((0, 1))
            second = (J_W * J_W).sum((0, 1))
            W**2 * (second - first**2 / G[:, None])

    return {"run": run, "share": CHUNK / len(X)}


prepare = {"scores": scores}
