"""Which layer of a picture is of use at the size at which it is seen. Pure.

Layers halve: the highest of a camera is taken for 720 lines, the one below it for 360, and so on.
"""

from __future__ import annotations

from msgspec import Struct

from media.commands import View

FULL_HEIGHT = 720
"""Lines of the highest layer. A higher picture than this nobody sends."""

SLACK = 1.2
"""A layer is stretched by so much before the next one is worth its bandwidth."""

MOST_LAYERS = 3


class Watched(Struct, frozen=True):
    """`layer` is the highest that is of use, 0 the lowest; -1: nobody sees anything."""

    layer: int
    priority: int
    is_screen: bool


def watched_at(view: View | None, encodings: int, *, is_screen: bool) -> Watched:
    """`view` None: nothing was said, so everything is of use. A single encoding may have layers inside (VP9, AV1)."""
    layers = encodings if encodings > 1 else MOST_LAYERS
    if view is None:
        return Watched(layers - 1, 0, is_screen)
    if view.height == 0:
        return Watched(-1, view.priority, is_screen)
    enough = (i for i in range(layers) if (FULL_HEIGHT >> (layers - 1 - i)) * SLACK >= view.height)
    # Text that is shrunk before it is sent cannot be read, however small it is shown.
    layer = layers - 1 if is_screen else next(enough, layers - 1)
    return Watched(layer, view.priority, is_screen)
