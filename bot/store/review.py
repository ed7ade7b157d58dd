"""What was asked in vain: questions that mean the same in one cluster. Blocking, as all of the store.

No user is named. The place of a question (chat, topic, message) is kept of groups alone, for the one
message that tells them of the answer, and for no longer than `PLACE_KEPT`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update
from sqlalchemy.engine import Row

from bot.ports import NoteKind
from bot.sending import Place
from bot.store.connection import Database, seconds
from bot.store.schema import review_askings as askings
from bot.store.schema import review_clusters as clusters
from bot.store.schema import review_prompts as prompts

State = Literal["open", "ignored", "published"]

# How long a group is owed an answer.
PLACE_KEPT = timedelta(days=30)
# How long after a mark its reason may come.
_REASON_WITHIN = timedelta(hours=1)
# Clusters that a new question is compared with, the newest ones.
COMPARED = 1000
# Wordings of a cluster that are read; more of them say nothing new.
_WORDINGS = 20
# In the place of a cluster: the question is on record, and not put together with its like yet.
_UNSORTED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question asked in vain. place: where, None in private. reason: why it was marked wrong."""

    kind: NoteKind
    question: str
    asked: datetime
    reason: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Questions that mean the same. counts: how often, by kind. wordings: each once, newest first."""

    id: int
    question: str
    newest: datetime
    state: State = "open"
    counts: Mapping[str, int]
    wordings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How often it was asked."""
        return sum(self.counts.values())


class ReviewStore:
    """The clusters in one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self) -> list[tuple[int, tuple[str, ...]]]:
        """The newest clusters, whatever their state, with their wordings."""
        newest = select(clusters.c.id).order_by(clusters.c.newest.desc()).limit(COMPARED)
        wanted = (
            select(askings.c.cluster, askings.c.question)
            .where(askings.c.cluster.in_(newest))
            .distinct()
        )
        found: dict[int, list[str]] = {}
        with self._database.transaction() as connection:
            for cluster, question in connection.execute(wanted):
                found.setdefault(cluster, []).append(question)
        return [(id, tuple(questions[:_WORDINGS])) for id, questions in found.items()]

    def put(self, asking: Asking) -> None:
        """Put a question on record; which cluster it belongs to is found out later."""
        with self._database.transaction() as connection:
            _insert(connection, asking)

    def unsorted(self, limit: int = 100) -> list[tuple[int, Asking]]:
        """Questions that no cluster has yet, the first ones first, with their ids."""
        waiting = select(askings).where(askings.c.cluster == _UNSORTED)
        with self._database.transaction() as connection:
            rows = connection.execute(waiting.order_by(askings.c.id).limit(limit)).all()
        return [(row.id, _asking(row)) for row in rows]

    def sort(self, id: int, asking: Asking, cluster: int | None) -> int | None:
        """Put one of these into a cluster, or a new one; None where another replica has done so.

        What was ignored stays so; what was answered once and is asked in vain again is open again.
        """
        here = and_(askings.c.id == id, askings.c.cluster == _UNSORTED)
        with self._database.transaction() as connection:
            if connection.execute(select(askings.c.id).where(here).with_for_update()).first():
                return _sort(connection, id, asking, cluster)
        return None

    def add(self, asking: Asking, cluster: int | None) -> int:
        """Put a question into a cluster, or a new one, at once; the cluster's id."""
        with self._database.transaction() as connection:
            return _sort(connection, _insert(connection, asking), asking, cluster)

    def waiting(self, *, without: Sequence[int] = ()) -> tuple[int, Cluster | None]:
        """How many clusters wait, and the one asked most often (then most recently)."""
        wanted = and_(clusters.c.state == "open", clusters.c.id.not_in(without))
        often = (
            select(clusters.c.id)
            .join(askings, askings.c.cluster == clusters.c.id)
            .where(wanted)
            .group_by(clusters.c.id, clusters.c.newest)
            .order_by(func.count().desc(), clusters.c.newest.desc(), clusters.c.id)
            .limit(1)
        )
        with self._database.transaction() as connection:
            count = connection.execute(
                select(func.count()).select_from(clusters).where(wanted)
            ).scalar()
            first = connection.execute(often).scalar()
            return count or 0, None if first is None else _read(connection, first)

    def cluster(self, id: int) -> Cluster | None:
        """A cluster by its id; None where it is gone."""
        with self._database.transaction() as connection:
            return _read(connection, id)

    def settle(self, id: int, state: State, *, before: State = "open") -> bool:
        """Change a cluster's state; false where somebody else did so before."""
        with self._database.transaction() as connection:
            done = connection.execute(
                update(clusters)
                .where(clusters.c.id == id, clusters.c.state == before)
                .values(state=state)
            )
        return done.rowcount == 1

    def erase(self, id: int) -> bool:
        """Remove a cluster and every question in it for good; false where it is gone already."""
        with self._database.transaction() as connection:
            connection.execute(delete(askings).where(askings.c.cluster == id))
            return connection.execute(delete(clusters).where(clusters.c.id == id)).rowcount == 1

    def take_places(self, id: int, now: datetime) -> list[tuple[Place, str]]:
        """The groups that are owed the answer, with the last question of each; each is given once."""
        owed = and_(
            askings.c.cluster == id,
            askings.c.chat.is_not(None),
            askings.c.asked > seconds(now - PLACE_KEPT),
        )
        with self._database.transaction() as connection:
            rows = connection.execute(select(askings).where(owed).order_by(askings.c.asked)).all()
            connection.execute(
                update(askings)
                .where(askings.c.cluster == id)
                .values(chat=None, topic=None, message=None)
            )
        last = {row.chat: row for row in rows}
        return [
            (Place(chat=chat, thread=row.topic, reply_to=row.message), row.question)
            for chat, row in last.items()
        ]

    def forget_chat(self, chat: int) -> int:
        """Forget where questions of a chat were asked; how many."""
        with self._database.transaction() as connection:
            done = connection.execute(_without_place(askings.c.chat == chat))
        return done.rowcount

    def move(self, old: int, new: int) -> None:
        """A group has become a supergroup."""
        with self._database.transaction() as connection:
            connection.execute(
                update(askings).where(askings.c.chat == old).values(chat=new, message=None)
            )

    def clear_places(self, now: datetime) -> None:
        """Forget the places that have been kept long enough; rows as a whole go by `retention`."""
        with self._database.transaction() as connection:
            connection.execute(_without_place(askings.c.asked <= seconds(now - PLACE_KEPT)))

    # What a keeper was asked for

    def prompt(self, chat: int, message: int, draft: Mapping[str, Any], now: datetime) -> None:
        """Remember what a reply to a message will be for."""
        values = {"made": seconds(now), "draft": dict(draft)}
        row = self._database.insert(prompts).values(chat=chat, message=message, **values)
        with self._database.transaction() as connection:
            connection.execute(
                row.on_conflict_do_update(index_elements=["chat", "message"], set_=values)
            )

    def prompted(self, chat: int, message: int) -> Mapping[str, Any] | None:
        """What a reply to a message is for; None where nothing was asked for."""
        here = and_(prompts.c.chat == chat, prompts.c.message == message)
        with self._database.transaction() as connection:
            found = connection.execute(select(prompts.c.draft).where(here)).scalar()
        return cast(Mapping[str, Any] | None, found)


