"""The documentation's table of signals is what the manager's class has."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject, Signal, SignalInstance

from parallel_execution_manager.control.signal_reference import signal_reference
from parallel_execution_manager.runtime.notifications import NewsKind, Notification
from parallel_execution_manager.runtime.signals import ManagerSignals

TEXT = signal_reference(ManagerSignals)


def own_signals(kind: type[QObject]) -> list[tuple[str, list[str]]]:
    """Name and parameters of each signal, as Qt knows them."""
    meta = kind.staticMetaObject
    methods = [meta.method(index) for index in range(meta.methodOffset(), meta.methodCount())]
    return [
        (method.name().data().decode(), [name.data().decode() for name in method.parameterNames()])
        for method in methods
    ]


def connect(signal: SignalInstance, together: threading.Barrier) -> None:
    """Connect to a signal at the moment at which others do."""
    together.wait()
    signal.connect(print)


def test_every_signal_has_a_row_with_its_arguments():
    signals = own_signals(ManagerSignals)
    assert len(TEXT.splitlines()) == 2 + len(signals)
    for name, parameters in signals:
        assert f"\n| `{name}({', '.join(parameters)})` | " in TEXT


class Mute(QObject):
    """Says nothing of its signal."""

    told = Signal()
    other = None


def test_a_signal_without_a_text_is_refused():
    with pytest.raises(ValueError, match="signal told has no text below it"):
        signal_reference(Mute)


def test_a_signal_is_emitted_for_whoever_waits_and_for_another_signal(qtbot):
    signals, others = ManagerSignals(), ManagerSignals()
    heard: list[object] = []
    signals.problem_reported.connect(others.problem_reported)
    others.problem_reported.connect(heard.append)
    with qtbot.waitSignal(signals.computer_slept) as slept:
        signals.emit_news(Notification(NewsKind.COMPUTER_SLEPT, "", 2.0))
    signals.emit_news(Notification(NewsKind.PROBLEM, "", "look"))
    assert (slept.args, heard) == ([2.0], ["look"])


def test_no_connection_is_forgotten_where_several_threads_connect_at_a_time(qtbot):
    names = [name for name, _ in own_signals(ManagerSignals)]
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(names)) as pool:
            for _ in range(500):
                signals, together = ManagerSignals(), threading.Barrier(len(names))
                for connecting in [pool.submit(connect, getattr(signals, name), together) for name in names]:
                    connecting.result()
                assert signals._connected.issuperset(names)
    finally:
        sys.setswitchinterval(usual_s)


@pytest.mark.parametrize("kind", NewsKind)
def test_each_kind_of_news_has_a_signal_that_carries_it(kind, qtbot):
    data = {NewsKind.ROLE_STATE_CHANGED: "active", NewsKind.PROBLEM: "look", NewsKind.COMPUTER_SLEPT: 2.0}
    signals = ManagerSignals()
    heard: list[tuple[object, ...]] = []
    for name, _ in own_signals(ManagerSignals):
        getattr(signals, name).connect(lambda *values: heard.append(values))
    value = data.get(kind, ("some", "data"))
    signals.emit_news(Notification(kind, "subject", value))
    assert heard == [("subject", value) if kind.value.startswith("role_") else (value,)]
