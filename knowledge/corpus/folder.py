"""A knowledge folder -> a Corpus: its documents, FAQ, plans and glossary, read and checked.

Problems are collected, never raised one by one: `check` shows them all, `ask` and `run` refuse a
folder that holds an error with the whole list.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from knowledge.corpus import settings as toml
from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, Schema
from knowledge.corpus.documents import Progress, read_documents
from knowledge.corpus.faq import build_faq
from knowledge.corpus.files import REPORT, Found, files_inside, list_files, read_bytes, reason
from knowledge.corpus.glossary import build_glossary
from knowledge.corpus.holidays import FILE as HOLIDAYS
from knowledge.corpus.holidays import read_schedules
from knowledge.corpus.keeping import Keeping, digest
from knowledge.corpus.publishing import generation, settle
from knowledge.corpus.reader import KeepingReader, Reader
from knowledge.corpus.records import Record
from knowledge.corpus.settings import FolderSettings, read_settings
from knowledge.corpus.sources import Sources
from knowledge.corpus.tables import SUFFIXES, read_table
from knowledge.errors import BadFolder, Problem, UnreadableFile
from knowledge.model import Corpus, Document, Plan

T = TypeVar("T")

DOCUMENTS, PLANS = "documents", "plans"
TABLES = ("faq", "glossary")
GUIDE = "使用说明.txt"
# Questions whose answers are known: for `askplan eval`, and tried again before every change.
QUESTIONS = "questions.jsonl"
BUNDLED = {None: "gansu", "example": "example"}
STRANGERS_SHOWN = 10
_DATA = Path(__file__).parent.parent / "data"


def locate(name: str | None) -> Path:
    """The knowledge folder of that name: None is the bundled one, `example` the bundled example.

    Raises BadFolder where there is no such folder, or it may not be read.
    """
    if name in BUNDLED:
        return _DATA / BUNDLED[name]
    assert name is not None
    return own_folder(name)


def is_bundled(folder: Path) -> bool:
    """Whether a folder came with the program, and cannot be changed."""
    return folder.resolve().is_relative_to(_DATA.resolve())


def own_folder(name: str) -> Path:
    """The user's folder at a path, never a bundled one. Raises BadFolder as `locate` does."""
    folder = Path(name).expanduser()
    if problem := _unusable(folder, name):
        raise BadFolder([problem])
    return folder


def _unusable(folder: Path, name: str) -> Problem | None:
    try:
        if folder.is_dir():
            any(folder.iterdir())
            return None
        if not folder.exists():
            remedy = "请检查路径，或用 askplan new 新建一个"
            return Problem(file=name, what="没有这个文件夹", remedy=remedy)
        return Problem(
            file=name, what="这是一个文件，不是知识库文件夹", remedy="请给出它所在的文件夹"
        )
    except (OSError, ValueError) as error:
        if isinstance(error, OSError):
            what, remedy = reason(error)
        else:
            what, remedy = "不是有效的路径", "请检查路径"
        return Problem(file=name, what=what, remedy=remedy)


def load_corpus(
    folder: Path, *, progress: Progress | None = None, keeping: Keeping | None = None
) -> Corpus:
    """Everything in `folder`. Raises BadFolder with every error found in it, if there is one.

    progress: called with (documents done, of how many, name of the next).
    keeping: what was read and understood is kept there; only files that have changed are read again.
    """
    if keeping is None:
        return _sound(survey(folder, progress=progress))
    if problem := _unusable(folder, str(folder)):
        raise BadFolder([problem])
    settle(folder)
    state = _state(folder)
    reader = KeepingReader(keeping, str(folder.resolve()))
    kept = reader.corpus(state)
    if kept is not None:
        return kept
    found = survey(folder, progress=progress, reader=reader)
    faulty = any(problem.level == "error" for problem in found[1])
    # A folder that changed while it was read is in neither state.
    whole = None if faulty or _state(folder) != state else found[0]
    reader.save(whole, state)
    return _sound(found)


