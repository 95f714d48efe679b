"""What every table of the workspace has, and who may see a row of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache, wraps
from itertools import islice
from typing import Annotated, Any, ParamSpec, TypeVar, cast

import sqlalchemy as sa
from ckan import model
from ckan.model.base import BaseModel
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column

from ckanext.tiptaskforce.vocabulary import Sensitivity, Visibility

Moment = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]
Codes = Annotated[list[str], mapped_column(ARRAY(sa.Text), server_default="{}")]
Json = Annotated[dict[str, Any], mapped_column(JSONB, server_default="{}")]
# Exact, so that what was typed is what is added up: at most four decimals.
Figure = Annotated[Decimal, mapped_column(sa.Numeric(20, 4))]
# Other layers pass queries on, page and run them; they do not write any.
Query = sa.Select[Any]
Shaped = ParamSpec("Shaped")
Built = TypeVar("Built", Query, Query | None)
Texts = ARRAY(sa.Text)
# So many rows are written by one statement.
AT_ONCE = 2_000
# What most prepared statements ask about; the value comes when they run.
TASKFORCE: Any = sa.bindparam("taskforce_id", type_=sa.Text)
TODAY: Any = sa.bindparam("today", type_=sa.Date)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def plain(figure: Decimal | None) -> int | float | None:
    """Return a figure as JSON writes it: whole where it is whole."""
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def new_id() -> str:
    """Return a fresh identifier: a uuid as text."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Scope:
    """What a reader may see inside one task force; made by ``permissions.scope``."""

    is_member: bool = False
    is_coordinator: bool = False
    is_custodian: bool = False
    is_secretariat: bool = False
    is_mrm_focal: bool = False
    agency_ids: frozenset[str] = field(default_factory=frozenset)
    focal_agency_ids: frozenset[str] = field(default_factory=frozenset)
    subcommittee_ids: frozenset[str] = field(default_factory=frozenset)
    chaired_ids: frozenset[str] = field(default_factory=frozenset)
    seat_ids: frozenset[str] = field(default_factory=frozenset)

    @property
    def shape(self) -> Shape:
        """What of the scope decides how a statement is written."""
        roles = ("is_coordinator", "is_custodian", "is_secretariat", "is_mrm_focal")
        return Shape(self.is_member, *(getattr(self, role) for role in roles))

    @property
    def values(self) -> dict[str, list[str]]:
        """The rest of it: the parameters of a statement that was prepared."""
        own = ("agency_ids", "focal_agency_ids", "seat_ids")
        names = (*own, "subcommittee_ids", "chaired_ids")
        return {f"scope_{name}": sorted(getattr(self, name)) for name in names}

    def ids(self, name: str) -> sa.ColumnElement[Any]:
        """Return one of the sets of ids as an array."""
        return sa.cast(sorted(getattr(self, name)), Texts)


@dataclass(frozen=True)
class Shape:
    """A scope whose ids are not known yet, for a statement that is prepared."""

    is_member: bool
    is_coordinator: bool
    is_custodian: bool = False
    is_secretariat: bool = False
    is_mrm_focal: bool = False

    def ids(self, name: str) -> sa.ColumnElement[Any]:
        """Return the parameter that will hold one of the sets of ids."""
        return sa.bindparam(f"scope_{name}", type_=Texts)


