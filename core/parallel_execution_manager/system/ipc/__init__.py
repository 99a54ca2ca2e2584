"""How other processes reach this one: local sockets, who is at their other end, one manager a folder."""

from __future__ import annotations
