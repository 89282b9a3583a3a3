"""The content security policy of pages that draw maps and charts."""

from csp.decorators import csp_update

# MapLibre and ECharts set styles on the elements they make; nothing else of the strict policy is loosened.
allows_drawings = csp_update({"style-src": ["'unsafe-inline'"]})
