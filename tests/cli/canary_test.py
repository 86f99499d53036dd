#!/usr/bin/env python3
"""Where credentials go: with a canary in each kind of them, the program is traced, and nothing that it
writes to any file, pipe or socket may hold it (what TLS encrypts does not), nor its output.

    canary_test.py RBACGRAPH

Exits with 77 where there is no strace that may trace.
"""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from live_cases import EXEC_VERSION as V1, RBAC_KINDS, TLS, LiveCase, exec_credential, path_of, \
    rbac_list  # noqa: E402

PROGRAM = None
SKIPPED = 77
CANARY = "CANARY7f3a"
WRITES = "write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,sendfile,splice,tee,copy_file_range"


def can_trace():
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


class Canary(LiveCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.answer("good", {
            path_of(kind): [rbac_list(kind, [{"metadata": {"name": "one"}}] if kind == "ClusterRole" else [])]
            for kind in RBAC_KINDS})
        # A server that tells what it was told.
        cls.server.answer("bad", {"*": [{"status": 500, "echo": True}]})
        cls.server.answer("no", {"*": [{"status": 401}]})

    def users(self):
        """Each kind of credential, with what must not be seen of it."""
        key = (TLS / "client.key").read_text()
        certificate = (TLS / "client.crt").read_text()
        secret_line = key.splitlines()[2]
        (self.here / "token").write_text(CANARY + "\n")
        plugin = self.here / "plugin"
        for name, status in (("token", {"token": CANARY}),
                             ("key", {"clientCertificateData": certificate, "clientKeyData": key})):
            path = self.here / f"plugin-{name}"
            path.write_text("#!/bin/sh\n/bin/cat " + f"{path}.answer\n")
            path.chmod(0o755)
            pathlib.Path(f"{path}.answer").write_text(json.dumps(exec_credential(**status)))
        execute = {"apiVersion": V1, "interactiveMode": "Never"}
        data = base64.b64encode(key.encode()).decode()
        yield "token", {"token": CANARY}, [CANARY]
        yield "token file", {"tokenFile": "token"}, [CANARY]
        yield "password", {"username": "jane", "password": CANARY}, [
            CANARY, base64.b64encode(f"jane:{CANARY}".encode()).decode()]
        yield "key file", {"client-certificate": str(TLS / "client.crt"),
                           "client-key": str(TLS / "client.key")}, [secret_line]
        yield "key data", {"client-certificate-data": base64.b64encode(certificate.encode()).decode(),
                           "client-key-data": data}, [secret_line, data[100:140]]
        yield "plug-in's token", {"exec": {**execute, "command": f"{plugin}-token"}}, [CANARY]
        yield "plug-in's key", {"exec": {**execute, "command": f"{plugin}-key"}}, [secret_line]
        yield "plug-in's environment", {"exec": {
            **execute, "command": f"{plugin}-token", "env": [{"name": "A", "value": CANARY}]}}, [CANARY]

    def trace(self, *arguments):
        """What was done, and what was written by our own process and its threads."""
        trace = self.here / "trace"
        # A program that is traced can't look for leaks; other tests of an instrumented one do.
        environment = {**self.environment(), "ASAN_OPTIONS": "detect_leaks=0"}
        done = subprocess.run(
            ["strace", "-f", "-qq", "-s", "1000000", "-e", f"trace={WRITES},execve,prlimit64,openat",
             "-o", trace, PROGRAM, *arguments], cwd=self.here, capture_output=True, text=True,
            check=False, timeout=120, stdin=subprocess.DEVNULL, env=environment)
        lines = trace.read_text(errors="replace").splitlines()
        trace.unlink()
        # Children become another program; what a plug-in writes is its own affair.
        others = {line.split()[0] for line in lines[1:] if " execve(" in line}
        ours = [line for line in lines if line.split()[0] not in others]
        return done, ours, [line for line in lines if line.split()[0] in others]

    def test_no_credential_is_written_anywhere(self):
        runs = 0
        for kind, user, secrets in self.users():
            for server, arguments in (("good", ["who-can", "--powerful"]), ("good", ["collect", "-o", "s.json"]),
                                      ("bad", ["who-can", "list", "pods"]), ("no", ["whoami"]),
                                      ("bad", ["can-i", "get", "pods"])):
                with self.subTest(f"{kind}: {arguments} of a {server} server"):
                    self.configure(self.server.cluster(server), user)
                    done, lines, of_plugin = self.trace(*arguments)
                    self.assertEqual(0 if server == "good" else 3, done.returncode, done.stderr)
                    written = [line for line in lines if re.search(rf" ({WRITES.replace(',', '|')})\(", line)]
                    self.assertTrue(written)
                    if kind == "plug-in's token":  # a trace that sees nothing would find nothing
                        self.assertIn(CANARY, "".join(of_plugin))
                    snapshot = self.here / "s.json"
                    kept = snapshot.read_text() if snapshot.exists() else ""
                    for secret in secrets:
                        for text in (done.stdout, done.stderr, kept, *written):
                            self.assertNotIn(secret, text)
                    self.check_core_limit(lines)
                    runs += 1
        print(f"{runs} runs with 8 kinds of credentials: none is written", flush=True)

    def check_core_limit(self, lines):
        """No core dump may be written from before the first credential is read."""
        limit = next(at for at, line in enumerate(lines)
                     if "prlimit64(" in line and "RLIMIT_CORE" in line and "rlim_cur=0" in line)
        opened = next(at for at, line in enumerate(lines) if "openat(" in line and "/config\"" in line)
        self.assertLess(limit, opened)


def main():
    global PROGRAM  # pylint: disable=global-statement
    PROGRAM = os.path.abspath(sys.argv[1])
    if not can_trace():
        print("skipped: there is no strace that may trace")
        return SKIPPED
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
