"""Confines this process for good: limits on its resources (setrlimit), and a filter of its system calls (seccomp).

Namespaces (bubblewrap's work) decide what a process can see. This decides what it can do there: use so much memory and
time, and make no system call that starts a process, looks at or signals another one, opens a socket, or keeps memory
that no limit counts. So one process is all that a submission ever has, and its limits are the submission's.

The filter is a list of what is refused (EPERM), as in container engines, in the kernel's own small language (classic
BPF), and needs Linux on x86-64 or 64-bit ARM.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from typing import Any

Limits = dict[str, Any]

# Names and numbers on x86-64 and on 64-bit ARM; None where a machine does not have the call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes: none is started, traced, or told anything
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "setpriority": (141, 140),
    "ioprio_set": (251, 30), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274), "get_robust_list": (274, 100), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # sockets: there is no network to reach, and nobody to talk to; and a file sent into a pair of them and stays
    # there outlives its process, and can signal the zygote while it serves the next submission
    "socket": (41, 198), "socketpair": (53, 199),
    # what others do with the files of this machine
    "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    # memory that RLIMIT_AS does not count
    "io_setup": (206, 0), "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    # parts of the kernel with a long history of holes, or of no use here
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "acct": (163, 89), "syslog": (103, 116), "quotactl": (179, 60), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None), "personality": (135, 92),
}  # fmt: skip
# Calls whose first argument names a process: allowed for the own one; 0 means the own one too, but not in `kill`.
OWN_ONLY = {"kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "sched_setaffinity": (203, 122)}
ZERO_IS_OTHERS = frozenset({"kill"})  # kill(0, …) is for the whole group of processes
CLONE, CLONE3 = (56, 220), (435, 435)
CLONE_THREAD = 0x00010000
PRCTL, SCHED_CORE = (157, 167), 62  # which processes may share a core with another one

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the tables, the kernel's AUDIT_ARCH
X32 = 0x40000000  # x86-64 has all calls twice; the second set is refused

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


def _refuse(error: int) -> bytes:
    """The instruction that makes a call fail with this errno."""
    return _step(_RETURN, 0x00050000 | error)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; a comparison skips `if_true` or `if_false` instructions."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _rules(column: int, own: int) -> Iterator[bytes]:
    """The rules of the filter, in order; the number of the call is loaded before each."""
    for numbers in REFUSED.values():
        number = numbers[column]
        if number is not None:
            yield _step(_EQUAL, number, 0, 1) + _refuse(errno.EPERM)
    yield _step(_EQUAL, CLONE3[column], 0, 1) + _refuse(errno.ENOSYS)  # its flags cannot be seen: libc falls back
    thread = _step(_LOAD, _FIRST_ARGUMENT_AT) + _step(_ANY_BIT, CLONE_THREAD, 1, 0) + _refuse(errno.EPERM)
    yield _step(_EQUAL, CLONE[column], 0, 4) + thread + _step(_RETURN, _ALLOW)
    cores = _step(_LOAD, _FIRST_ARGUMENT_AT) + _step(_EQUAL, SCHED_CORE, 0, 1) + _refuse(errno.EPERM)
    yield _step(_EQUAL, PRCTL[column], 0, 4) + cores + _step(_RETURN, _ALLOW)
    for name, pair in OWN_ONLY.items():
        zero = _step(_EQUAL, own if name in ZERO_IS_OTHERS else 0, 2, 0)
        mine = _step(_LOAD, _FIRST_ARGUMENT_AT) + zero + _step(_EQUAL, own, 1, 0) + _refuse(errno.EPERM)
        yield _step(_EQUAL, pair[column], 0, 5) + mine + _step(_RETURN, _ALLOW)
    yield _step(_RETURN, _ALLOW)


def program(machine: str, own: int) -> bytes:
    """The filter for a machine and the process `own`, in the kernel's form; OSError for a machine that is not known."""
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"there is no filter of system calls for {machine}, only for {', '.join(MACHINES)}")
    column, arch = MACHINES[machine]
    head = _step(_LOAD, _ARCH_AT) + _step(_EQUAL, arch, 1, 0) + _step(_RETURN, _KILL) + _step(_LOAD, _NUMBER_AT)
    second_set = b"" if column else _step(_AT_LEAST, X32, 0, 1) + _refuse(errno.EPERM)
    return head + second_set + b"".join(_rules(column, own))


def filter_calls() -> None:
    """Install the filter for the rest of this process's life; OSError when the kernel does not take it."""
    code = program(platform.machine(), os.getpid())
    held = ctypes.create_string_buffer(code, len(code))
    fprog = struct.pack("@HP", len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_ulong(n) for n in (1, 0, 0, 0)]
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, *words) or libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, fprog, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel does not take the filter of system calls")


def limit(limits: Limits) -> None:
    """Set the limits that are named (as in the module `resource`, without RLIMIT_) and that this system has."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, value in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is None:
            continue
        hardest = resource.getrlimit(kind)[1]
        most = value if hardest == resource.RLIM_INFINITY else min(value, hardest)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS has RLIMIT_AS and refuses it
            continue


def confine_process(limits: Limits) -> None:
    """Set the limits, and install the filter if `limits["filter"]`; OSError when that fails."""
    limit({name: value for name, value in limits.items() if name != "filter"})
    if limits.get("filter"):
        filter_calls()