def _insert(connection: Connection, asking: Asking) -> int:
    place = asking.place
    made = insert(askings).values(
        cluster=_UNSORTED,
        kind=asking.kind,
        question=asking.question,
        reason=asking.reason,
        asked=seconds(asking.asked),
        chat=place.chat if place else None,
        topic=place.thread if place else None,
        message=place.reply_to if place else None,
    )
    [id] = connection.execute(made).inserted_primary_key or (0,)
    return cast(int, id)


def _sort(connection: Connection, id: int, asking: Asking, cluster: int | None) -> int:
    now = seconds(asking.asked)
    joined = cluster is not None and _touch(connection, cluster, now)
    if joined and asking.reason and _explained(connection, asking, cluster):
        connection.execute(delete(askings).where(askings.c.id == id))
        return cast(int, cluster)
    if not joined or cluster is None:
        made = insert(clusters).values(question=asking.question, state="open", newest=now)
        [cluster] = connection.execute(made).inserted_primary_key or (0,)
    connection.execute(update(askings).where(askings.c.id == id).values(cluster=cluster))
    return cast(int, cluster)


def _touch(connection: Connection, cluster: int, now: int) -> bool:
    """Note that a cluster was asked again; false where it is gone."""
    here = clusters.c.id == cluster
    done = connection.execute(update(clusters).where(here).values(newest=now))
    connection.execute(
        update(clusters).where(here, clusters.c.state == "published").values(state="open")
    )
    return done.rowcount == 1


def _explained(connection: Connection, asking: Asking, cluster: int | None) -> bool:
    """Put a reason to the mark that came without it a moment ago; false where there was none."""
    mark = (
        select(askings.c.id)
        .where(
            askings.c.cluster == cluster,
            askings.c.kind == asking.kind,
            askings.c.question == asking.question,
            askings.c.reason == "",
            askings.c.asked >= seconds(asking.asked - _REASON_WITHIN),
        )
        .order_by(askings.c.id.desc())
        .limit(1)
    )
    found = connection.execute(mark).scalar()
    if found is None:
        return False
    connection.execute(update(askings).where(askings.c.id == found).values(reason=asking.reason))
    return True


def _asking(row: Row[Any]) -> Asking:
    known = row.chat is not None
    return Asking(
        kind=cast(NoteKind, row.kind),
        question=row.question,
        asked=datetime.fromtimestamp(row.asked, UTC),
        reason=row.reason,
        place=Place(chat=row.chat, thread=row.topic, reply_to=row.message) if known else None,
    )


def _without_place(which: ColumnElement[bool]) -> Any:
    return (
        update(askings)
        .where(which, askings.c.chat.is_not(None))
        .values(chat=None, topic=None, message=None)
    )


def _read(connection: Connection, id: int) -> Cluster | None:
    row = connection.execute(select(clusters).where(clusters.c.id == id)).first()
    if row is None:
        return None
    mine = askings.c.cluster == id
    by_kind = select(askings.c.kind, func.count()).where(mine).group_by(askings.c.kind)
    counts = {row[0]: row[1] for row in connection.execute(by_kind)}
    newest = connection.execute(
        select(askings.c.question, askings.c.reason)
        .where(mine)
        .order_by(askings.c.asked.desc(), askings.c.id.desc())
        .limit(10 * _WORDINGS)
    ).all()
    return _cluster(row, counts, newest)


def _cluster(row: Row[Any], counts: Mapping[str, int], newest: Sequence[Any]) -> Cluster:
    return Cluster(
        id=row.id,
        question=row.question,
        state=row.state,
        newest=datetime.fromtimestamp(row.newest, UTC),
        counts=counts,
        wordings=tuple(dict.fromkeys(one.question for one in newest))[:_WORDINGS],
        reasons=tuple(dict.fromkeys(one.reason for one in newest if one.reason))[:_WORDINGS],
    )
