"""The stub is the contract of the module, so the module has what the stub says, under the same parameter names."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
import studyhall_plane

STUB = ast.parse((Path(__file__).parents[2] / "media/plane/studyhall_plane.pyi").read_text(encoding="utf-8"))
CLASSES = [node for node in STUB.body if isinstance(node, ast.ClassDef)]
METHODS = [(c.name, node) for c in CLASSES for node in c.body if isinstance(node, ast.FunctionDef)]


def parameters(function: ast.FunctionDef) -> list[tuple[str, bool]]:
    """(name, keyword only), without self."""
    arguments = function.args
    return [(a.arg, False) for a in arguments.args[1:]] + [(a.arg, True) for a in arguments.kwonlyargs]


def test_every_name_of_the_stub_can_be_imported() -> None:
    assigned = [node.targets[0] for node in STUB.body if isinstance(node, ast.Assign)]
    names = [target.id for target in assigned if isinstance(target, ast.Name)] + [c.name for c in CLASSES]
    assert len(names) == 10
    assert [name for name in names if not hasattr(studyhall_plane, name)] == []


@pytest.mark.parametrize(("owner", "method"), METHODS, ids=[f"{owner}.{m.name}" for owner, m in METHODS])
def test_a_method_takes_what_the_stub_says(owner: str, method: ast.FunctionDef) -> None:
    built = getattr(studyhall_plane, owner)
    if method.decorator_list:  # a property
        assert inspect.isdatadescriptor(getattr(built, method.name))
        return
    signature = inspect.signature(built if method.name == "__init__" else getattr(built, method.name))
    taken = [p for p in signature.parameters.values() if p.name != "self"]
    assert [(p.name, p.kind is p.KEYWORD_ONLY) for p in taken] == parameters(method)


def test_attributes_of_events_are_there() -> None:
    for stub in CLASSES:
        built = getattr(studyhall_plane, stub.name)
        attributes = [
            n.target.id for n in stub.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
        ]
        assert [name for name in attributes if not hasattr(built, name)] == []
