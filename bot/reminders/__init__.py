"""Daily digests: when one is due, what a chat may set, and the tick that sends them.

The truth is in the store, not in a scheduler: the tick asks again and again what is due and unsent.
"""
