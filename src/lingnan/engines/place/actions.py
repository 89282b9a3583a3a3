"""Who may do what in the place engine."""

from lingnan.engines.identity.rights import declare_action

declare_action("place.load", zh="装载图层", en="Load a layer", roles="office admin")
