"""Options of the command line that need nothing but typer. What is checked by callbacks stands in cli.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path, typer.Option(envvar="STUDYHALL_DATA", help="Directory of the database and certificates.")
]
HostOption = Annotated[
    str, typer.Option(envvar="STUDYHALL_HOST", help="Address to listen on; 0.0.0.0 for all.")
]
PortOption = Annotated[
    int, typer.Option(envvar="STUDYHALL_PORT", min=0, max=65535, help="TCP port; 0: any free one.")
]
EdgeFromOption = Annotated[
    int | None,
    typer.Option(
        envvar="STUDYHALL_EDGE_FROM",
        min=0,
        help="Receivers of a room beyond which other nodes relay its media to whoever is there; default: never.",
    ),
]
