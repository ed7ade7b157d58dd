"""Words that decide what a question asks: question words by what they ask for, negations, equals.

Tables of everyday Chinese, nothing of any one subject.
"""

import re
from collections.abc import Iterable

# What is asked for -> the words that ask for it.
ASKING = {
    "way": "怎么 怎样 如何 咋 咋样 怎么样 怎么办 咋办 怎么做 方法 办法 步骤 教程 流程 方式",
    "reason": "为什么 为何 为啥 原因 怎么回事 咋回事 缘由 理由 引起 导致 造成",
    "whether": "能 可以 能不能 可不可以 能否 可否 是否 会 会不会 是不是 吗 嘛 么 有没有 要不要 行不行",
    "what": "什么 啥 哪些 什么样 意思 含义 哪种 哪个 哪 何",
    "where": "哪里 哪儿 何处 在哪 地方 去哪 哪有 地址 位置",
    "when": "什么时候 何时 多久 几点 时间 多长时间 几天 啥时候 几号 日期 哪天 时候 哪年 几月",
    "amount": "多少 几 几个 多大 多高 多远 多长 几次 多重",
    "price": "多少钱 价格 费用 价钱 收费 价位 价",
    "who": "谁 哪位 何人 什么人 哪个部门 哪个单位",
    "choice": "还是 或者 或",
}
# Word -> what it asks for.
ASKED_BY = {word: kind for kind, words in ASKING.items() for word in words.split()}

# Words that say the same thing in any question.
_EQUALS = """
怎么 如何 怎样 咋 咋样
怎么办 咋办 怎么做 如何是好
为什么 为何 为啥
怎么回事 咋回事 原因 缘由
能 可以 能够 可
能不能 可不可以 能否 可否 是否 是不是 会不会
什么 啥 何
哪些 哪几个 哪几种
哪里 哪儿 何处 什么地方 在哪
什么时候 何时 啥时候 几时
多久 多长时间 多少时间
多少钱 价格 价钱 价位 费用 收费
谁 哪位 何人 什么人
吗 嘛 么 呢 吧
没有 没 无 未
不能 不可以 无法 不可 没法
不了 不到 不上
和 跟 与 同 及
的 之
买 购买 购 买入 选购
卖 出售 售 卖出
登录 登陆 登入
账号 帐号 账户 帐户
手机号 手机号码 电话号码
修改 更改 改 变更 更换 换
取消 撤销 撤消
查 查询 查看 查找
办 办理
下载 下
安装 装
推荐 介绍
治 治疗 医治 救治 诊治
药 药物 药品
喉咙 嗓子 咽喉 咽
怀孕 孕妇 孕期 妊娠
宝宝 婴儿 小孩 孩子 儿童 小儿 幼儿
发烧 发热
拉肚子 腹泻
头疼 头痛
疼 痛 疼痛
肚子 腹部
症状 表现 征兆
危害 坏处 伤害
好处 益处 优点
作用 功效 功能 效果 用处
副作用 不良反应
区别 不同 差别 差异 分别
意思 含义 涵义 意义
叫 称 称为 叫做
想 想要 希望
需要 要 需
喜欢 爱
知道 清楚 明白 了解
觉得 认为 感觉 感到
漂亮 好看 美丽 美
聪明 智慧 睿智
快乐 开心 高兴 快活
讨厌 烦 厌烦
帮 帮助 帮忙 协助
告诉 说 讲
电脑 计算机
电视剧 连续剧
电影 影片
歌 歌曲 曲子
赚钱 挣钱
女朋友 女友
男朋友 男友
老婆 妻子 太太
老公 丈夫
妈妈 母亲
爸爸 父亲
医生 大夫 医师
减肥 瘦身
注意 留意
必须 务必 一定
规定 要求
部门 单位
负责 主管 管
牵头 主责
截止 到期 截至
完成 办完 做完
补贴 补助
企业 公司
提高 提升
减少 降低
立即 马上 立刻
今年 本年
"""
# One word for all that say the same.
MEANINGS = {
    word: group.split()[0] for group in _EQUALS.strip().splitlines() for word in group.split()
}

# Characters without one of which nothing is denied.
DENYING = "不没無无未别甭"
_NOT = re.compile(f"[{DENYING}]")
# 能不能, 有没有, 是不是 ask; they deny nothing. 不同, 不良 and the like only look like a denial.
_NOT_A_DENIAL = re.compile(
    r"(.)[不没](\1)|能否|是否|可否|不同|不良|不仅|不但|不管|不过|无论|未来|没事|差不多|特别|区别|分别|别人|别的"
)
_CODES = re.compile(r"[a-z]+|\d+")


def asked(words: Iterable[str]) -> frozenset[str]:
    """What kinds of answer the words ask for: keys of `ASKING`, perhaps none, perhaps several."""
    return frozenset([ASKED_BY[word] for word in words if word in ASKED_BY])


def denies(letters: str) -> bool:
    """Whether a text says not (不, 没, 无, 未, 别); a choice such as 能不能 does not."""
    # Most texts hold none of them: one quick look spares the other.
    return bool(_NOT.search(letters)) and bool(_NOT.search(_NOT_A_DENIAL.sub(" ", letters)))


def codes(letters: str) -> frozenset[str]:
    """Numbers and Latin words in a normalised text: `{"l2"}` gives l and 2."""
    return frozenset(_CODES.findall(letters))
