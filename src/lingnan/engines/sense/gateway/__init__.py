"""The door for devices: sockets, slow and broken senders, back-pressure and group commit, once for all protocols."""

from lingnan.engines.sense.gateway.listening import Listener, parse_listener
from lingnan.engines.sense.gateway.server import Gateway, serving

__all__ = ["Gateway", "Listener", "parse_listener", "serving"]
