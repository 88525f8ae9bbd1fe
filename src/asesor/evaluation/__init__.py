"""Gold sets scored through a desk, as gold/README.md says."""

from asesor.evaluation.report import Report, Shortfall
from asesor.evaluation.running import SEEDS, run

__all__ = ["SEEDS", "Report", "Shortfall", "run"]
