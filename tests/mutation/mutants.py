"""One module's mutants: every small way of breaking it that a test ought to notice.

Nothing here changes what names a function closes over or holds: what is left out stays behind a condition that is
never true, so that a changed code object fits into the function that is already there.
"""

from __future__ import annotations

import ast
import contextlib
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
WORDING = {"label", "tone", "sentence", "verbose_name", "help_text", "name"}
DECLARED = {"event", "deadline", "action", "permission"}
ORDERLESS = {"min", "max", "select_related", "prefetch_related"}
NOT_CODE = {"annotation", "returns", "decorator_list", "bases", "type_comment", "targets", "target", "type_params"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Add = Callable[[ast.AST, str, int | None, object, str], None]


@dataclass(frozen=True)
class Mutant:
    """One change: `field` (or its item `index`) of `parent` becomes `new`."""

    path: Path
    lines: range
    what: str
    top: ast.stmt
    member: ast.stmt | None
    function: Function | None
    parent: ast.AST
    field: str
    index: int | None
    new: object

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.lines.start

    @property
    def where(self) -> str:
        """The function, or the name of the declaration."""
        if self.function is not None:
            return self.function.name
        return _text(_first_target(self.member or self.top))[:40]

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """The tree with this change, and the old tree again afterwards."""
        place = getattr(self.parent, self.field)
        if self.index is None:
            setattr(self.parent, self.field, self.new)
        else:
            old, place[self.index] = place[self.index], self.new
        try:
            yield
        finally:
            if self.index is None:
                setattr(self.parent, self.field, place)
            else:
                place[self.index] = old


@dataclass
class Module:
    """A parsed source file and the names it has at run time (to know enumerations)."""

    path: Path
    tree: ast.Module
    names: dict[str, object] = field(default_factory=dict)
    found: list[Mutant] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, names: dict[str, object] | None = None) -> Module:
        """Parse the file and list its mutants in the order of the source."""
        module = cls(path, ast.parse(path.read_text(), str(path)), names or {})
        for top in module.tree.body:
            if isinstance(top, ast.ClassDef):
                for member in top.body:
                    if isinstance(member, Function) or not module._is_enum(top.name):
                        module._statement(member, top, member, None, top, "body", top.body.index(member))
            elif isinstance(top, ast.Assign | ast.AnnAssign | Function) and not _is_export_list(top):
                module._statement(top, top, None, None, module.tree, "body", module.tree.body.index(top))
        module.found.sort(key=lambda mutant: mutant.line)
        return module

    def code(self, mutant: Mutant) -> CodeType:
        """The whole module's code with the change in it."""
        with mutant.applied():
            return compile(ast.fix_missing_locations(self.tree), str(self.path), "exec", dont_inherit=True)

    def _is_enum(self, name: str) -> bool:
        thing = self.names.get(name)
        return isinstance(thing, type) and issubclass(thing, enum.Enum)

    def _statement(
        self,
        node: ast.stmt,
        top: ast.stmt,
        member: ast.stmt | None,
        function: Function | None,
        parent: ast.AST,
        name: str,
        index: int,
    ) -> None:
        if _silent(node) or (function is None and not isinstance(node, ast.Assign | ast.AnnAssign | Function)):
            return
        body = getattr(node, "body", None)
        end = body[0].lineno - 1 if body else node.end_lineno or node.lineno
        lines = range(node.lineno, max(end, node.lineno) + 1)
        inside = function is not None
        if isinstance(node, Function):
            function = function or node

        def add(parent: ast.AST, name: str, index: int | None, new: object, what: str) -> None:
            self.found.append(Mutant(self.path, lines, what, top, member, function, parent, name, index, new))

        if inside:
            for new, what in _other_statements(node):
                add(parent, name, index, ast.copy_location(new, node), what)
        for key, number, child in _children(node):
            if isinstance(child, ast.stmt):
                self._statement(child, top, member, function, node, key, number or 0)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                for each, inner in enumerate(child.body):
                    self._statement(inner, top, member, function, child, "body", each)
            else:
                self._expression(child, node, key, number, add, function is None)

    def _expression(
        self, node: ast.AST, parent: ast.AST, name: str, index: int | None, add: Add, declared: bool
    ) -> None:
        if _wording(node):
            return
        for new, what in self._other_expressions(node, name, declared):
            add(parent, name, index, ast.copy_location(new, node), what)
        if declared:
            for key, shorter, what in _shorter(node):
                add(node, key, None, shorter, what)
        for key, number, child in _children(node):
            self._expression(child, node, key, number, add, declared)

    def _other_expressions(self, node: ast.AST, name: str, declared: bool) -> Iterator[tuple[ast.expr, str]]:
        match node:
            case ast.Compare(left, [op, *more], comparators):
                for other in COMPARISONS[type(op)]:
                    yield _becomes(node, ast.Compare(left, [other(), *more], comparators))
            case ast.BoolOp(op, values):
                yield _becomes(node, ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values))
            case ast.UnaryOp(ast.Not() | ast.USub(), operand):
                yield _becomes(node, operand)
            case ast.BinOp(left, op, right) if type(op) in OPERATORS:
                yield _becomes(node, ast.BinOp(left, OPERATORS[type(op)](), right))
            case ast.Constant(bool() as value):
                yield _becomes(node, ast.Constant(not value))
            case ast.Constant(int() as value):
                yield _becomes(node, ast.Constant(value + 1))
                yield _becomes(node, ast.Constant(value - 1))
            case ast.Call(func, [first, second, *rest], keywords) if (
                not declared
                and not isinstance(first, ast.Starred)
                and getattr(func, "attr", getattr(func, "id", "")) not in ORDERLESS
            ):
                yield _becomes(node, ast.Call(func, [second, first, *rest], keywords))
            case ast.Attribute(ast.Name(owner), attr) if self._is_enum(owner):
                members = list(self.names[owner].__members__)  # type: ignore[attr-defined]
                if attr in members and len(members) > 1:
                    other_name = members[(members.index(attr) + 1) % len(members)]
                    yield _becomes(node, ast.Attribute(ast.Name(owner, ast.Load()), other_name, ast.Load()))
        if name == "test" and not isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield ast.UnaryOp(ast.Not(), node), f"{_text(node)} → not"  # type: ignore[arg-type]


