#!/usr/bin/env python3
"""What one question to a big live cluster costs, against kubectl that lists the same policy.

    live_bench.py RBACGRAPH PROJECT [--roles N] [--bindings N] [--runs N]

A kube-apiserver (api_server.py) is filled with Roles and RoleBindings. Then, in turn, `rbacgraph
who-can list secrets` answers from it, and `kubectl get` lists the four RBAC kinds of it. The median
of the runs counts. Prints one table, and exits with 1 where a bar is missed: a ratio, so that the
machine's speed is not in it. Exits with 77, and says why, where there is no server or no kubectl.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import api_server

SKIPPED = 77
RBAC = "/apis/rbac.authorization.k8s.io/v1"
GROUP = "rbac.authorization.k8s.io"
POLICY = ("roles", "clusterroles", "rolebindings", "clusterrolebindings")
NAMESPACES = 1000
USERS = 500
ACCOUNTS = 7  # of each namespace
BAR = 0.70  # the most of kubectl's that is allowed


# ---- The cluster ---------------------------------------------------------------------------------


def role(number):
    return {"metadata": {"name": f"role-{number}"}, "rules": [
        {"apiGroups": ["", "apps"], "resources": ["pods", "deployments", "configmaps"],
         "verbs": ["get", "list", "watch"]},
        {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"],
         "resourceNames": [f"secret-{number}"]}]}


def binding(number, of_role, namespace):
    return {"metadata": {"name": f"binding-{number}"},
            "roleRef": {"apiGroup": GROUP, "kind": "Role", "name": f"role-{of_role}"},
            "subjects": [
                {"kind": "User", "apiGroup": GROUP, "name": f"user-{number % USERS}"},
                {"kind": "ServiceAccount", "name": f"account-{number % ACCOUNTS}",
                 "namespace": namespace}]}


def objects(roles, bindings):
    """(path, object), in three steps: what a later one needs is there."""
    yield [("/api/v1/namespaces", {"metadata": {"name": f"ns-{number}"}})
           for number in range(NAMESPACES)]
    inside = [f"ns-{number % NAMESPACES}" for number in range(roles)]
    yield [(f"{RBAC}/namespaces/{inside[number]}/roles", role(number)) for number in range(roles)]
    yield [(f"{RBAC}/namespaces/{inside[number % roles]}/rolebindings",
            binding(number, number % roles, inside[number % roles])) for number in range(bindings)]


def fill(server, roles, bindings):
    """Several at a time, each over a connection of its own."""
    def create_all(items):
        with contextlib.closing(server.connect()) as connection:
            for path, item in items:
                server.create(path, item, connection)

    at_a_time = 4
    with concurrent.futures.ThreadPoolExecutor(at_a_time) as pool:
        for items in objects(roles, bindings):
            list(pool.map(create_all, [items[first::at_a_time] for first in range(at_a_time)]))


# ---- What a program takes ------------------------------------------------------------------------

Cost = collections.namedtuple("Cost", "wall cpu memory requests of_policy")


class Program:
    """A command, and what each run of it took."""

    def __init__(self, name, command, server, folder):
        self.name, self.command, self.server, self.folder = name, command, server, folder
        self.costs = []

    def run(self):
        before = list(self.server.requests_of(self.name))
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder),
                       "KUBECONFIG": str(self.folder / "config")}
        with open(self.folder / f"{self.name}.out", "wb") as out, \
                open(self.folder / f"{self.name}.err", "wb") as err:
            begin = time.monotonic()
            process = subprocess.Popen(self.command, stdout=out, stderr=err, env=environment)
            _, status, used = os.wait4(process.pid, 0)
            wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{self.command}: exit {process.returncode}: "
                               f"{(self.folder / f'{self.name}.err').read_text()}")
        requests = list(self.server.requests_of(self.name))[len(before):]
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, len(requests),
                    sum(verb == "list" and resource in POLICY for verb, resource in requests))

    def median(self):
        return Cost(*(statistics.median(values) for values in zip(*self.costs)))


def measure(programs, runs):
    for program in programs:
        program.run()  # so that caches are warm: of the server, of kubectl's discovery
    for _ in range(runs):
        for program in programs:
            program.costs.append(program.run())


# ---- The table -----------------------------------------------------------------------------------

ROWS = (  # what, unit, format, has a bar
    ("wall", "wall time", "{:.2f} s", True), ("cpu", "processor time", "{:.2f} s", True),
    ("requests", "requests", "{:.0f}", True),
    ("of_policy", "  of which list the four kinds", "{:.0f}", False),
    ("memory", "peak memory", "{:.0f} MB", True))


def table(ours, theirs):
    """The lines, and whether all bars are met."""
    lines = [("", "RBACGRAPH", "KUBECTL", "RATIO", "BAR", "MET")]
    met = True
    for field, name, form, has_bar in ROWS:
        mine, other = getattr(ours, field), getattr(theirs, field)
        ratio = mine / other
        met = met and not (has_bar and ratio > BAR)
        lines.append((name, form.format(mine), form.format(other), f"{ratio:.3f}",
                      f"{BAR:.2f}" if has_bar else "-",
                      "-" if not has_bar else "no" if ratio > BAR else "yes"))
    widths = [max(map(len, column)) for column in zip(*lines)]
    return ["   ".join(cell.ljust(width) if at == 0 else cell.rjust(width)
                       for at, (cell, width) in enumerate(zip(line, widths))) for line in lines], met


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("project", type=pathlib.Path)
    parser.add_argument("--roles", type=int, default=3000)
    parser.add_argument("--bindings", type=int, default=10000)
    parser.add_argument("--runs", type=int, default=7)
    return parser.parse_args()


def main():
    asked = arguments()
    programs, missing = api_server.assets()
    if programs is None or shutil.which("kubectl") is None:
        print(f"skipped: {missing or 'there is no kubectl to compare with'}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        server = api_server.ApiServer(programs, asked.project.resolve() / "tests/data/tls", folder, {})
        with contextlib.ExitStack() as cleanup:
            cleanup.callback(server.stop)
            begin = time.monotonic()
            fill(server, asked.roles, asked.bindings)
            print(f"{asked.roles} roles and {asked.bindings} role bindings in {NAMESPACES} namespaces, "
                  f"made in {time.monotonic() - begin:.0f} s", flush=True)
            (folder / "config").write_text(server.kubeconfig({"token": server.token("admin")}))
            ours = Program("rbacgraph", [asked.program.resolve(), "who-can", "list", "secrets"], server, folder)
            theirs = Program("kubectl", ["kubectl", "get", ",".join(POLICY), "-A", "-o", "json"], server, folder)
            measure([theirs, ours], asked.runs)
            answer = (folder / "rbacgraph.out").read_bytes()
            dump = subprocess.run([*ours.command, "-f", folder / "kubectl.out"], check=True,
                                  capture_output=True).stdout
    if answer != dump:
        print("the answer from the cluster is not the one from kubectl's dump")
        return 1
    lines, met = table(ours.median(), theirs.median())
    print(f"`{' '.join(map(str, ('rbacgraph', *ours.command[1:])))}` against `{' '.join(theirs.command)}`, "
          f"median of {asked.runs} runs in turn:")
    print(*lines, sep="\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