class Row(BaseModel):
    """The columns that every noun has; ``version`` stops one editor from
    overwriting what another saved first."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    taskforce_id: Mapped[str] = mapped_column(sa.Text, index=True)
    version: Mapped[int] = mapped_column(sa.Integer, server_default="1")
    created: Mapped[Moment] = mapped_column(default=now, server_default=sa.func.now())
    modified: Mapped[Moment] = mapped_column(
        default=now, onupdate=now, server_default=sa.func.now()
    )
    created_by: Mapped[str] = mapped_column(sa.Text, server_default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}

    @classmethod
    def all_of(cls, taskforce_id: str, **columns: Any) -> list[Any]:
        """Return every row of a task force that has these values."""
        query = sa.select(cls).filter_by(taskforce_id=taskforce_id, **columns)
        return list(model.Session.scalars(query))

    def put(self, data: dict[str, Any], names: Iterable[str]) -> None:
        """Bring the fields that a call sent onto the row; None clears a field."""
        for name in names:
            if name in data:
                value = data[name]
                setattr(self, name, self.nothing(name) if value is None else value)

    @classmethod
    def nothing(cls, name: str) -> Any:
        """Return what a column holds for nothing: null where it may be null."""
        column = cls.__table__.columns[name]
        if column.nullable:
            return None
        return {ARRAY: [], JSONB: {}}.get(type(column.type), "")

    def dictize_base(self) -> dict[str, Any]:
        """Return the columns that every noun shows."""
        return {
            "id": self.id,
            "version": self.version,
            "created": self.created.isoformat(),
            "modified": self.modified.isoformat(),
        }


class Veiled:
    """A noun of which not every member knows; ``visible_to`` says who does."""

    @classmethod
    def visible_to(cls, scope: Any) -> sa.ColumnElement[bool]:
        """Return the filter that keeps the rows which the reader may know of."""
        raise NotImplementedError


class Restricted(Veiled):
    """Columns and the one predicate of visibility, for nouns that have it."""

    visibility: Mapped[str] = mapped_column(
        sa.Text, default=Visibility.MEMBERS.value, server_default="members"
    )
    sensitivity: Mapped[str] = mapped_column(
        sa.Text, default=Sensitivity.MODERATE.value, server_default="moderate"
    )
    agency_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    seat_ids: Mapped[Codes] = mapped_column(default=list)

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter that keeps the rows which the reader may know of.

        Lists, single reads, counts, files and exports all go through this filter, so
        that an object which is hidden in one of them is hidden in all of them.
        """
        if not scope.is_member:
            return sa.false()
        named = cls._named_to(scope)
        own = cls.agency_id == sa.any_(scope.ids("agency_ids"))
        if scope.is_coordinator:
            return sa.or_(cls.visibility != Visibility.NAMED.value, named)
        group = cls.subcommittee_id == sa.any_(scope.ids("subcommittee_ids"))
        return sa.or_(
            cls.visibility == Visibility.MEMBERS.value,
            sa.and_(cls.visibility != Visibility.NAMED.value, own),
            sa.and_(cls.visibility == Visibility.SUBCOMMITTEE.value, group),
            sa.and_(cls.visibility == Visibility.NAMED.value, named),
        )

    @classmethod
    def _named_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Return the filter of the rows that name one of the reader's seats.

        A query of its own, as only few rows name a seat: the others are then filtered
        by what stands in an index, where a list of any length could not stand.
        """
        row = _named_row(cls)
        named = row.seat_ids.op("&&")(scope.ids("seat_ids"))
        found = sa.select(row.id).where(row.visibility == Visibility.NAMED.value, named)
        return cast(Any, cls).id.in_(found)


@cache
def _named_row(table: type[Restricted]) -> Any:
    return aliased(table)


def prepared(build: Callable[Shaped, Built]) -> Callable[Shaped, Built]:
    """Let a function write its statement once; the values are parameters of each run.

    Writing a statement anew and finding its compiled form takes Python three times as
    long as running it. No value of a reader may be an argument: those name the shape
    of the statement only.
    """
    kept = lru_cache(maxsize=64)(build)

    @wraps(build)
    def statement(*shape: Shaped.args, **named: Shaped.kwargs) -> Built:
        return kept(*shape, **named)

    return statement


def scalars(statement: Query, **values: Any) -> list[Any]:
    """Run a select of one entity or column and return its values."""
    return list(model.Session.scalars(statement, values))


def first(statement: Query) -> Any:
    """Run a select and return its first value, or None."""
    return model.Session.scalars(statement.limit(1)).first()


def one(statement: Query, **values: Any) -> Any:
    """Run a prepared select that gives one row at most; return its value, or None."""
    return model.Session.scalars(statement, values).first()


def rows(statement: Query, **values: Any) -> list[Any]:
    """Run a select of several columns and return its rows."""
    return list(model.Session.execute(statement, values))


def columns(statement: Query, **values: Any) -> list[Any]:
    """Run a prepared select of columns alone and return its rows.

    It goes past the loading of objects, in the same transaction.
    """
    return list(model.Session.connection().execute(statement, values))


def find_locked(table: type[Any], row_id: str) -> Any:
    """Return the row as it stands now, held for this transaction, or None."""
    query = sa.select(table).where(table.id == row_id).with_for_update()
    fresh = {"populate_existing": True}
    return model.Session.scalars(query, execution_options=fresh).first()


def made_if_new(table: type[Any], named: dict[str, Any], **begun: Any) -> Any:
    """Return the one row that is named so, held for this transaction; made if new."""
    made = postgresql.insert(table).values(id=new_id(), **named, **begun)
    model.Session.execute(made.on_conflict_do_nothing())
    query = sa.select(table).filter_by(**named).with_for_update()
    return first(query.execution_options(populate_existing=True))


def find(table: type[Any], row_id: str) -> Any:
    """Return the row with this id, whoever may know of it, or None."""
    return first(sa.select(table).where(table.id == row_id))


def find_visible(table: type[Any], row_id: str, scopes: dict[str, Scope]) -> Any:
    """Return the row if one of the scopes, each of one task force, may know of it.

    An unknown row, one of another task force and a hidden one give the same None.
    """
    visible = [
        sa.and_(table.taskforce_id == taskforce_id, table.visible_to(scope))
        for taskforce_id, scope in scopes.items()
    ]
    query = sa.select(table).where(table.id == row_id)
    return first(query.where(sa.or_(sa.false(), *visible)))


def lines_of(table: type[Any], names: Iterable[str]) -> Any:
    """Return these columns of many lines as a table of a statement, named ``said``.

    The lines come as one parameter, made by ``as_lines``: to write a statement with a
    parameter for each cell takes Python longer than the database needs to run it.
    """
    known = table.__table__.c
    given = sa.cast(sa.bindparam("lines", type_=sa.Text), JSON)
    said = sa.func.json_to_recordset(given)
    columns_ = [sa.column(name, known[name].type) for name in names]
    return said.table_valued(*columns_).render_derived(name="said", with_types=True)


def as_lines(lines: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the parameter of a statement that asks for ``lines_of``."""
    return {"lines": json.dumps(list(lines), default=_written)}


