"""Puts a mutant into the living process: functions get changed code, declarations are run again and handed over."""

from __future__ import annotations

import ast
import collections
import enum
import gc
import importlib
import sys
import types
from functools import _lru_cache_wrapper
from pathlib import Path

from tests.mutation.mutants import Module, Mutant
from tests.mutation.targets import PROJECT

Functions = dict[tuple[str, str, int], list[types.FunctionType]]
CACHES: list[_lru_cache_wrapper] = []


def functions(files: set[str]) -> Functions:
    """Every living function of the files by file, name and line; notes all caches on the way."""
    found: Functions = collections.defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is _lru_cache_wrapper:
            CACHES.append(thing)
        if type(thing) is types.FunctionType and thing.__code__.co_filename in files:
            code = thing.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(thing)
    return found


def _codes(code: types.CodeType) -> list[types.CodeType]:
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return [code, *(each for one in inner for each in _codes(one))]


def swap(module: Module, mutant: Mutant, living: Functions) -> None:
    """Give every live function of the module its changed code; raises LookupError when the changed one is not alive."""
    assert mutant.function is not None
    first = min([mutant.function.lineno, *(one.lineno for one in mutant.function.decorator_list)])
    reached = False
    for code in _codes(module.code(mutant)):
        for function in living.get((code.co_filename, code.co_qualname, code.co_firstlineno), ()):
            function.__code__ = code
            reached = reached or code.co_firstlineno == first
    if not reached:
        raise LookupError(f"{mutant.where} is not alive")
    _forget()


def _forget() -> None:
    for thing in CACHES:
        thing.cache_clear()


def declare(module: Module, mutant: Mutant) -> str:
    """Run the changed declaration again, and those that follow from it; what refused it, if anything did.

    Tables and dictionaries change in place, other values wherever a module holds them.
    """
    owner = next(each for each in list(sys.modules.values()) if getattr(each, "__file__", None) == str(module.path))
    space = vars(owner)
    if isinstance(mutant.top, ast.ClassDef):
        assert mutant.member is not None
        with mutant.applied():
            value = mutant.member.value  # type: ignore[attr-defined]
            code = compile(
                ast.fix_missing_locations(ast.Expression(value)), str(module.path), "eval", dont_inherit=True
            )
        kind = space[mutant.top.name]
        for target in _targets(mutant.member):
            setattr(kind, target, eval(code, {**space, **vars(kind)}))
        _forget()
        return ""
    dirty: set[str] = set()
    new = dict(space)
    with mutant.applied():
        for top in module.tree.body[module.tree.body.index(mutant.top) :]:
            if not isinstance(top, ast.Assign | ast.AnnAssign) or top.value is None:
                continue
            used = {node.id for node in ast.walk(top.value) if isinstance(node, ast.Name)}
            if top is mutant.top or used & dirty:
                dirty |= set(_targets(top))
                alone = ast.fix_missing_locations(ast.Module([top], []))
                try:
                    exec(compile(alone, str(module.path), "exec", dont_inherit=True), new)
                except Exception as refused:
                    return f"{type(refused).__name__}: {refused}"
    if not dirty:
        raise LookupError(mutant.what)
    for name in dirty:
        _hand_over(space, name, new[name])
    _forget()
    return ""


def _targets(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]  # type: ignore[attr-defined]
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]


def _hand_over(space: dict[str, object], name: str, new: object) -> None:
    old = space[name]
    if isinstance(old, dict) and isinstance(new, dict):
        held = dict(new)
        old.clear()
        old.update(held)
    elif (
        type(old) is type(new)
        and not isinstance(old, enum.Enum)
        and hasattr(old, "__dict__")
        and type(old).__module__.startswith("sourcebridge.")
    ):
        vars(old).update(vars(new))
    else:
        for module in list(sys.modules.values()):
            holder = getattr(module, "__dict__", None) or {}
            for key in [key for key, value in list(holder.items()) if value is old and old is not None]:
                if key == name or not isinstance(old, int | str):
                    holder[key] = new
        space[name] = new


def names_of(path: Path) -> dict[str, object]:
    """The names of the loaded module of a file; none when nothing loaded it."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(path):
            return vars(module)
    if path.is_relative_to(PROJECT / "src"):
        parts = path.relative_to(PROJECT / "src").with_suffix("").parts
        return vars(importlib.import_module(".".join(parts).removesuffix(".__init__")))
    return {}
