"""Three learning rates on one table: how far each comes, and a picture of the last.

Run it from a checkout, in an environment that linreg_gui is installed in:

    python assets/examples/three_rates.py
"""

import sys
from pathlib import Path

from linreg_gui import best_fit, descend, picture, read_table

TABLE = Path(__file__).resolve().parents[1] / "tables" / "hours-and-money.csv"

data = read_table(TABLE)
best = best_fit(data)
print(f"best fit   {best.slope:.4f} x + {best.intercept:.4f}, MSE {best.mse:.4f}")
for rate in (0.001, 0.01, 0.03):
    run = descend(data, learning_rate=rate, epochs=600)
    print(f"rate {rate:<5} {run.slope:.4f} x + {run.intercept:.4f}, MSE {run.mse:.4f}")

out = Path(sys.argv[1] if len(sys.argv) > 1 else "three_rates.png")
picture(run, out)
print(f"Picture: {out}")
