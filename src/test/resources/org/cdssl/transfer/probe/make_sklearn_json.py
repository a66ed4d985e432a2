# Writes sklearn.json beside it: a logistic regression on standardised features.
# python3 make_sklearn_json.py   (scikit-learn 1.2.1)
import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(3)
cases = []
for n, width, c in ((40, 3, 0.1), (60, 5, 1.0), (30, 8, 0.01)):
    x = random.normal(size=(n, width)).astype(np.float32) * random.uniform(0.5, 3, width).astype(np.float32)
    y = (x[:, 0] + 0.5 * random.normal(size=n) > 0.3).astype(int)
    scaled = StandardScaler().fit_transform(x.astype(np.float64))
    model = LogisticRegression(C=c, solver='newton-cholesky', tol=1e-12, max_iter=10000).fit(scaled, y)
    cases.append({"c": c, "x": x.tolist(), "y": y.tolist(), "weights": model.coef_[0].tolist(),
                  "intercept": model.intercept_[0], "probability": model.predict_proba(scaled)[:, 1].tolist()})
pathlib.Path(__file__).with_name("sklearn.json").write_text(json.dumps(cases) + "\n")
