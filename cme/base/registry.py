"""What the steps registered with an application besides pages and commands: work, checks, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

Gauges = dict[tuple[str, str], Callable[[], float]]


@dataclass
class Registry:
    """The functions of all steps, in the order of the journey."""

    jobs: list[Callable[..., Any]] = field(default_factory=list)  # run by the worker, called by id
    finders: list[Callable[[], Any]] = field(default_factory=list)  # find what is missing and do it
    nightly: list[Callable[[], Any]] = field(default_factory=list)  # tidy up once a day
    warm_ups: list[Callable[[], Any]] = field(default_factory=list)  # load what a worker needs before its first task
    # fill new tables after a migration, idempotent; called with who migrates ("shell")
    loaders: list[Callable[[str], Any]] = field(default_factory=list)
    # after rows were copied, build what is derived from them, such as the search index
    rebuilders: list[Callable[[], Any]] = field(default_factory=list)
    checks: list[Callable[[], Iterable[str]]] = field(default_factory=list)  # sentences about what is not ready
    log_heads: list[Callable[[], Iterable[str]]] = field(default_factory=list)  # heads of the log that were printed
    gauges: Gauges = field(default_factory=dict)  # name and help text, and what counts the rows


def add(app: Flask, *, gauges: Gauges | None = None, **functions: list[Callable[..., Any]]) -> None:
    """Add functions to the registry of an app, by the names of its fields (`jobs=[render]`)."""
    registry = of(app)
    registry.gauges.update(gauges or {})
    for name, more in functions.items():
        getattr(registry, name).extend(more)


def of(app: Flask) -> Registry:
    """Return the registry of an app."""
    return app.extensions.setdefault("cme", Registry())


def current() -> Registry:
    """Return the registry of the app at work."""
    return of(current_app)
