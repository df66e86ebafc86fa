"""Prints the outputs of an ONNX file for the rows of a table, with values that Python writes in full."""

import csv
import datetime
import math
import sys

import numpy as np
import onnx
import onnxruntime

WORDS = {"": math.nan, "no": 0.0, "yes": 1.0}


def number(cell):
    if cell in WORDS:
        return WORDS[cell]
    try:
        return float(cell)
    except ValueError:
        return (datetime.datetime.fromisoformat(cell) - datetime.datetime(1970, 1, 1)).total_seconds() / 86_400


onnx.checker.check_model(sys.argv[1], full_check=True)
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
assert session.get_outputs()[0].name.startswith("prediction")
with open(sys.argv[2], newline="", encoding="utf-8") as text:
    rows = list(csv.DictReader(text))
cells = {}
for column in session.get_inputs():
    words = [[row[column.name]] for row in rows]
    is_text = column.type == "tensor(string)"
    cells[column.name] = np.array(words, object) if is_text else np.array([[number(word)] for [word] in words])
for row in zip(*session.run(None, cells)):
    print(",".join(str(cell) for output in row for cell in output.tolist()))
