# Writes sklearn.json beside it: random cases with ties and rare classes, and what scikit-learn and scipy say of them.
# python3 make_sklearn_json.py   (scikit-learn 1.2.1, scipy 1.10.1)
import json
import pathlib
import warnings

import numpy as np
import scipy.stats
from sklearn.metrics import (accuracy_score, average_precision_score, confusion_matrix, precision_recall_curve,
                             roc_auc_score, roc_curve)

warnings.simplefilter("ignore")
random = np.random.default_rng(7)


def binary(n, grid, rate):
    labels = (random.random(n) < rate).astype(int)
    labels[0], labels[1] = 0, 1
    scores = np.round((random.random(n) + 0.4 * labels) / 1.4 * grid) / grid
    fpr, tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(labels, scores)
    return {
        "scores": scores.tolist(), "labels": labels.tolist(),
        "auc": roc_auc_score(labels, scores), "ap": average_precision_score(labels, scores),
        "accuracy": accuracy_score(labels, scores > 0.5),
        "sensitivity90": tpr[fpr <= 0.1 + 1e-12].max(), "fpr": fpr.tolist(), "tpr": tpr.tolist(),
        "precision": precision[::-1].tolist(), "recall": recall[::-1].tolist(),
    }


def weighted(n):
    case = binary(n, 10, 0.4)
    counts = random.integers(0, 4, n)
    counts[:2] = 1
    labels, scores = np.array(case["labels"]), np.array(case["scores"])
    return {
        "scores": case["scores"], "labels": case["labels"], "counts": counts.tolist(),
        "auc": roc_auc_score(labels, scores, sample_weight=counts),
        "ap": average_precision_score(labels, scores, sample_weight=counts),
        "accuracy": accuracy_score(labels, scores > 0.5, sample_weight=counts),
    }


def multi(n, classes):
    labels = np.concatenate([np.arange(classes), random.integers(0, classes, n - classes)])
    logits = np.round(random.normal(size=(n, classes)) + 1.2 * np.eye(classes)[labels], 1)
    scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return {
        "scores": scores.tolist(), "labels": labels.tolist(),
        "auc": roc_auc_score(labels, scores, multi_class="ovr", average="macro"),
        "ap": float(np.mean([average_precision_score(labels == c, scores[:, c]) for c in range(classes)])),
        "accuracy": accuracy_score(labels, scores.argmax(1)),
        "confusion": confusion_matrix(labels, scores.argmax(1)).tolist(),
    }


def seeds(n):
    values = random.normal(0.8, 0.02, n)
    low, high = scipy.stats.t.interval(0.95, n - 1, values.mean(), scipy.stats.sem(values))
    return {"values": values.tolist(), "mean": values.mean(), "low": low, "high": high}


cases = {
    "binary": [binary(int(random.integers(6, 40)), int(random.choice([3, 8, 50])), random.uniform(0.1, 0.9))
               for _ in range(12)],
    "weighted": [weighted(int(random.integers(8, 30))) for _ in range(8)],
    "multi": [multi(int(random.integers(15, 40)), int(random.integers(3, 6))) for _ in range(6)],
    "seeds": [seeds(n) for n in (2, 3, 5)],
}
pathlib.Path(__file__).with_name("sklearn.json").write_text(json.dumps(cases, indent=None) + "\n")
