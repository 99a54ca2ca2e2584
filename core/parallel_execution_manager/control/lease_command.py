"""A command that starts only when it has its files, and whose whole tree is waited for."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Self

from parallel_execution_manager.control.exit_codes import of_signal
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.system.processes.environment import LEASE_VARIABLE
from parallel_execution_manager.system.processes.exit import become_subreaper
from parallel_execution_manager.system.processes.identity import ProcessIdentity, identity_of, own_identity

NO_SUCH_COMMAND = 127
CANNOT_RUN = 126
FORWARDED = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2") if hasattr(signal, name)
)
"""What is meant for the command when it is sent to us. SIGINT and SIGQUIT a terminal sends to both."""


class HeldCommand:
    """A command in a process that waits until it is let go, and ends if this one does before.

    The process is there before the lease, so that the lease can be its own: if this program is killed, the
    files stay with the command.
    """

    def __init__(self, command: Sequence[str]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        reader, self._writer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writer)
            _become(command, reader)
        os.close(reader)
        child = identity_of(self._pid)
        self.processes: tuple[ProcessIdentity, ...] = (own_identity(),)
        if child is not None:
            self.processes = (child, *self.processes)
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Without having been let go the process ends."""
        self._close_writer()
        if not self._ended:
            os.waitpid(self._pid, 0)

    def run(self, fence: int) -> int:
        """Let the command run under the lease ``fence`` until its whole tree has ended; its exit code."""
        whole_tree = become_subreaper()
        for number in FORWARDED:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._forward)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
        os.write(self._writer, str(fence).encode())
        self._close_writer()
        code = self._wait_for_command()
        for number in (*FORWARDED, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        if whole_tree:
            _wait_for_the_rest()
        return code

    def _wait_for_command(self) -> int:
        while True:
            pid, status = os.waitpid(-1, 0)
            if pid == self._pid:
                self._ended = True
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else of_signal(-code)

    def _close_writer(self) -> None:
        writer, self._writer = self._writer, -1
        if writer >= 0:
            os.close(writer)

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if not self._ended:
            os.kill(self._pid, number)


def _wait_for_the_rest() -> None:
    """Wait for what the command left running: as a subreaper this process is its parent now."""
    try:
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            tell("the command has ended, but something that it started still runs: its files are kept for it")
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return


def _become(command: Sequence[str], reader: int) -> None:
    """In the child: wait for the word, then be the command."""
    code = NO_SUCH_COMMAND
    try:
        fence = os.read(reader, 64)
        os.close(reader)
        if fence:
            os.environ[LEASE_VARIABLE] = fence.decode()
            # Python ignores it, and what is ignored stays so in a new program.
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.execvp(command[0], list(command))  # noqa: S606 - the user's own command
    except OSError as error:
        code = NO_SUCH_COMMAND if isinstance(error, FileNotFoundError) else CANNOT_RUN
        tell(f"the command {command[0]!r} cannot be run: {error.strerror}; correct its name or permissions")
    finally:
        # Not by an exception: what the parent has begun is not the child's to end.
        os._exit(code)
