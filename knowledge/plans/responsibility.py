"""Who leads, who takes part, by when: read out of one responsibility clause.

A clause is what stands in a bracket after a task, on lines of its own below it, at its end or in a
table cell: `省水利厅牵头，省财政厅、审计厅按职责分工负责`, `牵头单位：市数据局；完成时限：9月底前`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.plans.assignments import Assignment
from knowledge.plans.labels import Role, labels_in
from knowledge.plans.unit_names import is_unit, list_level, parse_unit, split_units

_FIRST_LEADS = re.compile(
    r"[，,；;。]?(?:其中)?[，,]?(?:责任单位)?(?:中)?(?:名单)?(?:排|列|位)(?:名|序)?(?:在|于)?(?:第一|首)(?:位|个)?(?:的|者)?(?:责任)?(?:单位|部门)?(?:为|是|即为|系|即|负责)?牵头(?:单位|部门|责任单位)?(?:[，,](?:以?下|后)(?:均|皆)?同)?"
)
_STAR_RULE = re.compile(
    r"[，,；;。]?(?:标|带|注|加|打|前|有)*[“\"（(]?[☆★*＊▲●△][”\"）)]?(?:号|标记|标识)?(?:的|者)?(?:单位|部门)?(?:为|是|即为)?(?:牵头|主办|主责)(?:单位|部门)?(?:[，,](?:以?下|后)(?:均|皆)?同)?"
)
# 市发展改革委（牵头）、市交通运输局（配合）: the role behind the name.
_MARKED = re.compile(
    r"(?<![^、，,；;：:\s（(])([^、，,；;：:\s（()）]{2,20}(?:[（(][^（()）]{1,2}[)）])?)[（(](?:总)?牵头(?:单位|部门)?[)）]"
)
# 甲处、乙部（共同牵头）、丙处: all that stand before it lead.
_JOINTLY = re.compile(
    r"(?<![^，,；;：:\s])([^，,；;：:\s（()）]{2,80})[（(](?:共同|联合|双)牵头(?:单位|部门)?[)）]"
)
_ROLE_MARK = re.compile(r"[（(](?:配合|参与|负责|责任|协办|落实)(?:单位|部门)?[)）]")
_FOR_ALL = re.compile(
    r"[，,；;。]?[^，,；;。:：]{2,20}(?:均|都)(?:涉及|需|须)[^；;。:：]*?(?:不再[^；;。，,]*|(?=[；;。]|$))"
)
_SAME_BELOW = re.compile(r"[，,；;。]?(?:以?下|后)(?:文)?(?:均|皆)?同[。]?$")
_STAR = re.compile(r"[☆★▲△●＊]|(?<!\*)\*(?!\*)")

# 牵头医院, 牵头抓总, 牵头单位 are words of their own.
_LEAD_WORD = r"(?:共同|联合|具体|总|负责)?牵头(?!医院|企业|学校|高校|院校|单位|部门|抓总|人|作用|专家|机构|示范|领导|引领)(?:负责|组织实施|组织|实施|落实|推进|抓落实|抓好|办理|制定|承办|统筹)?|为(?:总)?牵头(?:责任)?(?:单位|部门)|主办|主责"
_TOGETHER = r"(?:并|要|应)?(?:会同|会商|联合(?!会|国|体|社|工会|执法)|商(?=[省市县区州各]))"
_HELP_WORD = (
    r"(?:等)?(?:按照?|依)(?:照)?(?:各自|部门|工作)?(?:职责|职能|职权|权限|任务)(?:分工|范围)?(?:要求)?(?:分别|共同|各|抓好|具体|做好|协同)*(?:负责|落实|推进|配合|实施|组织实施)?"
    r"|(?:各)?分工负责|分工落实|(?:分别|共同|分头|具体|各自|分级|全面|直接|联合|主要)(?:负责|落实|推进|实施|承担|承办)|负责(?:组织实施|具体实施|落实|实施|推进)?"
    r"|(?:积极|做好|全力|协助|协同|共同|密切|予以|主动|参与)*(?:配合|协助|参与|参加|协办|支持|监督|指导|承办|协同)(?:落实|实施|做好)?"
    r"|(?:组织)?(?:落实|实施)|为(?:责任|配合|协办|参与)(?:单位|部门)"
)
# 市场监督管理局, 投资促进中心, 推进办: not where such a word goes on as a name.
_NAME_GOES_ON = r"(?!管理|局|办(?!理)|中心|站|所|处|组|委|科|会|队|院|集团|公司)"
_ROLE = re.compile(
    f"(?P<lead>{_LEAD_WORD})|(?P<with>{_TOGETHER})|(?P<help>(?:{_HELP_WORD}){_NAME_GOES_ON})"
)
_TIME = re.compile(
    r"\d+\s*[年月日号天]|[一二三四]季度|[上下]半年|[年月季旬]底|年内|年前|月内|长期|持续|常态|不间断|每[年月季周日天]|逐[年月季]|按[月季年周]|定期|适时|即时|动态|[年月日]前|[上中下]旬"
    r"|汛|供暖|采暖|开学|春节|国庆|元旦|五一|中秋|学期|完成|贯穿|始终|随时|立即|印发|全年|当年|今年|明年|本年|下月|本月|近期|同步|启动|(?<!\d)20\d\d(?!\d)"
)
_NOBODY = frozenset({"", "无", "—", "-", "－", "——", "/", "／", "\\", "空", "暂无", "–", "待定"})


def is_strong_unit(name: str) -> bool:
    """Whether a name is surely a unit: of a known family, with a level in front, or a public group."""
    unit = parse_unit(name)
    if unit.family or (unit.level and is_unit(name)):
        return not _NOT_UNIT.search(name)
    group = re.match(r"各|有关|相关|其他|国网|中国|人民银行|中央|驻", name)
    named = re.search(
        r"(?:局|厅|委|办|管委会|集团|公司|分局|支行|分行|中支|管理部|海关|商会|协会|法院|检察院|供电公司|电力|支队|总队|大队|政府|计量院)$",
        name,
    )
    return is_unit(name) and bool(group or named or "*" in name) and not _NOT_UNIT.search(name)


_NOT_UNIT = re.compile(
    r"^[（(〔\[【]|^(?:由|对|在|把|将|向|从|以|请|经|报|按|为|让|使|被|并)|链主|龙头|骨干|牵头|领导小组|领导$|同志|省级|国家级|设计院$|[省市县区]级以上|^以上|以下|企业$|全[省市县区]$|^(?:全|本|我|该)"
)


def _fields(text: str) -> Iterator[str]:
    """`text` cut at commas, semicolons and stops outside brackets, but not at 、."""
    depth, begin = 0, 0
    for i, char in enumerate(text):
        depth += (char in "（(〔[【") - (char in "）)〕]】")
        if char in "，,；;。\n" and depth <= 0:
            yield text[begin:i]
            begin = i + 1
    yield text[begin:]


def is_time(field: str) -> bool:
    """Whether a stretch of a clause says when, and names no unit."""
    if not _TIME.search(field):
        return False
    return not any(is_strong_unit(_STAR.sub("", piece).strip()) for piece in field.split("、"))


_EDGES = " \t\u3000\n，,；;。.:：、"


def _clean(text: str) -> str:
    """Without punctuation around it, and without a bracket that has lost its other half."""
    text = re.sub(r"[（(〔[【]\s*[）)〕\]】]", "", text).strip(_EDGES)
    if len(re.findall(r"[（(〔[【]", text)) < len(re.findall(r"[）)〕\]】]", text)):
        text = text.rstrip("）)〕]】").lstrip(_EDGES)
    elif text[:1] in tuple("（(〔[【"):
        text = text.lstrip("（(〔[【").rstrip("）)〕]】")
    return text.strip(_EDGES)


_OPEN_LIST = re.compile(
    r"等(?:部门|单位)?$|等有关|等相关|等(?:\d+|[一二三四五六七八九十]+)个?(?:部门|单位)"
)
_CONTACT = re.compile(r"[（(](?:联系|电话|责任人|负责人|手机)[^（）()]*[)）]")


@dataclass(slots=True)
class _Reader:
    """Collects the parts of one clause; `level` runs on from list to list."""

    level: str | None
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    open_ended: bool = False
    exclusive: bool = False

    def take(self, text: str, role: Literal["lead", "responsible"]) -> bool:
        """Add the units of a list; False (and nothing added) where it names none."""
        listed = []
        for field in _fields(text):
            field = _clean(
                re.sub(r"^(?:并由|由|和|与|及|并|其中|同时)(?=[^、])", "", field.strip())
            )
            if field in _NOBODY:
                continue
            if is_time(field):
                self.times += (field,)
            elif re.fullmatch(r"(?:其)?余(?:单位|部门)?|等", field):
                continue
            else:
                listed.append(field)
        names = tuple(n for f in listed for n in split_units(f, self.level))
        if names:
            self._add(listed, role)
        return bool(names)

    def _add(self, listed: list[str], role: Literal["lead", "responsible"]) -> None:
        for field in listed:
            self.open_ended |= bool(_OPEN_LIST.search(field))
            for piece in field.split("、"):
                if _STAR.match(piece.strip()):
                    self.starred += split_units(piece, self.level)
            names = split_units(field, self.level)
            self.level = list_level(names) or self.level
            for name in names:
                if re.search(r"牵头|负责", name) or not (_could_be_unit(name) or role == "lead"):
                    self.unread += (name,)
                elif role == "lead":
                    self.lead += () if name in self.lead else (name,)
                else:
                    self.responsible += () if name in self.responsible else (name,)


def _could_be_unit(name: str) -> bool:
    return is_unit(name) or "*" in name or len(name) <= 12


def _phrase(text: str, reader: _Reader) -> None:
    """A clause without labels: `A牵头，B、C配合，9月底前完成`."""
    position = 0
    together = False
    for match in _ROLE.finditer(text):
        before = text[position : match.start()]
        if not _named(before):
            continue
        role: Literal["lead", "responsible"] = "responsible"
        if match["lead"] or match["with"]:
            role = "lead"
        if together and not match["lead"]:
            role = "responsible"
        reader.take(before, role)
        reader.exclusive |= bool(match["help"]) and "负责" in match[0]
        together = bool(match["with"])
        position = match.end()
    rest = text[position:]
    if _named(rest):
        reader.take(rest, "responsible")
    else:
        for field in filter(None, map(_clean, _fields(rest))):
            if is_time(field):
                reader.times += (field,)
            elif field not in _NOBODY:
                reader.unread += (field,)


def _named(text: str) -> bool:
    """Whether a stretch before a role word names at least one unit."""
    pieces = [
        _clean(re.sub(r"^(?:并由|由)", "", p.strip()))
        for f in _fields(text)
        for p in re.split("[、和及与]", f)
    ]
    whole = [_clean(f) for f in _fields(text)]
    return any(p and (is_unit(_bare(p)) and not is_time(p)) for p in (*pieces, *whole))


def _bare(piece: str) -> str:
    piece = re.sub(r"(?<=.)[（(][^（()）]*[)）]$", "", piece)
    return _STAR.sub("", re.sub(r"等(?:部门|单位|有关部门|相关部门)?$", "", piece)).strip()


def names_role(text: str) -> bool:
    """Whether a role word (牵头, 负责, 配合, ...) follows the name of a unit."""
    return any(_named(text[: match.start()]) for match in _ROLE.finditer(text))


def read_clause(text: str, level: str | None = None) -> Assignment:
    """Read one clause, with or without labels; what it does not say stays empty.

    level: the level (省, 市, ...) of the units named just before, for names that leave it out.
    """
    first = bool(_FIRST_LEADS.search(text))
    for said_of_all in (_FIRST_LEADS, _STAR_RULE, _FOR_ALL, _SAME_BELOW):
        text = said_of_all.sub("", text)
    marked = _JOINTLY.sub(lambda m: "☆" + m[1].replace("、", "、☆"), _CONTACT.sub("", text))
    marked = _MARKED.sub(r"☆\1", marked)
    reader = _Reader(level=level)
    explicit, text = marked != text, _ROLE_MARK.sub("", marked)
    labels = labels_in(text)
    if labels:
        _labelled(text, labels, reader)
    else:
        _phrase(text, reader)
    lead = tuple(dict.fromkeys((*reader.lead, *(reader.starred if explicit else ()))))
    return Assignment(
        lead=lead,
        responsible=tuple(u for u in dict.fromkeys(reader.responsible) if u not in lead),
        deadline="，".join(reader.times) or None,
        helpers=reader.helpers,
        starred=() if explicit else reader.starred,
        first_leads=first,
        open_ended=reader.open_ended,
        exclusive=reader.exclusive,
        unread=reader.unread,
        level=reader.level,
    )


def _labelled(text: str, labels: list[tuple[int, int, Role]], reader: _Reader) -> None:
    ends = [*(start for start, _, _ in labels[1:]), len(text)]
    head = text[: labels[0][0]]
    if _named(head):
        _phrase(head, reader)
    for (at, begin, role), end in zip(labels, ends, strict=True):
        value = text[begin:end].strip(" \t\u3000\n，,；;。")
        before = reader.responsible
        if value in _NOBODY:
            continue
        if role == "deadline":
            reader.times += (value,)
        elif role == "division" or (role in ("lead", "responsible") and names_role(value)):
            _division(value, role, reader)
        elif role in ("lead", "responsible"):
            reader.take(value, "lead" if role == "lead" else "responsible")
        if _HELPING.match(text[at:begin]):
            reader.helpers += tuple(u for u in reader.responsible if u not in before)


_HELPING = re.compile(r"配合|协同|协办|协助|参与|参加|支持")


def _division(value: str, role: Role, reader: _Reader) -> None:
    """A field whose value is a phrase itself: `部门分工：A牵头，B配合`, `责任单位：A、B按职责分工负责`."""
    before = reader.lead
    inner = _Reader(level=reader.level)
    _phrase(value, inner)
    if role == "lead" and not inner.lead:
        inner.lead, inner.responsible = inner.responsible, ()
    reader.lead = (*before, *inner.lead)
    reader.responsible += inner.responsible
    reader.starred += inner.starred
    reader.times += inner.times
    reader.unread += inner.unread
    reader.open_ended |= inner.open_ended
    reader.exclusive |= inner.exclusive and role == "division"
    reader.level = inner.level or reader.level