def _sound(found: tuple[Corpus, tuple[Problem, ...]]) -> Corpus:
    corpus, problems = found
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        raise BadFolder(errors)
    return corpus


def _state(folder: Path) -> bytes:
    """16 bytes that differ when anything does that the folder is read from."""
    inside = (str((folder / name).is_dir()) for name in (DOCUMENTS, PLANS))
    parts = [folder.resolve().name, *inside, *generation(folder)]
    content: list[bytes] = []
    for found in (
        *list_files(folder),
        *files_inside(folder, DOCUMENTS),
        *files_inside(folder, PLANS),
    ):
        parts.append(found.name if isinstance(found, Found) else str(found))
        try:
            content.append(read_bytes(found.path, found.name) if isinstance(found, Found) else b"")
        except UnreadableFile as problem:
            parts.append(str(problem))
    names = [part.encode("utf-8", "surrogatepass") for part in parts]
    return digest([*names, *(digest([data]) for data in content)])


def survey(
    folder: Path, *, progress: Progress | None = None, reader: Reader | None = None
) -> tuple[Corpus, tuple[Problem, ...]]:
    """What can be read of `folder`, and every problem, errors and warnings, file by file.

    reader: what reads the documents; one of its own where none is given.
    Raises BadFolder only where there is no folder to look into, or nothing in it to know.
    """
    if problem := _unusable(folder, str(folder)):
        raise BadFolder([problem])
    while True:
        settle(folder)
        before = generation(folder)
        found = _survey(folder, progress or _no_progress, reader or Reader())
        if generation(folder) == before:  # else an import was published meanwhile: read again
            return found


def _survey(folder: Path, progress: Progress, reader: Reader) -> tuple[Corpus, tuple[Problem, ...]]:
    problems: list[Problem] = []
    top = _keep(list_files(folder), problems)
    papers = _keep(files_inside(folder, DOCUMENTS), problems)
    if not _is_knowledge(folder, top):
        raise BadFolder([*problems, _nothing(folder, top)])
    own = _settings(folder, top, problems)
    documents = read_documents(papers, problems, progress, reader)
    sources = Sources(documents)
    faq, wrong = build_faq(_records(_named(top, "faq"), FAQ, problems), sources)
    glossary, unclear = build_glossary(_records(_named(top, "glossary"), GLOSSARY, problems))
    tables = _keep(files_inside(folder, PLANS), problems)
    rows = _records(_tables(tables, problems), PLAN, problems)
    plans = _plans(documents, rows, problems, reader)
    problems += [*wrong, *unclear, *read_schedules(folder)[1], *_strangers(top)]
    if not (documents or faq or plans or glossary):
        problems.append(_still_empty())
    corpus = Corpus(
        title=own.title,
        documents=documents,
        faq=faq,
        plans=plans,
        glossary=glossary,
        timezone=own.timezone,
        fictional=own.fictional,
        public=own.public,
        caution=own.caution,
        warnings=tuple(problem for problem in problems if problem.level == "warning"),
    )
    return corpus, tuple(problems)


def _no_progress(_done: int, _total: int, _name: str) -> None:
    pass


def _keep(items: Iterable[T | Problem], problems: list[Problem]) -> list[T]:
    """The items that are no problem; the problems go to their list."""
    kept: list[T] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            kept.append(item)
    return kept


def _named(files: Iterable[Found], stem: str) -> list[Found]:
    return [f for f in files if f.path.stem.lower() == stem and f.suffix in SUFFIXES]


def _is_knowledge(folder: Path, top: list[Found]) -> bool:
    return (
        any((folder / name).is_dir() for name in (DOCUMENTS, PLANS))
        or any(_named(top, stem) for stem in TABLES)
        or any(found.name == toml.FILE for found in top)
    )


def _nothing(folder: Path, top: list[Found]) -> Problem:
    what = "文件夹里没有知识库的内容" if top else "文件夹是空的"
    remedy = f"请把方案放进 {folder.name}/{DOCUMENTS}，或用 askplan new 新建一个知识库"
    return Problem(file=str(folder), what=what, remedy=remedy)


