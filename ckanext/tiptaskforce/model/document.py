"""Documents: evidence of a deliverable, or papers of the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Query,
    Restricted,
    Row,
    Scope,
    Shape,
    Texts,
    columns,
    first,
    prepared,
    rows,
)
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.violation import Touching
from ckanext.tiptaskforce.vocabulary import DocumentKind, Visibility

# What opens a document, or tells of its file.
_OPENING = ("url", "file_name", "media_type", "size", "sha256")


class Document(Row, Restricted, Touching):
    """A file in the private storage, or a link; an older version stays readable."""

    __tablename__ = "tiptaskforce_document"

    # How the preset names what it brought; blank for all that people added.
    code: Mapped[str] = mapped_column(sa.Text, server_default="")
    kind: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str] = mapped_column(sa.Text, server_default="")
    source: Mapped[str] = mapped_column(sa.Text, server_default="")
    language: Mapped[str] = mapped_column(sa.Text, server_default="")
    valid_until: Mapped[date | None] = mapped_column(sa.Date)
    deliverable_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    # Evidence of a report; of counts of persons it is opened by whoever opens those.
    report_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    counts_persons: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    replaces_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    is_current: Mapped[bool] = mapped_column(sa.Boolean, server_default="true")
    # Why nobody may rely on it any more; its file is given to nobody then.
    withdrawn: Mapped[str] = mapped_column(sa.Text, server_default="")
    edition: Mapped[int] = mapped_column(sa.Integer, server_default="1")
    url: Mapped[str] = mapped_column(sa.Text, server_default="")
    file_name: Mapped[str] = mapped_column(sa.Text, server_default="")
    location: Mapped[str] = mapped_column(sa.Text, server_default="")
    media_type: Mapped[str] = mapped_column(sa.Text, server_default="")
    size: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    sha256: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def visible_to(cls, scope: Scope | Shape) -> sa.ColumnElement[bool]:
        """Evidence is seen by whoever sees both it and its deliverable, as that is."""
        owner = sa.select(Deliverable.id).where(Deliverable.id == cls.deliverable_id)
        proven = owner.where(Deliverable.visible_to(scope)).correlate(cls).exists()
        is_shown = sa.or_(cls.deliverable_id.is_(None), proven)
        own = cls.agency_id == sa.any_(scope.ids("agency_ids"))
        opens = sa.or_(cls.counts_persons.is_(False), own, _is(scope.is_custodian))
        # A custodian sits beside the agencies, so what is closed to them is not there.
        of_persons = sa.and_(cls.counts_persons.is_(True), _is(scope.is_custodian))
        is_open = cls.visibility != Visibility.NAMED.value
        joint = owner.where(Deliverable.shared_with(scope)).correlate(cls).exists()
        seen = sa.or_(super().visible_to(scope), of_persons, sa.and_(is_open, joint))
        return sa.and_(seen, is_shown, opens)

    @classmethod
    def listed(  # noqa: PLR0913  a filter each, by keyword
        cls,
        scope: Scope,
        *,
        kind: str | None = None,
        deliverable_id: str | None = None,
        report_id: str | None = None,
        subcommittee_id: str | None = None,
        is_current: bool = False,
        in_library: bool = False,
        language: str | None = None,
        violation: str | None = None,
        words: str | None = None,
        kinds: tuple[str, ...] = (),
        version_of: str | None = None,
        is_withdrawn: bool | None = False,
    ) -> Query:
        """Return the select of what a reader may see, newest first, filtered.

        Its parameters are the task force and the values of the scope.
        ``words`` stand in the title or the description, or name one of ``kinds``. What
        was withdrawn is left out, or wanted alone, or with None among the others.
        """
        query = _visible(scope.shape)
        same = {
            cls.kind: kind,
            cls.deliverable_id: deliverable_id,
            cls.report_id: report_id,
            cls.subcommittee_id: subcommittee_id,
            cls.language: language,
        }
        for column, value in same.items():
            query = query.where(column == value) if value else query
        if violation:
            query = query.where(cls.touches(violation))
        if is_current:
            query = query.where(cls.is_current.is_(True))
        if in_library:
            query = query.where(cls.kind != DocumentKind.EVIDENCE.value)
        if words:
            query = query.where(cls._tells(words, kinds))
        if is_withdrawn is not None:
            query = query.where((cls.withdrawn != "").is_(is_withdrawn))
        if version_of:
            query = query.where(cls.id.in_(cls._versions(version_of)))
        return query.order_by(cls.created.desc(), cls.edition.desc(), cls.id)

    @classmethod
    def _tells(cls, words: str, kinds: tuple[str, ...]) -> sa.ColumnElement[bool]:
        texts = (cls.title, cls.description, cls.source)
        found = (text.icontains(words, autoescape=True) for text in texts)
        return sa.or_(cls.kind.in_(kinds), *found)

    @classmethod
    def _versions(cls, row_id: str) -> Query:
        """Return the select of the ids of a document and of all its other versions."""
        older = sa.select(cls.id, cls.replaces_id).where(cls.id == row_id)
        older = older.cte("older", recursive=True)
        newer = sa.select(cls.id).where(cls.id == row_id).cte("newer", recursive=True)
        row = aliased(cls)
        before = sa.select(row.id, row.replaces_id).where(row.id == older.c.replaces_id)
        after = sa.select(row.id).where(row.replaces_id == newer.c.id)
        older, newer = older.union(before), newer.union(after)
        return sa.select(older.c.id).union(sa.select(newer.c.id)).subquery().select()

    @classmethod
    def count_by_deliverable(cls, ids: list[str], scope: Scope) -> dict[str, int]:
        """Return how many current documents of each deliverable a reader may see."""
        found = columns(_counted(scope.shape), ids=ids, **scope.values)
        return {row[0]: row[1] for row in found}

    @classmethod
    def titles(cls, ids: Iterable[str | None], scope: Scope) -> dict[str, str]:
        """Return the titles of those of these documents that a reader may see."""
        named = [one for one in ids if one]
        if not named:
            return {}
        query = sa.select(cls.id, cls.title).where(cls.id.in_(named))
        query = query.where(cls.withdrawn == "")
        return {row.id: row.title for row in rows(query.where(cls.visible_to(scope)))}

    @classmethod
    def is_replaced(cls, row_id: str) -> bool:
        """Tell whether a document has a next version."""
        return first(sa.select(cls.id).where(cls.replaces_id == row_id)) is not None

    def dictize(self) -> dict[str, Any]:
        """Return the document as plain data; the storage location stays inside.

        What opens one that was withdrawn is told nobody.
        """
        return {
            **self.dictize_base(),
            "kind": self.kind,
            "title": self.title,
            "description": self.description or None,
            "source": self.source or None,
            "language": self.language or None,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "deliverable": self.deliverable_id,
            "report": self.report_id,
            "replaces": self.replaces_id,
            "is_current": self.is_current,
            "edition": self.edition,
            "withdrawn": self.withdrawn or None,
            **{name: self._opening(name) for name in _OPENING},
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "visibility": self.visibility,
            "sensitivity": self.sensitivity,
        }

    def _opening(self, name: str) -> Any:
        return None if self.withdrawn else getattr(self, name) or None


def _is(known: bool) -> sa.ColumnElement[bool]:  # noqa: FBT001  a fact, no option
    return sa.true() if known else sa.false()


@prepared
def _visible(scope: Shape) -> Query:
    """Return the select of what a reader may see: it takes longest to write."""
    own = Document.taskforce_id == TASKFORCE
    return sa.select(Document).where(own, Document.visible_to(scope))


@prepared
def _counted(scope: Shape) -> Query:
    ids = sa.bindparam("ids", type_=Texts)
    return (
        sa.select(Document.deliverable_id, sa.func.count())
        .where(Document.deliverable_id == sa.any_(ids), Document.is_current.is_(True))
        .where(Document.visible_to(scope))
        .group_by(Document.deliverable_id)
    )
