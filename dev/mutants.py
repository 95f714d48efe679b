"""What is changed in mutation testing: one sign, number, word or finding at a time.

Decorators, types and the ``strict`` of a zip stay as they are: they decide nothing in a
program that is right.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
LEFT_ALONE = ("annotation", "decorator_list", "returns")
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """One change: where, and what became of what.

    ``lines`` are those of the statement that holds the place; whoever runs none of
    them cannot see the change. ``is_inside`` tells that it is part of a function.
    """

    path: Path
    line: int
    lines: range
    words: str
    source: str
    is_inside: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"

    @property
    def key(self) -> str:
        """The same for the same change of the same module."""
        return sha256(f"{self.path}\n{self.source}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Change:
    """A node of the tree, what may become of it, and how to put it there."""

    words: str
    made: ast.AST
    put: Callable[[ast.AST], None]
    line: int
    lines: range
    is_inside: bool


def mutants(path: Path, source: str) -> Iterator[Mutant]:
    """Yield a module with each of its places changed, in turn."""
    tree = ast.parse(source)
    # The changes refer to the nodes of this very tree, and are taken back one by one.
    for change, kept in list(_changes(tree)):
        change.put(change.made)
        made = (change.words, ast.unparse(tree), change.is_inside)
        yield Mutant(path, change.line, change.lines, *made)
        change.put(kept)


def _changes(tree: ast.Module) -> Iterator[tuple[_Change, ast.AST]]:
    for statement, is_inside in _statements(tree.body):
        lines = _lines(statement)
        for node in _own(statement):
            line = getattr(node, "lineno", statement.lineno)
            for item, put in _children(node):
                for words, made in _made(item):
                    yield _Change(words, made, put, line, lines, is_inside), item


def _statements(
    body: list[ast.stmt], *, is_inside: bool = False
) -> Iterator[tuple[ast.stmt, bool]]:
    for statement in body:
        within = is_inside or isinstance(statement, ast.FunctionDef)
        yield statement, within
        for block in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, block, []), is_inside=within)
        for handler in getattr(statement, "handlers", []):
            yield from _statements(handler.body, is_inside=within)


def _lines(statement: ast.stmt) -> range:
    """Return the lines of a statement; of a compound one, those of its head."""
    body = getattr(statement, "body", None)
    end = body[0].lineno if body else (statement.end_lineno or statement.lineno) + 1
    return range(statement.lineno, max(end, statement.lineno + 1))


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement without those of the statements in it."""
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop()
        yield node
        left += [item for item, _ in _children(node)]


def _is_strict(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _is_apart(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    for field, child in ast.iter_fields(node):
        if field in LEFT_ALONE or _is_strict(node):
            continue
        if isinstance(child, list):
            for place, item in enumerate(child):
                if isinstance(item, ast.AST) and not _is_apart(item):
                    yield item, _into_list(child, place)
        elif isinstance(child, ast.AST):
            yield child, _into_field(node, field)


def _into_list(items: list[ast.AST], place: int) -> Callable[[ast.AST], None]:
    def put(made: ast.AST) -> None:
        items[place] = made

    return put


def _into_field(node: ast.AST, field: str) -> Callable[[ast.AST], None]:
    def put(made: ast.AST) -> None:
        setattr(node, field, made)

    return put


def _made(item: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may become of a node, with its name."""
    if type(item) in SWAPS:
        swap = SWAPS[type(item)]
        yield f"{type(item).__name__} became {swap.__name__}", swap()
    elif isinstance(item, ast.Constant):
        yield from _other_value(item)
    elif isinstance(item, ast.UnaryOp) and isinstance(item.op, ast.Not | ast.Invert):
        yield f"{type(item.op).__name__} left out", item.operand
    elif isinstance(item, ast.Call) and isinstance(item.func, ast.Name):
        yield from _other_name(item, item.func)
    elif isinstance(item, ast.Yield):
        # A generator that finds nothing is still a generator.
        yield "yield left out", ast.YieldFrom(ast.Tuple([], ast.Load()))


def _other_value(item: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(item.value, bool):
        yield f"{item.value} became {not item.value}", ast.Constant(not item.value)
    elif isinstance(item.value, int):
        yield f"{item.value} became {item.value + 1}", ast.Constant(item.value + 1)


def _other_name(item: ast.Call, name: ast.Name) -> Iterator[tuple[str, ast.AST]]:
    if name.id in NAMES:
        other = copy.copy(item)
        other.func = ast.Name(NAMES[name.id], ast.Load())
        yield f"{name.id} became {NAMES[name.id]}", other
