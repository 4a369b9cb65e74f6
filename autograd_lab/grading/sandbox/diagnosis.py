"""The diagnosis of a sandbox that this machine cannot have, or that does not start: the reason, and what to do."""

import os
import platform
import shlex
import sys
from dataclasses import replace

from autograd_lab.grading.inside.confine import MACHINES
from autograd_lab.grading.sandbox import libraries
from autograd_lab.grading.sandbox.bubblewrap_command import OURS, Sandbox, SandboxError

WITHOUT = (
    "Or, only for the work of people you trust, since their code then runs with your rights: "
    "--sandbox=none --i-trust-these-students"
)
ELSEWHERE = "Grade on Linux: in a virtual machine, or in a container that may make namespaces (docs/instructors.md)."
INSTALL = "Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap; Arch: pacman -S bubblewrap."
NAMESPACES = (
    "This system does not let {who} make namespaces. Ubuntu 24.04 and later: "
    "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for bwrap; older Debian: "
    "sysctl -w kernel.unprivileged_userns_clone=1; Red Hat: sysctl -w user.max_user_namespaces=15000; "
    "in Docker or Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
)
ROOT_ONLY = (
    "Where root grades, students' code runs as an ordinary user, and what it needs was installed so that only root can "
    "read it (umask 077). Let others read it: chmod -R a+rX {paths}"
)
NO_NAMESPACE = ("namespace", "uid map")
DENIED = (*NO_NAMESPACE, "Operation not permitted", "Permission denied", "No space left")


def start_command(sandbox: Sandbox) -> list[str]:
    """The command that starts the sandbox here; SandboxError when this machine cannot have one."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        here = f"{platform.system()} on {platform.machine()}"
        raise SandboxError(f"There is no sandbox for {here}. {ELSEWHERE} {WITHOUT}")
    try:
        return sandbox.command(as_root=os.geteuid() == 0)
    except libraries.NotFoundError as missing:
        advice = INSTALL if "bwrap" in str(missing) else ""
        raise SandboxError(f"The sandbox cannot be set up: {missing}. {advice} {WITHOUT}") from None


def root_only_advice(sandbox: Sandbox) -> str:
    """What to do where root grades and only root can read the files that the sandbox shows; "" on other machines."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return ""
    files = libraries.python_files(sandbox.packages)
    paths = libraries.unreadable_paths(replace(files, paths=(*files.paths, *OURS.values())))
    return ROOT_ONLY.format(paths=shlex.join(paths)) if paths else ""


def failure_advice(said: str, sandbox: Sandbox) -> str:
    """An error message with advice for a sandbox that did not start and printed `said`."""
    if "unknown option" in said.lower():
        return f"The sandbox needs bubblewrap 0.8 or later; this one says: {said}\n  {INSTALL} {WITHOUT}"
    begin = f"The sandbox does not start: {said or 'it said nothing'}\n  "
    if not any(word in said for word in NO_NAMESPACE) and (advice := root_only_advice(sandbox)):
        return begin + advice
    who = "root" if os.geteuid() == 0 else "this user"
    advice = NAMESPACES.format(who=who) + "." if any(word in said for word in DENIED) else ELSEWHERE
    return f"{begin}{advice} {WITHOUT}"
