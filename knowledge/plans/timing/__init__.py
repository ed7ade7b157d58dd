"""The parts of the deadline grammar, from the ground up:

festivals    a festival or season -> its days in a year
stretches    a stretch of the calendar inside a year: 10月底, 三季度, 上半年
nearby       a stretch counted from a day: 下月底, 本季度, 下周三
moments      any of them with its year and its place in a text; ranges
relations    what 前, 内, 起, 后 make of a moment
expressions  the record of one date phrase
recurrence   每季度末, 一周一报 -> an RRULE
ongoing      长期坚持, 常态化
terms        印发之日起60日内, 20个工作日内

All texts inside are folded (`numerals.fold`), which changes no position.
"""
