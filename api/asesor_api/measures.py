"""What Prometheus reads: requests, how long they took, how answers ended."""

from __future__ import annotations

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

METHODS = frozenset({"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"})
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Measures:
    """The counters of one application, in a registry of their own."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "asesor_http_requests", "HTTP requests", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "asesor_http_request_seconds", "Time to the whole response", ["route"], buckets=SECONDS, registry=self._registry
        )
        self._answers = Counter("asesor_answers", "Replies given, by answer status", ["status"], registry=self._registry)
        self._desk = Histogram("asesor_desk_seconds", "Time at the desk", buckets=SECONDS, registry=self._registry)
        self.active = Gauge("asesor_http_requests_active", "Requests in progress", registry=self._registry)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` is the template, never the address."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, status: str, latency_ms: float) -> None:
        """Count one new reply."""
        self._answers.labels(status).inc()
        self._desk.observe(latency_ms / 1000)

    def dump(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)