def insert(table: type[Any], lines: Iterable[dict[str, Any]]) -> None:
    """Insert many rows, a batch at a time and past objects; all name the same keys."""
    every = ({"id": new_id(), **line} for line in lines)
    while batch := list(islice(every, AT_ONCE)):
        statement = _insert(table, tuple(batch[0]))
        model.Session.connection().execute(statement, as_lines(batch))


@lru_cache(maxsize=64)
def _insert(table: type[Any], names: tuple[str, ...]) -> sa.Insert:
    said = lines_of(table, names)
    query = sa.select(*(said.c[name] for name in names))
    return sa.insert(table.__table__).from_select(names, query)


def _written(value: Any) -> str:
    """Return a value as the database reads it back exactly."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def changes(row: Any) -> dict[str, list[Any]]:
    """Return column → [before, after] of what is pending on a row."""
    found, state = {}, sa.inspect(row)
    # The others are as they were read, and asking each of them takes time.
    for name in list(state.committed_state):
        attribute = state.attrs[name]
        history = attribute.history
        if history.has_changes():
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            found[attribute.key] = [before, after]
    return found


def page_of(statement: Query, *, size: int, number: int) -> list[Any]:
    """Return the entities of one page of a select; the first page is 1."""
    return scalars(statement.limit(size).offset((number - 1) * size))


def counted(statement: Query) -> Query:
    """Return a select of entities as one of a page of them, each with their number.

    Which page it is are its parameters ``size`` and ``first``.
    """
    # A window over all rows would carry each of them, whole, as far as the sort.
    every = statement.order_by(None).with_only_columns(sa.func.count())
    total = every.correlate(None).scalar_subquery()
    size, first_row = (sa.bindparam(n, type_=sa.Integer) for n in ("size", "first"))
    return statement.add_columns(total).limit(size).offset(first_row)


def counted_page(
    statement: Query, *, size: int, number: int, **values: Any
) -> tuple[list[Any], int]:
    """Return the entities of one page and how many there are in all, in one query."""
    found = rows(statement, size=size, first=(number - 1) * size, **values)
    if not found and number > 1:
        # Behind the last page nobody tells the number; the first row does.
        before = rows(statement, size=1, first=0, **values)
        return [], int(before[0][-1]) if before else 0
    return [row[0] for row in found], int(found[0][-1]) if found else 0


def count(statement: Query) -> int:
    """Return the number of rows that a select would give, without its order."""
    inner = statement.order_by(None).subquery()
    query = sa.select(sa.func.count()).select_from(inner)
    return model.Session.scalar(query) or 0


def on_write(tell: Callable[[], None]) -> None:
    """Call a function whenever a session of this process wrote or ended its work."""

    def heard(*_event: Any) -> None:
        tell()

    for name in ("after_flush", "after_commit", "after_soft_rollback"):
        event.listen(model.Session, name, heard)
