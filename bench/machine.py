"""The machine that measures: what it is, one core of it, and the memory of this process; standard library only."""

from __future__ import annotations

import os
import platform
import resource
import sys
from pathlib import Path

QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
}
"""Environment of everything measured: one thread, no network."""


def describe() -> dict[str, object]:
    """Processor, cores, memory, system, Python and how busy the machine is with other work (load of one minute)."""
    return {
        "cpu": _cpu(),
        "cores": len(cores()),
        "ram_gb": round(_memory_bytes() / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def cores() -> list[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def stay_on(wanted: list[int]) -> bool:
    """Keep this process and what it starts on these cores; False where the system has no such thing."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, wanted)
    return True


def resident_mb() -> float | None:
    """Memory that this process holds now, None where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii", errors="replace")
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")), None)
    return int(kilobytes) / 1024 if kilobytes else None


def peak_mb(usage: resource.struct_rusage | None = None) -> float:
    """The most memory that a process held: this one, or one that has ended with `usage`."""
    most = (usage or resource.getrusage(resource.RUSAGE_SELF)).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a running process and its threads have used, None where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0
