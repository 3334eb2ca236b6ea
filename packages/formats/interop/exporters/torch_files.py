# python3 torch_files.py FOLDER: networks as people have them, exported by the PyTorch that is installed.
# npm run interop runs it where python3, or the interpreter in PYTHON, has torch; the files of two versions are in test/fixtures/exporters.
import sys
from pathlib import Path

import torch
from torch import nn

INPUTS, HIDDEN, OUTPUTS = 8, 16, 3


class Sine(nn.Module):
    def forward(self, x):
        return torch.sin(30 * x)


class View(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)


class Affine(nn.Module):
    """Standardised inputs, or outputs in units."""

    def __init__(self, scale, shift, first):
        super().__init__()
        self.register_buffer("scale", torch.tensor(scale))
        self.register_buffer("shift", torch.tensor(shift))
        self.first = first

    def forward(self, x):
        return (x - self.shift) / self.scale if self.first else x * self.scale + self.shift


class Squeezed(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x).squeeze(-1)


def mlp(activation, last=OUTPUTS):
    return nn.Sequential(nn.Linear(INPUTS, HIDDEN), activation, nn.Linear(HIDDEN, last))


def behind(*front):
    return nn.Sequential(*front, nn.Linear(INPUTS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, OUTPUTS))


def actor():
    """What stable-baselines3 has as policy.mlp_extractor.policy_net and policy.action_net."""
    policy_net = nn.Sequential(nn.Linear(INPUTS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN), nn.Tanh())
    return nn.Sequential(policy_net, nn.Linear(HIDDEN, OUTPUTS))


models = {
    "relu": mlp(nn.ReLU()),
    "leaky-relu": mlp(nn.LeakyReLU(0.2)),
    "prelu": mlp(nn.PReLU()),
    "prelu-each": mlp(nn.PReLU(HIDDEN)),
    "rrelu": mlp(nn.RReLU()),
    "relu6": mlp(nn.ReLU6()),
    "hardtanh": mlp(nn.Hardtanh(-0.5, 2.0)),
    "hardsigmoid": mlp(nn.Hardsigmoid()),
    "hardswish": mlp(nn.Hardswish()),
    "tanh": mlp(nn.Tanh()),
    "sigmoid": mlp(nn.Sigmoid()),
    "logsigmoid": mlp(nn.LogSigmoid()),
    "softplus": mlp(nn.Softplus()),
    "softplus-beta": mlp(nn.Softplus(beta=2)),
    "softsign": mlp(nn.Softsign()),
    "elu": mlp(nn.ELU(0.5)),
    "selu": mlp(nn.SELU()),
    "celu": mlp(nn.CELU(0.75)),
    "gelu": mlp(nn.GELU()),
    "gelu-tanh": mlp(nn.GELU(approximate="tanh")),
    "silu": mlp(nn.SiLU()),
    "mish": mlp(nn.Mish()),
    "siren": mlp(Sine()),
    "flatten": behind(nn.Flatten()),
    "view": behind(View()),
    "dropout": nn.Sequential(nn.Linear(INPUTS, HIDDEN), nn.ReLU(), nn.Dropout(0.3), nn.Linear(HIDDEN, OUTPUTS)),
    "batchnorm-first": behind(nn.BatchNorm1d(INPUTS)),
    "batchnorm": nn.Sequential(nn.Linear(INPUTS, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, OUTPUTS)),
    "relu-then-batchnorm": nn.Sequential(nn.Linear(INPUTS, HIDDEN), nn.ReLU(), nn.BatchNorm1d(HIDDEN), nn.Linear(HIDDEN, OUTPUTS)),
    "standardise-in": behind(Affine([2.0] * INPUTS, [0.5] * INPUTS, True)),
    "scale-out": nn.Sequential(mlp(nn.ReLU()), Affine([3.0, 0.5, 10.0], [1.0, -2.0, 0.0], False)),
    "squeeze": Squeezed(mlp(nn.ReLU(), 1)),
    "softmax": nn.Sequential(mlp(nn.ReLU()), nn.Softmax(dim=-1)),
    "weight-norm": nn.Sequential(nn.utils.weight_norm(nn.Linear(INPUTS, HIDDEN)), nn.ReLU(), nn.Linear(HIDDEN, OUTPUTS)),
    "actor": actor(),
}

torch.manual_seed(1)
folder = Path(sys.argv[1])
version = torch.__version__.split("+")[0].rpartition(".")[0]
for name, model in models.items():
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):  # as after training
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -1, 1)
    shape = (2, 2, INPUTS // 2) if name in ("flatten", "view") else (2, INPUTS)
    path = folder / f"torch-{version}-{name}.onnx"
    try:
        torch.onnx.export(model.eval(), torch.randn(shape), path, input_names=["x"], dynamic_axes={"x": {0: "batch"}})
    except Exception as error:  # an exporter that lacks an operator says so
        print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
