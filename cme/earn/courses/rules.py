"""Rules of post-tests and the credit of courses (E6, P5). Plain values in and out."""

from __future__ import annotations


def needed(pass_mark: int, total: int) -> int:
    """Return how many of `total` questions must be answered correctly to reach a pass mark in percent."""
    return -(-pass_mark * total // 100)


def has_passed(right: int, total: int, pass_mark: int) -> bool:
    """Return whether a post-test is passed."""
    return total > 0 and right * 100 >= pass_mark * total


def left(attempts: int, used: int) -> int | None:
    """Return how many attempts are left; None where there is no limit."""
    return max(0, attempts - used) if attempts else None


def may_try(attempts: int, used: int, is_practice: bool) -> bool:
    """Return whether a post-test may be sent in; practice uses and needs no attempt."""
    return is_practice or left(attempts, used) != 0


def is_practice(is_student: bool, was_passed: bool) -> bool:
    """Return whether answers earn nothing and use no attempt: in Student mode, and once the topic is passed."""
    return is_student or was_passed