def _settings(folder: Path, top: list[Found], problems: list[Problem]) -> FolderSettings:
    title = folder.resolve().name
    found = next((found for found in top if found.name == toml.FILE), None)
    if found is None:
        return FolderSettings(title=title)
    try:
        text = read_bytes(found.path, found.name).decode("utf-8-sig")
    except UnreadableFile as error:
        problems.append(error.problem)
        return FolderSettings(title=title)
    except UnicodeDecodeError:
        remedy = "请用记事本打开，另存为 UTF-8 编码"
        problems.append(Problem(file=found.name, what="不是 UTF-8 编码", remedy=remedy))
        return FolderSettings(title=title)
    settings, wrong = read_settings(text, title)
    problems += wrong
    return settings


def _records(files: Iterable[Found], schema: Schema, problems: list[Problem]) -> Iterator[Record]:
    for found in files:
        try:
            data = read_bytes(found.path, found.name)
        except UnreadableFile as error:
            problems.append(error.problem)
            continue
        for item in read_table(found.name, data, schema):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                yield item


def _tables(files: list[Found], problems: list[Problem]) -> list[Found]:
    """The files of plans/ that are read as tables; the others become problems."""
    for found in files:
        if found.suffix not in SUFFIXES:
            remedy = f"任务表请存成 .xlsx（或 .csv .yaml）；方案文件请放进 {DOCUMENTS}"
            what = f"plans 里的 {found.suffix or '没有结尾的'} 文件读不了"
            problems.append(Problem(file=found.name, what=what, remedy=remedy))
    return [found for found in files if found.suffix in SUFFIXES]


def _plans(
    documents: Mapping[str, Document],
    records: Iterable[Record],
    problems: list[Problem],
    reader: Reader,
) -> dict[str, Plan]:
    """The plan of every document, a clerk's table before what is read from it; and the tables' own.

    The targets of a document stay those that it states: a table of tasks says nothing of them.
    """
    from knowledge.corpus.plan_table import build_tasks, by_owner, settle_texts

    tasks, wrong = build_tasks(records, Sources(documents))
    problems += wrong
    reviewed = by_owner(tasks)
    plans: dict[str, Plan] = {}
    for name, document in documents.items():
        plan = reader.plan(document)
        if name in reviewed:
            own = settle_texts(reviewed[name], plan.tasks)
            plan = Plan(document=name, tasks=tuple(own), targets=plan.targets, reviewed=True)
        if plan.tasks or plan.targets:
            plans[name] = plan
    for name in reviewed.keys() - documents.keys():
        plans[name] = Plan(document=name, tasks=tuple(reviewed[name]), reviewed=True)
    return plans


def _still_empty() -> Problem:
    what = "知识库还是空的"
    remedy = f"请把方案放进 {DOCUMENTS}，或填写 faq.xlsx，也可以用 askplan import 导入"
    return Problem(file=".", what=what, remedy=remedy, level="warning")


def _strangers(top: list[Found]) -> Iterator[Problem]:
    """Files in the folder itself that nothing reads: a person may believe that they count."""
    strangers = [
        found
        for found in top
        if found.name not in (toml.FILE, GUIDE, REPORT, QUESTIONS, HOLIDAYS)
        and not any(found in _named(top, stem) for stem in TABLES)
    ]
    for found in strangers[:STRANGERS_SHOWN]:
        stem = found.path.stem.lower()
        if stem in TABLES:
            what = f"{found.suffix} 格式的表格读不了"
            yield Problem(file=found.name, what=what, remedy="请用 Excel 或 WPS 另存为 .xlsx")
        else:
            what, remedy = "这个文件没有读入", f"方案请放进 {DOCUMENTS}，任务表请放进 {PLANS}"
            yield Problem(file=found.name, what=what, remedy=remedy, level="warning")
    if (more := len(strangers) - STRANGERS_SHOWN) > 0:
        what = f"另有 {more} 个文件没有读入"
        yield Problem(file=".", what=what, remedy="请放进对应的文件夹", level="warning")
