"""documents/ -> the documents by id: each file read once, every file that cannot be read named."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from knowledge.corpus.files import Found, read_bytes
from knowledge.corpus.reader import Reader
from knowledge.corpus.secrecy import secrecy_mark
from knowledge.errors import Problem, UnreadableFile
from knowledge.model import Document

# (documents done, of how many, name of the next one)
Progress = Callable[[int, int, str], None]

SUFFIXES = (".md", ".txt", ".html", ".htm", ".tsv", ".docx", ".pdf")
# Endings of files that hold plans in a form that is not read: an error, for they are missed.
_CONVERT = {
    ".doc": "请用 Word 或 WPS 另存为 .docx",
    ".wps": "请用 WPS 另存为 .docx",
    ".rtf": "请用 Word 或 WPS 另存为 .docx",
    ".ofd": "请转换成 .docx 或文字版 .pdf",
    ".xls": "请另存为 .xlsx，再用 askplan import 导入",
    ".et": "请另存为 .xlsx，再用 askplan import 导入",
    ".xlsx": "表格请用 askplan import 导入，或按模板填好放进 plans",
    ".xlsm": "请另存为不含宏的 .xlsx，再用 askplan import 导入",
    ".csv": "表格请用 askplan import 导入，或按模板填好放进 plans",
}


def document_id(found: Found) -> str:
    """File name without its ending, in Unicode's composed form."""
    return unicodedata.normalize("NFC", found.path.stem)


def read_documents(
    files: Sequence[Found], problems: list[Problem], progress: Progress, reader: Reader
) -> dict[str, Document]:
    """The readable documents by id, in order of their names; what is wrong goes to `problems`."""
    readable = [found for found in files if found.suffix in SUFFIXES]
    problems += [_other(found) for found in files if found.suffix not in SUFFIXES]
    ids = _ids(readable, problems)
    documents: dict[str, Document] = {}
    for number, found in enumerate(readable):
        progress(number, len(readable), found.name)
        if found.name in ids:
            document = _read(found, ids[found.name], problems, reader)
            if document is not None:
                documents[document.id] = document
    problems += _twins(documents.values())
    return documents


def _twins(documents: Iterable[Document]) -> Iterator[Problem]:
    """Two files that are one document, by title and number (or date): its tasks count twice."""
    first: dict[tuple[object, ...], Document] = {}
    for document in documents:
        if not (document.doc_no or document.date):
            continue
        other = first.setdefault((document.title, document.doc_no, document.date), document)
        if other is not document:
            what = f"与 {other.file} 的标题和文号（或日期）相同，像是同一份文件，任务会重复计算"
            remedy = "若是同一份文件，请只留一份"
            yield Problem(file=document.file, what=what, remedy=remedy, level="warning")


def _other(found: Found) -> Problem:
    if found.suffix in _CONVERT:
        what, remedy = f"{found.suffix} 文件不能直接读取", _CONVERT[found.suffix]
        return Problem(file=found.name, what=what, remedy=remedy)
    what = f"{found.suffix or '没有结尾的'} 文件没有读入"
    remedy = f"能读的是 {' '.join(SUFFIXES)}"
    return Problem(file=found.name, what=what, remedy=remedy, level="warning")


def _ids(files: Sequence[Found], problems: list[Problem]) -> Mapping[str, str]:
    """File -> document id. Files of one name in several subfolders are told apart by the folder.

    Two files of one name side by side (方案.docx, 方案.pdf) are most likely one document: counted
    twice it would make every list and count wrong, so that is an error.
    """
    repeated = {name for name, times in Counter(map(document_id, files)).items() if times > 1}
    ids: dict[str, str] = {}
    owner: dict[str, Found] = {}
    for found in files:
        name = document_id(found)
        if name in repeated:
            folder = found.name.split("/")[1:-1]
            name = "-".join([*folder, name])
        if name in owner:
            what = f"与 {owner[name].name} 同名，像是同一份文件"
            problems.append(Problem(file=found.name, what=what, remedy="请只留一份，或改名"))
            continue
        owner[name] = found
        ids[found.name] = name
    return ids


def _read(found: Found, name: str, problems: list[Problem], reader: Reader) -> Document | None:
    try:
        document = reader.document(found.name, read_bytes(found.path, found.name), name)
    except UnreadableFile as error:
        problems.append(error.problem)
        return None
    problems += document.problems
    if mark := secrecy_mark(document.raw):
        what = f"文件标有密级“{mark}”"
        remedy = "涉密文件不得放进知识库，请移走并按保密规定处理"
        problems.append(Problem(file=found.name, what=what, remedy=remedy, level="warning"))
    return document
