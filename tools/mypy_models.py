"""What mypy cannot see by itself: names that Peewee gives a model, and what the application carries.

A foreign key `person` brings `person_id`, and a model without a primary key of its own brings `id`; both are made
when the class is, and Peewee's stubs name neither. `app.settings` and `app.huey`, and the sandbox's `app.store`, are
put there at the start. What `.tuples()` or `.dicts()` give has any shape, where the stubs expect models still.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.build import PRI_MED
from mypy.nodes import AssignmentStmt, CallExpr, ClassDef, MypyFile, NameExpr, StrExpr
from mypy.plugin import ClassDefContext, MethodContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, Instance, Type, TypeOfAny, get_proper_type

ANY = AnyType(TypeOfAny.special_form)


class Models(Plugin):
    """Add the names to every class of the program that stands on peewee.Model, and to Flask."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """Let a module wait for what is added to its classes; mypy's cache breaks without."""
        if file.fullname == "flask.app":
            return [(PRI_MED, "cme.base.settings", -1), (PRI_MED, "cme.report.sandbox.store", -1)]
        return [(PRI_MED, "peewee", -1)] if file.fullname.startswith("cme.") else []

    def get_base_class_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        """Look at each class whose base is ours."""
        return _add_names if fullname.startswith("cme.") else None

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        """Look at Flask's own class."""
        return _add_settings if fullname == "flask.app.Flask" else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """Look at what turns rows into something other than models."""
        shapes = ("tuples", "dicts", "namedtuples", "objects")
        return _of_any_shape if fullname.startswith("peewee.") and fullname.rpartition(".")[2] in shapes else None


def _of_any_shape(context: MethodContext) -> Type:
    query = get_proper_type(context.default_return_type)
    if isinstance(query, Instance) and query.args:
        return query.copy_modified(args=[ANY] * len(query.args))
    return query


def _add_settings(context: ClassDefContext) -> None:
    settings = context.api.named_type_or_none("cme.base.settings.Settings", [])
    add_attribute_to_class(context.api, context.cls, "settings", settings or ANY)
    for name in ("huey", "huey_tasks"):  # Huey has no types
        add_attribute_to_class(context.api, context.cls, name, ANY)
    store = context.api.named_type_or_none("cme.report.sandbox.store.Store", [])
    add_attribute_to_class(context.api, context.cls, "store", store or ANY)


def _add_names(context: ClassDefContext) -> None:
    if not context.cls.info.has_base("peewee.Model"):
        return
    keyed = _has_primary_key(context.cls)
    for name, call in _fields(context.cls):
        if _callee(call) == "ForeignKeyField":
            _add(context, _argument(call, "object_id_name") or f"{name}_id", ANY)
    if not keyed:
        # a descriptor: a number on the row, a column on the class
        whole = context.api.named_type("builtins.int")
        _add(context, "id", context.api.named_type_or_none("peewee.AutoField", [whole]) or ANY)


def _add(context: ClassDefContext, name: str, kind: Type) -> None:
    if name not in context.cls.info.names:
        add_attribute_to_class(context.api, context.cls, name, kind)


def _fields(cls: ClassDef) -> list[tuple[str, CallExpr]]:
    found = []
    for statement in cls.defs.body:
        if isinstance(statement, AssignmentStmt) and isinstance(statement.rvalue, CallExpr):
            found += [(each.name, statement.rvalue) for each in statement.lvalues if isinstance(each, NameExpr)]
    return found


def _callee(call: CallExpr) -> str:
    return getattr(call.callee, "name", "")


def _argument(call: CallExpr, name: str) -> str | None:
    for given, value in zip(call.arg_names, call.args, strict=True):
        if given == name and isinstance(value, StrExpr):
            return value.value
    return None


def _has_primary_key(cls: ClassDef) -> bool:
    metas = [each for each in cls.defs.body if isinstance(each, ClassDef) and each.name == "Meta"]
    named = [
        each
        for meta in metas
        for statement in meta.defs.body
        if isinstance(statement, AssignmentStmt)
        for each in statement.lvalues
        if isinstance(each, NameExpr) and each.name == "primary_key"
    ]
    return bool(named) or any("primary_key" in call.arg_names for _, call in _fields(cls))


def plugin(version: str) -> type[Plugin]:
    """Give mypy the plugin."""
    return Models
