"""Inline mode: `@bot question` in any chat offers answers to send, from public knowledge alone."""

import logging
from collections.abc import Sequence
from hashlib import sha256

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.handlers.desk import Desk
from bot.render import answer_parts, shorten
from bot.richtext import clean
from bot.words import INLINE_LONG, INLINE_NOTHING, INLINE_PRIVATE, Voice, voice_of
from knowledge.answering.wording import LONGEST_QUESTION
from knowledge.model import Answer
from knowledge.text import is_traditional

log = logging.getLogger(__name__)

# Answers that are offered, and seconds that Telegram may keep them: deadlines count the days.
_MOST = 4
_KEPT = 30
# Columns of a result's title and of the line below it, on a phone.
_TITLE, _LINE = 60, 90
# What a press on the line above the results sends to the bot in private.
_START = "inline"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def offered(desk: Desk, update: Update) -> None:
    """Answer an inline query; whoever types it picks what is sent, in the chat he is in."""
    query = update.inline_query
    assert query is not None, "only called for inline queries"
    question = clean(query.query).strip()
    voice = voice_of(is_traditional(question))
    if not desk.knowledge.corpus.public:
        await _reply(query, [], voice(INLINE_PRIVATE))
    elif len(question) > LONGEST_QUESTION:
        await _reply(query, [], voice(INLINE_LONG))
    else:
        found = await _answers(desk, question)
        results = [_article(answer, voice) for answer in found]
        await _reply(query, results, "" if results else voice(INLINE_NOTHING))


async def _answers(desk: Desk, question: str) -> list[Answer]:
    """Sure answers: to the question, or to those that may have been meant, or to the examples."""
    if question:
        found = await desk.ask(question)
        if found.status == "answered":
            return [found]
        questions: Sequence[str] = found.suggestions
    else:
        questions = desk.knowledge.examples()
    answers = [await desk.ask(one) for one in questions[:_MOST]]
    return [one for one in answers if one.status == "answered"]


def _article(answer: Answer, voice: Voice) -> InlineQueryResultArticle:
    """An answer as something to send: its question above it, its source below."""
    part = answer_parts(answer, voice, asked=answer.query)[0]
    text = voice(answer.answer)
    return InlineQueryResultArticle(
        id=sha256(part.html.encode()).hexdigest()[:32],
        title=shorten(text.split("\n", 1)[0] or "…", _TITLE),
        description=shorten(f"{answer.query} · {answer.sources[0].quote}", _LINE),
        input_message_content=InputTextMessageContent(
            part.html, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
        ),
    )


async def _reply(query: InlineQuery, results: list[InlineQueryResultArticle], line: str) -> None:
    button = InlineQueryResultsButton(line, start_parameter=_START) if line else None
    unique = list({one.id: one for one in results}.values())
    try:
        await query.answer(unique, cache_time=_KEPT, is_personal=True, button=button)
    except BadRequest as refusal:
        # Whoever types on has asked again by now.
        log.info("内联回答晚了", extra={"why": str(refusal)})
