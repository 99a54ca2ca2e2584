"""Runs jobs from standard input through Dask and prints the seconds that took, its start left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

THREADS = 64


def main() -> None:
    """One worker with as many threads as tasks could run at a time; resources keep them apart."""
    from distributed import Client, LocalCluster

    jobs = json.load(sys.stdin)
    files = {name for job in jobs for name in job["needs"]} - {"cpu", "memory"}
    resources = {"cpu": os.cpu_count(), "memory": float(sys.argv[1]), **dict.fromkeys(files, 1)}
    options = {"processes": False, "dashboard_address": None, "memory_limit": 0}
    with (
        LocalCluster(n_workers=1, threads_per_worker=THREADS, resources=resources, **options) as cluster,
        Client(cluster) as client,
    ):
        start = time.monotonic()
        futures = [
            client.submit(subprocess.run, job["command"], key=job["key"], pure=False, resources=job["needs"])
            for job in jobs
        ]
        client.gather(futures)
        print(time.monotonic() - start)


if __name__ == "__main__":
    main()
