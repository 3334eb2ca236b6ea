"""Trains a small network, and saves it as an ONNX file and as a safetensors file, with some of its inputs:

    python train.py

Needs torch and numpy. Made with torch 1.13; other versions train another network.
"""

import json
import struct

import numpy as np
import torch
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(1)


def samples(count):
    """Eight sensors: three that matter, two noisy copies of the first, two of noise, and one that is always 21."""
    x = torch.randn(count, 8)
    x[:, 3:5] = x[:, :1] + 0.1 * x[:, 3:5]
    x[:, 7] = 21.0
    y = torch.stack([torch.sin(2 * x[:, 0]) + x[:, 1], x[:, 1] * x[:, 2]], dim=1)
    return x, y


def save_safetensors(state, path, metadata):
    """What safetensors.torch.save_file does, spelled out so that torch is all that is needed."""
    header, offset = {"__metadata__": metadata}, 0
    for name, tensor in state.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in state.values():
            file.write(tensor.numpy().astype("<f4").tobytes())


model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
x, y = samples(4000)
for epoch in range(60):
    for batch in torch.randperm(len(x)).split(64):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x[batch]), y[batch]).backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    unseen, target = samples(1000)
    print("mean squared error on unseen samples:", nn.functional.mse_loss(model(unseen), target).item())

torch.onnx.export(model, x[:1], "model.onnx", input_names=["sensors"], output_names=["outputs"],
                  dynamic_axes={"sensors": {0: "batch"}, "outputs": {0: "batch"}})
save_safetensors(model.state_dict(), "model.safetensors", {"activations": "relu"})
np.save("inputs.npy", x[:400].numpy())
np.save("unseen.npy", unseen[:400].numpy())
