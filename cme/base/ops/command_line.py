"""What the commands of all steps share: a refusal ends a command with its sentences and the status 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from cme.base.domain.refusal import Reason, Refused


def _sentence(reason: Reason) -> str:
    return reason.sentence


@contextmanager
def refusals_end_it(words: Callable[[Reason], str] = _sentence) -> Iterator[None]:
    """End a command whose body is refused; `words` writes a reason as a line (its sentence alone, unless given)."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException("\n".join(words(reason) for reason in refused.reasons)) from None


def with_option(reason: Reason) -> str:
    """Write a reason after the option that it is about: "--name: This is …"."""
    return f"--{str(reason.about).replace('_', '-')}: {reason.sentence}"
