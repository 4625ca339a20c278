"""The routes of one file of pages, put on the blueprint of its step when the step registers."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

from flask import Blueprint

View = TypeVar("View", bound=Callable[..., Any])


class Routes:
    """Collect view functions with their rules; importing a file of pages changes no application."""

    def __init__(self) -> None:
        self._rules: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Decorate the view that answers GET at `rule`."""
        return self._add(rule, "GET", options)

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Decorate the view that answers POST at `rule`."""
        return self._add(rule, "POST", options)

    def add_to(self, blueprint: Blueprint) -> None:
        """Put every route on a blueprint, named after its view function."""
        for rule, view, options in self._rules:
            blueprint.add_url_rule(rule, view_func=view, **options)

    def _add(self, rule: str, method: str, options: dict[str, Any]) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            self._rules.append((rule, view, {"methods": [method], **options}))
            return view

        return decorate


def blueprint(name: str, *modules: ModuleType) -> Blueprint:
    """Make the blueprint of a step from its files of pages, each with its `routes`."""
    step = Blueprint(name, f"cme.{name}")
    for module in modules:
        module.routes.add_to(step)
    return step
