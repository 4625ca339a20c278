"""The mutants of a file, by mutmut's operators and three more, applied with libcst to decorated functions too."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).parent.parent
LITERALS = (cst.SimpleString, cst.ConcatenatedString, cst.Integer, cst.Float)
# Locks a row on PostgreSQL and does nothing on SQLite, where the mutants run; with FULL=1 races test it.
LOCKS = ("database.lock",)


@cache
def text_of(path: Path) -> str:
    """Read a file once: a mutant stays the same when the file changes meanwhile."""
    return path.read_text("utf-8")


@dataclass(frozen=True)
class Mutant:
    """A change of a file: `text` replaces the characters from `start` to `end`.

    `function` names the functions and classes around it, `lines` are those whose execution shows that a test
    reaches it; none outside of functions, where everything runs before any test.
    """

    file: str
    line: int
    start: int
    end: int
    text: str
    function: str
    lines: tuple[int, ...]

    def source(self, root: Path = ROOT) -> str:
        """Return the whole file with the change."""
        original = text_of(root / self.file)
        return original[: self.start] + self.text + original[self.end :]

    def diff(self, root: Path = ROOT) -> tuple[str, str]:
        """Return the lines that change, before and after, each without its indentation."""
        before, after = text_of(root / self.file), self.source(root)
        changes = [*difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")][2:]
        old, new = ([line[1:].strip() for line in changes if line[0] == sign] for sign in "-+")
        return "\n".join(old), "\n".join(new)


def mutants_of(file: str, root: Path = ROOT) -> list[Mutant]:
    """List every mutant of a file, in the order of the file."""
    source = text_of(root / file)
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = _Visitor(file, source, wrapper.resolve(WhitespaceInclusivePositionProvider), wrapper.module)
    wrapper.module.visit(visitor)
    return list({(mutant.start, mutant.end, mutant.text): mutant for mutant in visitor.found}.values())


def is_another_program(mutant: Mutant, root: Path = ROOT) -> bool:
    """Return whether a mutant is a valid program, and another one than the original."""
    try:
        changed = ast.dump(ast.parse(mutant.source(root)))
    except SyntaxError:
        return False
    return changed != ast.dump(ast.parse(text_of(root / mutant.file)))


def _replacements(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Yield nodes with their replacements in mutants."""
    for kind, operator in mutators.mutation_operators:
        if isinstance(node, kind):
            yield from ((node, changed) for changed in operator(node) if _is_of_interest(operator, node, changed))
    if isinstance(node, cst.BooleanOperation):  # a condition is forgotten
        yield from ((node, side.with_changes(lpar=node.lpar, rpar=node.rpar)) for side in _sides(node))
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitAnd | cst.BitOr):  # in a query, too
        yield from ((node, side) for side in (node.left, node.right))
    if isinstance(node, cst.If | cst.CompIf):  # a condition is negated
        inner = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        operator = cst.Not(whitespace_after=cst.SimpleWhitespace(" "))
        yield node.test, cst.UnaryOperation(operator, inner, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _sides(node: cst.BooleanOperation):
    for side in (node.left, node.right):
        yield side if side.lpar or not node.lpar else side.with_changes(lpar=node.lpar, rpar=node.rpar)


def _is_of_interest(operator, node, changed) -> bool:
    if operator is mutators.operator_string:
        # sentences are left out: a test that repeats one proves nothing;
        # of a word (a code, a key, a state) one change is enough, since the same tests notice another
        return " " not in node.value and "XX" in changed.value
    if operator is mutators.operator_assignment:
        return not _is_literal(node.value)  # the literal itself is mutated
    if operator is mutators.operator_arg_removal and len(node.args) == len(changed.args):
        (value,) = [arg.value for arg, other in zip(node.args, changed.args, strict=True) if arg is not other]
        return not _is_literal(value)
    return True


def _is_literal(node) -> bool:
    return isinstance(node, LITERALS) or (isinstance(node, cst.Name) and node.value in ("True", "False"))


class _Visitor(cst.CSTVisitor):
    """Collect the mutants of a file, except of what decides nothing."""

    def __init__(self, file, source, positions, module):
        self.file, self.source, self.positions, self.module = file, source, positions, module
        self.offsets = [0]
        for line in source.splitlines(keepends=True):
            self.offsets.append(self.offsets[-1] + len(line))
        self.names, self.bodies, self.statements, self.depth = [], [], [], 0
        self.found: list[Mutant] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        # annotations are never evaluated, decorators and imports are declarations, docstrings are prose
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom) or _is_text_alone(node):
            return False
        if isinstance(node, cst.Call) and self.module.code_for_node(node.func) in LOCKS:
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.append(node.name.value)
        if isinstance(node, cst.FunctionDef):
            self.bodies.append(node.body)
        self.depth += isinstance(node, cst.IndentedBlock)
        if isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            self.statements.append(node)
        for original, changed in _replacements(node):
            self._add(original, changed)
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.pop()
        if isinstance(node, cst.FunctionDef):
            self.bodies.pop()
        self.depth -= isinstance(node, cst.IndentedBlock)
        if self.statements and self.statements[-1] is node:
            self.statements.pop()

    def _add(self, node, changed) -> None:
        span = self.positions[node]
        start, end = self._offset(span.start), self._offset(span.end)
        if self._code(node) != self.source[start:end]:
            raise ValueError(f"{self.file}:{span.start.line} is not written back unchanged")
        mutant = Mutant(
            self.file, self._line(start), start, end, self._code(changed), ".".join(self.names), self._lines(span)
        )
        self.found.append(mutant)

    def _code(self, node) -> str:
        return self.module.code_for_node(node).replace("\n", "\n" + self.depth * self.module.default_indent)

    def _offset(self, position) -> int:
        return self.offsets[position.line - 1] + position.column

    def _line(self, start: int) -> int:
        start += len(self.source[start:]) - len(self.source[start:].lstrip())
        return self.source.count("\n", 0, start) + 1

    def _lines(self, span) -> tuple[int, ...]:
        """Return the lines of the statement; for a default of a function those of its body."""
        if not self.bodies:
            return ()
        if isinstance(self.statements[-1], cst.FunctionDef):
            span = self.positions[self.bodies[-1]]
            return tuple(range(span.start.line, span.end.line + 1))
        whole = self.positions[self.statements[-1]]
        last = span.end.line if isinstance(self.statements[-1], cst.BaseCompoundStatement) else whole.end.line
        return tuple(range(min(self._line(self._offset(whole.start)), span.start.line), last + 1))


def _is_text_alone(node) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
