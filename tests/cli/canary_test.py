#!/usr/bin/env python3
"""Where credentials go: with a canary in each kind of them, the program is traced, and nothing that it
writes to any file, pipe or socket may hold it (what TLS encrypts does not), nor its output.

    canary_test.py RBACGRAPH PROJECT

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
import tempfile
import unittest

PROGRAM = PROJECT = None
SKIPPED = 77
CANARY = "CANARY7f3a"
V1 = "client.authentication.k8s.io/v1"
WRITES = "write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,sendfile,splice,tee,copy_file_range"


def can_trace():
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


class Canary(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.home = pathlib.Path(scratch.name)
        cls.tls = PROJECT / "tests/data/tls"
        cls.server = subprocess.Popen(
            [sys.executable, PROJECT / "tests/support/fault_server.py", cls.home, cls.tls],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.ports = json.loads(cls.server.stdout.readline())
        rbac = "/apis/rbac.authorization.k8s.io/v1/"
        (cls.home / "good.json").write_text(json.dumps({
            f"{rbac}{kind.lower()}s?limit=500": [{"json": {
                "kind": kind + "List", "apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {},
                "items": [{"metadata": {"name": "one"}}] if kind == "ClusterRole" else []}}]
            for kind in ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")}))
        # A server that tells what it was told.
        (cls.home / "bad.json").write_text(json.dumps({"*": [{"status": 500, "echo": True}]}))
        (cls.home / "no.json").write_text(json.dumps({"*": [{"status": 401}]}))

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        cls.server.wait()
        cls.server.stdout.close()

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(dir=self.home)
        self.addCleanup(scratch.cleanup)
        self.here = pathlib.Path(scratch.name)

    def users(self):
        """Each kind of credential, with what must not be seen of it."""
        key = (self.tls / "client.key").read_text()
        certificate = (self.tls / "client.crt").read_text()
        secret_line = key.splitlines()[2]
        (self.here / "token").write_text(CANARY + "\n")
        plugin = self.here / "plugin"
        for name, status in (("token", {"token": CANARY}),
                             ("key", {"clientCertificateData": certificate, "clientKeyData": key})):
            path = self.here / f"plugin-{name}"
            path.write_text("#!/bin/sh\n/bin/cat " + f"{path}.answer\n")
            path.chmod(0o755)
            pathlib.Path(f"{path}.answer").write_text(json.dumps(
                {"apiVersion": V1, "kind": "ExecCredential", "status": status}))
        execute = {"apiVersion": V1, "interactiveMode": "Never"}
        data = base64.b64encode(key.encode()).decode()
        yield "token", {"token": CANARY}, [CANARY]
        yield "token file", {"tokenFile": "token"}, [CANARY]
        yield "password", {"username": "jane", "password": CANARY}, [
            CANARY, base64.b64encode(f"jane:{CANARY}".encode()).decode()]
        yield "key file", {"client-certificate": str(self.tls / "client.crt"),
                           "client-key": str(self.tls / "client.key")}, [secret_line]
        yield "key data", {"client-certificate-data": base64.b64encode(certificate.encode()).decode(),
                           "client-key-data": data}, [secret_line, data[100:140]]
        yield "plug-in's token", {"exec": {**execute, "command": f"{plugin}-token"}}, [CANARY]
        yield "plug-in's key", {"exec": {**execute, "command": f"{plugin}-key"}}, [secret_line]
        yield "plug-in's environment", {"exec": {
            **execute, "command": f"{plugin}-token", "env": [{"name": "A", "value": CANARY}]}}, [CANARY]

    def configure(self, user, server):
        (self.here / "config").write_text(json.dumps({
            "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
            "clusters": [{"name": "k", "cluster": {
                "server": f"https://127.0.0.1:{self.ports['tls']}/{server}",
                "certificate-authority": str(self.tls / "ca.crt")}}],
            "users": [{"name": "u", "user": user}]}))

    def trace(self, *arguments):
        """What was done, and what was written by our own process and its threads."""
        trace = self.here / "trace"
        done = subprocess.run(
            ["strace", "-f", "-qq", "-s", "1000000", "-e", f"trace={WRITES},execve,prlimit64,openat",
             "-o", trace, PROGRAM, *arguments], cwd=self.here, capture_output=True, text=True,
            check=False, timeout=120, stdin=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.here), "KUBECONFIG": str(self.here / "config")})
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
                    self.configure(user, server)
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
    global PROGRAM, PROJECT  # pylint: disable=global-statement
    PROGRAM, PROJECT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    if not can_trace():
        print("skipped: there is no strace that may trace")
        return SKIPPED
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
