"""The environment of a task: which variables it inherits, its own ones, and their form for the kernel.

What a user's session carries besides (tokens of a build service, keys of a cloud) is not for every script.
 The list has what ordinary scripts need; what is left out is told by name when a task fails.
"""

from __future__ import annotations

import fnmatch
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.config.masking import is_secret

DEFAULT: Final = "@default"
"""Stands for the list below in the configuration."""
EVERYTHING: Final = "*"

_PERSON = ("HOME", "USER", "LOGNAME", "SHELL", "HOSTNAME", "PATH", "MANPATH", "INFOPATH", "EDITOR", "PAGER")
_PLACE = ("LANG", "LANGUAGE", "LC_*", "TZ", "TZDIR", "TMPDIR", "TEMP", "TMP", "XDG_*")
_TERMINAL = (
    "TERM",
    "TERMINFO",
    "COLORTERM",
    "NO_COLOR",
    "FORCE_COLOR",
    "LS_COLORS",
    "COLUMNS",
    "LINES",
    "CI",
)
_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION")
_WINDOWS_SHOWN = (
    "QT_*",
    "QML*",
    "GDK_*",
    "GTK_*",
    "GSK_*",
    "MPLBACKEND",
    "MPLCONFIGDIR",
    "LIBGL_*",
    "MESA_*",
)
_PYTHON = ("PYTHON*", "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "CONDA_*", "MAMBA_*", "PYENV_*", "UV_*", "PIPX_*")
_NUMBERS = ("OMP_*", "GOMP_*", "KMP_*", "MKL_*", "OPENBLAS_*", "BLIS_*", "VECLIB_*", "NUMEXPR_*", "NUMBA_*")
_CARDS = ("CUDA_*", "NVIDIA_*", "NCCL_*", "ROCR_*", "ROCM_*", "HIP_*", "HSA_*", "XLA_*", "JAX_*", "TF_*")
_LEARNING = (
    "TORCH_*",
    "PYTORCH_*",
    "HF_HOME",
    "HF_HUB_OFFLINE",
    "TRANSFORMERS_CACHE",
    "TOKENIZERS_PARALLELISM",
)
_CLUSTER = ("SLURM_*", "OMPI_*", "MPI*", "LMOD_*", "MODULE*", "LOADEDMODULES")
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
_NETWORK = (*_PROXIES, *map(str.upper, _PROXIES), "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_CERTIFICATES = ("CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO")
_BUILDING = (
    "LD_*",
    "DYLD_*",
    "PKG_CONFIG*",
    "CC",
    "CXX",
    "CPATH",
    "CFLAGS",
    "CXXFLAGS",
    "LDFLAGS",
    "MAKEFLAGS",
)
_LANGUAGES = ("JAVA_HOME", "GOPATH", "GOROOT", "CARGO_HOME", "RUSTUP_HOME", "NVM_DIR", "NODE_PATH", "R_LIBS*")
_OTHER = ("SOURCE_DATE_EPOCH", "COVERAGE_*", "PEM_*", "__CF_USER_TEXT_ENCODING", "MALLOC_*")
_WINDOWS = (
    *(
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "OS",
        "USERNAME",
        "USERPROFILE",
        "USERDOMAIN*",
    ),
    *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES*", "PROGRAMW6432", "COMMONPROGRAM*", "PUBLIC"),
    *(
        "ALLUSERSPROFILE",
        "HOMEDRIVE",
        "HOMEPATH",
        "COMPUTERNAME",
        "NUMBER_OF_PROCESSORS",
        "PROCESSOR_*",
    ),
)
DEFAULT_NAMES: Final = (
    *(*_PERSON, *_PLACE, *_TERMINAL, *_DISPLAY, *_WINDOWS_SHOWN, *_PYTHON, *_NUMBERS, *_CARDS, *_LEARNING),
    *(*_CLUSTER, *_NETWORK, *_CERTIFICATES, *_BUILDING, *_LANGUAGES, *_OTHER, *_WINDOWS),
)
_ALWAYS: Final = ("PEM_TASK_MARK", "SYSTEMROOT")
"""By the first an outer manager knows what is its own; without the second no program starts on Windows."""
_OF_THE_SHELL: Final = frozenset({"_", "PWD", "OLDPWD", "SHLVL"})
"""What says something of the program that started this one: not passed on by a list, and not worth a word."""


@dataclass(frozen=True, slots=True)
class InheritedEnvironment:
    """What a task gets of this program's environment, and the names of what it does not get."""

    passed: Mapping[str, str]
    withheld: tuple[str, ...]


def inherited(environment: Mapping[str, str], patterns: Sequence[str]) -> InheritedEnvironment:
    """Divide ``environment`` by names and patterns such as ``LC_*``; case counts but on Windows.

    ``@default`` stands for `DEFAULT_NAMES`, ``*`` alone for everything. No other pattern passes on what is
    called like a secret: that must be named in full.
    """
    chosen = tuple(patterns)
    passed = {name: value for name, value in environment.items() if _passes(name, chosen)}
    withheld = sorted(name for name in environment if name not in passed and name not in _OF_THE_SHELL)
    return InheritedEnvironment(passed, tuple(withheld))


@lru_cache(maxsize=4096)
def _passes(name: str, patterns: tuple[str, ...]) -> bool:
    exact, wild = _matchers(patterns)
    name = _folded(name)
    if EVERYTHING in patterns or name in exact:
        return True
    return wild is not None and wild.match(name) is not None and not is_secret(name)


@lru_cache(maxsize=64)
def _matchers(patterns: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str] | None]:
    names = [_folded(name) for name in (*_ALWAYS, *_spelled_out(patterns))]
    wild = [fnmatch.translate(name) for name in names if "*" in name]
    return frozenset(names), re.compile("|".join(wild)) if wild else None


def _spelled_out(patterns: Iterable[str]) -> list[str]:
    return [name for given in patterns for name in (DEFAULT_NAMES if given == DEFAULT else (given,))]


def _folded(name: str) -> str:
    return name.upper() if sys.platform == "win32" else name


LEASE_VARIABLE: Final = "PEM_LEASE"
"""The fencing number of its lease, for programs that hand out files themselves and must tell old from new."""

RUN_DIR_VARIABLE: Final = "PEM_RUN_DIR"
"""The run folder of the attempt."""
