"""Code in a QThreadPool counts for coverage."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QRunnable, QThreadPool

from tests.pool_tracing import trace_pool_threads


@pytest.fixture
def traced_functions(monkeypatch):
    """The names of functions that were traced in threads; whatever traces this run is put back."""
    names = []

    def trace(frame, _event, _argument):
        names.append(frame.f_code.co_name)

    before = threading.gettrace()
    monkeypatch.setattr(QRunnable, "__init_subclass__", QRunnable.__init_subclass__)
    threading.settrace(trace)
    yield names
    threading.settrace(before)


def test_a_runnable_is_traced_as_a_thread_is(traced_functions):
    trace_pool_threads()

    class Job(QRunnable):
        def run(self):
            work_of_the_job()

    def work_of_the_job():
        pass

    pool = QThreadPool()
    pool.start(Job())
    assert pool.waitForDone(30_000)
    assert "work_of_the_job" in traced_functions
