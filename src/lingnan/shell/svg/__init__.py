"""Drawings made by the server: lights, sparklines, intervals, strips, bars, the printed map. No script needed."""

from lingnan.shell.svg.lights import LIGHTS, light_shape
from lingnan.shell.svg.lines import limit_bar, rank_axis, rank_interval, share_bar, sparkline
from lingnan.shell.svg.region_map import legend, region_map
from lingnan.shell.svg.strip import Milestone, strip, strip_head

__all__ = [
    "LIGHTS",
    "Milestone",
    "legend",
    "light_shape",
    "limit_bar",
    "rank_axis",
    "rank_interval",
    "region_map",
    "share_bar",
    "sparkline",
    "strip",
    "strip_head",
]
