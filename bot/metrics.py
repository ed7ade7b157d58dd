"""What is counted while the bot runs, for Prometheus. No count names a person or a chat."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# Seconds: from a cached answer to one that waits for Telegram.
_ANSWERING = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_HANDLING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """One bot's figures, in a registry of their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"askplan_{name}", what, labels, registry=registry)

        self.updates = counter("updates", "Updates: new, repeated, broken", "result")
        self.answers = counter("answers", "Answers by status and kind", "status", "kind")
        self.limited = counter("limited", "Questions beyond what one may ask", "scope")
        self.sends = counter("sends", "Calls of the Bot API that send or edit", "method", "result")
        self.reloads = counter("knowledge_reloads", "Reloads of the knowledge", "result")
        self.answering = Histogram(
            "askplan_answer_seconds",
            "Finding an answer",
            buckets=_ANSWERING,
            registry=registry,
        )
        self.handling = Histogram(
            "askplan_update_seconds",
            "An update, from taking it on to its end",
            buckets=_HANDLING,
            registry=registry,
        )
        self.sending = Histogram(
            "askplan_send_seconds",
            "A message, from the wish to send it to Telegram's word",
            buckets=_HANDLING,
            registry=registry,
        )

    def gauge(self, name: str, what: str, value: Callable[[], float]) -> None:
        """A figure that is asked for when somebody looks."""
        Gauge(f"askplan_{name}", what, registry=self.registry).set_function(value)
