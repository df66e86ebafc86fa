#!/usr/bin/env python3
"""The training epoch of `epoch.rs` with PyTorch and with scikit-learn, where installed.

    python3 mlp/benches/compare.py

Digits, 64-64-32-10, relu, batches of 64, Adam, one thread, single precision: median seconds of an epoch over four
fifths of the rows, shuffled. The figures are of this machine at this moment: run
`cargo bench -p dualtape-mlp --bench epoch` right before or after.
"""

import csv
import os
import statistics
import time
from pathlib import Path

# Set before the libraries read them.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

EPOCHS = 30
BATCH = 64


def digits():
    """Returns standardised inputs and classes, as NumPy arrays."""
    import numpy

    path = Path(__file__).resolve().parents[1] / "data" / "digits.csv"
    with path.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    table = numpy.array(rows, dtype=numpy.float32)
    table = table[: len(table) * 4 // 5]
    inputs, labels = table[:, :-1], table[:, -1].astype(numpy.int64)
    deviation = inputs.std(axis=0)
    return (inputs - inputs.mean(axis=0)) / numpy.where(deviation > 0, deviation, 1), labels


def median_epoch(epoch):
    """Returns the median seconds of an epoch, after two warm-up epochs."""
    seconds = []
    for _ in range(EPOCHS + 2):
        start = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[2:])


def by_torch(inputs, labels):
    import torch

    torch.set_num_threads(1)
    inputs, labels = torch.from_numpy(inputs), torch.from_numpy(labels)
    network = torch.nn.Sequential(
        torch.nn.Linear(64, 64), torch.nn.ReLU(),
        torch.nn.Linear(64, 32), torch.nn.ReLU(),
        torch.nn.Linear(32, 10),
    )
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    loss = torch.nn.CrossEntropyLoss()

    def epoch():
        for rows in torch.randperm(len(inputs)).split(BATCH):
            optimizer.zero_grad()
            loss(network(inputs[rows]), labels[rows]).backward()
            optimizer.step()

    return f"PyTorch {torch.__version__}, eager", median_epoch(epoch)


def by_scikit_learn(inputs, labels):
    import warnings

    import sklearn
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")  # about convergence after one epoch
    network = MLPClassifier((64, 32), batch_size=BATCH, learning_rate_init=0.01, max_iter=1, warm_start=True)
    return f"scikit-learn {sklearn.__version__}", median_epoch(lambda: network.fit(inputs, labels))


def main():
    try:
        data = digits()
    except ImportError:
        raise SystemExit("found no NumPy: pip install numpy torch scikit-learn")
    for contender, package in ((by_torch, "torch"), (by_scikit_learn, "scikit-learn")):
        try:
            name, seconds = contender(*data)
            print(f"{name}: {seconds * 1e3:.3f} ms per epoch")
        except ImportError:
            print(f"found no {package}: pip install {package}")


if __name__ == "__main__":
    main()
