"""Plain text: a question mostly, and sometimes only a greeting or a word of thanks."""

import re

from bot.handlers import about, questions
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.words import AT_YOUR_SERVICE, NOT_AT_ALL

_END = r"[\s!！。.~～,，👍🙏🌹😊]*"
_PEOPLE = "(?:你|您|机器人|機器人|小助手|大家)?"
_HELLO = re.compile(
    rf"{_PEOPLE}(?:你好|您好|你们好|大家好|hi|hello|hey|嗨|哈喽|早上好|上午好|下午好|晚上好|早|早安"
    rf"|还?在吗|還?在嗎|在不在|有人吗|有人嗎|测试|test|菜单|怎么用|怎麼用|使用说明"
    rf"|(?:你|您)(?:是谁|是誰|是做什么的|会什么|能做什么|能干什么|能干啥|有什么功能))"
    rf"(?:啊|呀|呢)?[?？]*{_END}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    rf"(?:(?:好的?|嗯+|收到|明白了?|知道了?|ok)[,，、。!！\s]*)?(?:谢谢|謝謝|多谢|多謝|感谢|感謝|谢啦|谢了|thanks|thank you|thx|辛苦了?)"
    rf"{_PEOPLE}(?:了|啦|啊|哈)?{_END}",
    re.IGNORECASE,
)
_FINE = re.compile(
    rf"(?:好|好的|好吧|行|可以|嗯+|哦+|噢|收到|知道了|明白了?|了解了?|ok|okay|好嘞|没事了?){_END}",
    re.IGNORECASE,
)


async def discuss(desk: Desk, request: Request) -> None:
    """Answer plain text, and be polite about what asks nothing; in a group, silently so."""
    private, text = request.place.private, request.text
    if not text or _HELLO.fullmatch(text):
        if request.named:
            await about.show_help(desk, request)
    elif _THANKS.fullmatch(text):
        if request.named:
            await desk.say(request, NOT_AT_ALL)
    elif _FINE.fullmatch(text):
        if private:
            await desk.say(request, AT_YOUR_SERVICE)
    else:
        await questions.answer(desk, request)
