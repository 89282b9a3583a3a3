"""Where adopted editions of frameworks are kept: registered when the app starts."""

from lingnan.engines.evaluate.frameworks.reading import KEPT
from lingnan.engines.evaluate.selectors.editions_kept import adopted

KEPT.append(adopted)
