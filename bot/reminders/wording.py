"""A chat's reminder settings in words. Pure."""

from datetime import date, datetime

from bot.reminders.message import WEEKDAYS
from bot.reminders.notices import NEXT_YEAR
from bot.store.records import Chat, ReminderSettings
from knowledge.plans.workdays import WorkCalendar


def settings_text(
    chat: Chat, upcoming: datetime | None, today: date, calendar: WorkCalendar
) -> str:
    """What is set, and when the next digest comes. upcoming: that moment, in the chat's zone."""
    settings = chat.settings
    lines = [
        f"🔔 每日提醒：{'已开启' if settings.on else '已关闭'}",
        f"时间：{'每个法定工作日' if settings.workdays else '每天'} {settings.at:%H:%M}"
        f"（时区 {settings.zone}）",
        f"提前：{_lead(settings)}；逾期的次日提醒，以后每周一提醒",
        f"部门：{'、'.join(settings.departments) or '全部'}",
    ]
    if settings.allclear:
        lines.append("没有要提醒的：每周报一次平安")
    if chat.id < 0:
        lines.append(f"标记完成、推迟：{'所有人' if settings.open_marks else '只有管理员'}可以")
    if settings.paused_until and settings.paused_until > today:
        lines.append(f"暂停：到{_day(settings.paused_until)}恢复")
    if not chat.active:
        lines.append("注意：上次没能发到这里，机器人恢复可用后继续")
    lines.append(_next(settings, upcoming))
    if settings.workdays and (note := calendar.note(*_years(today))):
        lines.append(f"（{note}）")
    return "\n".join(lines)


def _lead(settings: ReminderSettings) -> str:
    ahead = [str(days) for days in settings.lead_days if days]
    words = [f"{'、'.join(ahead)} 天"] if ahead else []
    words += ["到期当天"] if 0 in settings.lead_days else []
    return "和".join(words)


def _next(settings: ReminderSettings, upcoming: datetime | None) -> str:
    if not settings.on:
        return "打开：/remind on 08:30"
    if upcoming is None:
        return "下一次：暂时没有"
    return f"下一次：{_day(upcoming.date())} {upcoming:%H:%M}（没有要提醒的就不发）"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def _years(today: date) -> tuple[int, ...]:
    return (today.year, today.year + 1) if today.month >= NEXT_YEAR else (today.year,)