def _other_statements(node: ast.stmt) -> Iterator[tuple[ast.stmt, str]]:
    never = ast.If(ast.Constant(False), [node], [])
    match node:
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            nothing = ast.Constant(None)
            yield (
                ast.Return(ast.IfExp(ast.Constant(False), value, nothing)),
                f"{_text(node)} → return None",
            )
        case ast.Expr(ast.Call() | ast.Await()) | ast.Raise() | ast.Delete():
            yield never, f"without {_text(node)}"
        case ast.Assign([ast.Attribute() | ast.Subscript()]):
            yield never, f"without {_text(node)}"
        case ast.AugAssign(target, op, value):
            yield never, f"without {_text(node)}"
            if type(op) in OPERATORS:
                new = ast.AugAssign(target, OPERATORS[type(op)](), value)
                yield new, f"{_text(node)} → {_text(new)}"
        case ast.Continue():
            yield ast.Break(), "continue → break"
        case ast.Break():
            yield ast.Continue(), "break → continue"


def _shorter(node: ast.AST) -> Iterator[tuple[str, list[ast.AST], str]]:
    """A declared collection without one entry, a declared edge without one of its facts."""
    if isinstance(node, ast.Tuple | ast.List) or (isinstance(node, ast.Set) and len(node.elts) > 1):
        for number, child in enumerate(node.elts):
            yield "elts", [*node.elts[:number], *node.elts[number + 1 :]], f"without {_text(child)}"
    if isinstance(node, ast.Call):
        for number, keyword in enumerate(node.keywords):
            if keyword.arg in DECLARED and ast.unparse(keyword.value) != "''":
                blank = ast.keyword(keyword.arg, ast.Constant(""))
                rest = [*node.keywords[:number], *node.keywords[number + 1 :], blank]
                yield (
                    "keywords",
                    list[ast.AST](rest),
                    f"{_text(node.args[0]) if node.args else ''} without {_text(keyword)}",
                )


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for key, value in ast.iter_fields(node):
        if key in NOT_CODE or isinstance(value, ast.arguments):
            continue
        for number, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.operator | ast.cmpop | ast.boolop):
                yield key, number, child


def _is_export_list(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and _text(node.targets[0]) == "__all__"


def _silent(node: ast.stmt) -> bool:
    """Statements that do nothing a test should notice."""
    return (
        isinstance(node, ast.Assert | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.AnnAssign) and node.value is None)
    )


def _wording(node: ast.AST) -> bool:
    return (isinstance(node, ast.keyword) and node.arg in WORDING) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "pgettext_lazy"}
    )


def _first_target(node: ast.stmt) -> ast.AST:
    if isinstance(node, ast.Assign):
        return node.targets[0]
    return node.target if isinstance(node, ast.AnnAssign) else node


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]


def _becomes(old: ast.AST, new: ast.expr) -> tuple[ast.expr, str]:
    return new, f"{_text(old)} → {_text(new)}"
