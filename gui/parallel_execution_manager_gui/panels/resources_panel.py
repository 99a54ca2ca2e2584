"""Processor, memory and disk of the whole machine over the last five minutes, with the limits."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from parallel_execution_manager.scheduling.policy import Policy
from parallel_execution_manager.scheduling.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.formatting import memory, rate
from parallel_execution_manager_gui.panels.gauge import Gauge
from parallel_execution_manager_gui.series import Cadence
from parallel_execution_manager_gui.widgets import named

_TITLES = {"cpu": "CPU", "memory": "Memory", "disk": "Disk"}


class ResourcesPanel(QWidget):
    """Three gauges; they keep their history while hidden and draw only while visible."""

    def __init__(self, cadence: Cadence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cadence = cadence
        self._sample: ResourceSample | None = None
        self._policy: Policy | None = None
        self._gauges = {name: Gauge(name, title, self) for name, title in _TITLES.items()}
        self._estimated = named(
            QLabel("Estimated: psutil is not installed"), "estimated_note", "How it is measured"
        )
        self._estimated.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 2, 4)
        layout.setSpacing(2)
        layout.addWidget(self._estimated)
        for gauge in self._gauges.values():
            layout.addWidget(gauge, 1)

    def apply(self, snapshot: Snapshot) -> None:
        """Take the sample, if it is a new one, and the limits."""
        self._policy = snapshot.policy
        sample = snapshot.sample
        if sample is None or (self._sample is not None and sample.at == self._sample.at):
            return
        self._sample = sample
        after_gap = not self._cadence.observe(sample.at)
        for name, gauge in self._gauges.items():
            gauge.add(sample.at, sample.percent(name), after_gap=after_gap)
        self._estimated.setVisible(sample.estimated)
        self.refresh(sample.at)

    def refresh(self, now: float) -> None:
        """Move the lines on, so that a missing sample is seen as one."""
        if not self.isVisible() or self._policy is None:
            return
        for name, gauge in self._gauges.items():
            gauge.refresh(now, self._policy.limit(name), self._note(name, self._policy))

    def _note(self, name: str, policy: Policy) -> str:
        limit = policy.limit(name)
        words = f"limit {limit.throttle:g} %"
        if self._sample is None:
            return words
        if name == "memory" and self._sample.memory_used_mb is not None:
            return f"{memory(self._sample.memory_used_mb)} of {memory(policy.size.memory_mb)} · {words}"
        if name == "disk" and self._sample.disk_read_mb_s is not None:
            total = self._sample.disk_read_mb_s + (self._sample.disk_write_mb_s or 0.0)
            return f"{rate(total)} · {words}"
        return f"{policy.size.cores} cores · {words}" if name == "cpu" else words
