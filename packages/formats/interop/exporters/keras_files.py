# python3 keras_files.py FOLDER: networks as people have them, exported by the Keras 3 that is installed, with the backend of torch.
# npm run interop runs it where python3, or the interpreter in PYTHON, has keras.
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from keras import layers

INPUTS, HIDDEN, OUTPUTS = 8, 16, 3


def mlp(activation, *between):
    return [layers.Dense(HIDDEN, activation=activation), *between, layers.Dense(OUTPUTS)]


models = {
    **{name: mlp(name) for name in ("relu", "tanh", "sigmoid", "elu", "selu", "gelu", "swish", "softplus", "softsign", "mish", "hard_sigmoid", "relu6", "log_sigmoid", "leaky_relu")},
    "batchnorm": mlp("relu", layers.BatchNormalization()),
    "dropout": mlp("relu", layers.Dropout(0.3)),
    "rescaling": [layers.Rescaling(1 / 255, offset=-0.5), *mlp("relu")],
    "softmax": [*mlp("relu"), layers.Softmax()],
    "prelu": mlp(None, layers.PReLU()),
}

keras.utils.set_random_seed(1)
folder = Path(sys.argv[1])
version = keras.__version__.rpartition(".")[0]
for name, parts in models.items():
    model = keras.Sequential([layers.Input((INPUTS,)), *parts])
    model(np.zeros((2, INPUTS), "float32"))
    try:
        model.export(str(folder / f"keras-{version}-{name}.onnx"), format="onnx", verbose=False)
    except Exception as error:
        print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
