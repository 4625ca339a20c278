"""Hooks: what an earlier step shows or decides with the help of a later one, declared by the earlier.

    # claim/hooks.py
    @hook
    def links(claims: list[Claim]) -> dict[int, Links]:
        \"\"\"Map claims to the addresses of their certificates.\"\"\"

    # certify/__init__.py
    def register(app): claim_hooks.links.fill(pages.links)

A hook answers for a whole list at once. One that no step fills stops the start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_declared: list[Hook] = []


class NotFilled(Exception):
    """No step filled a hook; the text names each."""


class Hook(Generic[P, R]):
    """A function that an earlier step declares and a later one gives."""

    def __init__(self, declaration: Callable[P, R]) -> None:
        update_wrapper(self, declaration)
        self.name = f"{declaration.__module__}.{declaration.__qualname__}"
        self._function: Callable[P, R] | None = None

    def fill(self, function: Callable[P, R]) -> None:
        """Answer this hook with `function`, which has the signature of its declaration."""
        self._function = function

    def clear(self) -> None:
        """Take back what filled this hook."""
        self._function = None

    @property
    def is_filled(self) -> bool:
        """Whether a step gave a function."""
        return self._function is not None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._function is None:
            raise NotFilled(f"no step fills {self.name}")
        return self._function(*args, **kwargs)


def hook(declaration: Callable[P, R]) -> Hook[P, R]:
    """Declare a hook by its name, its typed signature and its docstring; the function has no body."""
    declared = Hook(declaration)
    _declared.append(declared)
    return declared


def clear() -> None:
    """Take back what filled every hook: an application that is made begins with none."""
    for each in _declared:
        each.clear()


def require_all() -> None:
    """Stop the start where a hook was filled by no step; raises NotFilled with the names."""
    missing = [each.name for each in _declared if not each.is_filled]
    if missing:
        raise NotFilled(f"no step fills {', '.join(missing)}")
