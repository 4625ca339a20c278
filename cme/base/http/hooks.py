"""Hooks: what an earlier step shows or decides with the help of a later one, declared by the earlier.

    # claim/hooks.py
    @hook
    def links(claims: list[Claim]) -> dict[int, Links]:
        \"\"\"Map claims to the addresses of their certificates.\"\"\"

    # certify/__init__.py
    def register(app): claim_hooks.links.fill(app, pages.links)

A hook answers for a whole list at once. One that no step fills stops the start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from flask import Flask, current_app

P = ParamSpec("P")
R = TypeVar("R")
_declared: list[Hook[Any, Any]] = []


class NotFilled(Exception):
    """No step filled a hook; the text names each."""


class Hook(Generic[P, R]):
    """A function that an earlier step declares and a later one gives."""

    def __init__(self, declaration: Callable[P, R]) -> None:
        update_wrapper(self, declaration)
        self.name = f"{declaration.__module__}.{declaration.__qualname__}"

    def fill(self, app: Flask, function: Callable[P, R]) -> None:
        """Let `function` answer this hook in an app; it has the signature of the declaration."""
        _filled(app)[self] = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        function = _filled(current_app).get(self)
        if function is None:
            raise NotFilled(f"no step fills {self.name}")
        return function(*args, **kwargs)


def hook(declaration: Callable[P, R]) -> Hook[P, R]:
    """Declare a hook by its name, its typed signature and its docstring; the function has no body."""
    declared = Hook(declaration)
    _declared.append(declared)
    return declared


def require_all(app: Flask) -> None:
    """Stop the start of an app where a hook was filled by no step; raises NotFilled with the names."""
    missing = [each.name for each in _declared if each not in _filled(app)]
    if missing:
        raise NotFilled(f"no step fills {', '.join(missing)}")


def _filled(app: Flask) -> dict[Hook[Any, Any], Callable[..., Any]]:
    return app.extensions.setdefault("hooks", {})
