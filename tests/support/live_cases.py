"""What tests share that run the program against fault_server.py: the server, a directory for each test,
kubeconfigs, and the answers of a small cluster."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
TLS = PROJECT / "tests/data/tls"
RBAC_VERSION = "rbac.authorization.k8s.io/v1"
RBAC = f"/apis/{RBAC_VERSION}/"
EXEC_VERSION = "client.authentication.k8s.io/v1"
RBAC_KINDS = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")


def path_of(kind, rest="", limit=500):
    """Of a page of the list, the first one without `rest`."""
    return f"{RBAC}{kind.lower()}s?limit={limit}{rest}"


def rbac_list(kind, items=(), **metadata):
    """The answer that is a list, as the API server writes it."""
    return {"json": {"kind": kind + "List", "apiVersion": RBAC_VERSION,
                     "metadata": {"resourceVersion": "1", **metadata}, "items": list(items)}}


def exec_credential(version=EXEC_VERSION, **status):
    """What a plug-in prints."""
    return {"apiVersion": version, "kind": "ExecCredential", "status": status}


def kubeconfig(cluster, user, **more):
    """One context, "c", of cluster "k" and user "u"."""
    return {"apiVersion": "v1", "kind": "Config", "current-context": "c",
            "clusters": [{"name": "k", "cluster": cluster}], "users": [{"name": "u", "user": user}],
            "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}], **more}


class FaultServer:
    """Runs until it is closed, in a directory of its own."""

    def __init__(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.home = pathlib.Path(self.scratch.name)
        self.process = subprocess.Popen(
            [sys.executable, PROJECT / "tests/support/fault_server.py", self.home, TLS],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.scratch.cleanup()

    def answer(self, name, script):
        """What is answered below /NAME."""
        (self.home / f"{name}.json").write_text(json.dumps(script))

    def cluster(self, name, port="tls", scheme="https://", **fields):
        """A kubeconfig's entry for what is below /NAME."""
        return {"server": f"{scheme}127.0.0.1:{self.ports[port]}/{name}",
                **({"certificate-authority": str(TLS / "ca.crt")} if port == "tls" else {}), **fields}

    def log(self):
        """The requests since it was forgotten."""
        log = self.home / "log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def forget(self):
        (self.home / "log").unlink(missing_ok=True)


class LiveCase(unittest.TestCase):
    """Has a server for all of its tests, and a directory for each."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = FaultServer()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(dir=self.server.home)
        self.addCleanup(scratch.cleanup)
        self.here = pathlib.Path(scratch.name)
        self.kubeconfig = str(self.here / "config")

    def configure(self, cluster, user, path="config", **more):
        config = kubeconfig(cluster, user, **more)
        path = self.here / path
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(config))
        return config

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.here), "KUBECONFIG": self.kubeconfig,
                "NO_COLOR": "1",
                **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
