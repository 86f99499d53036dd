#!/usr/bin/env python3
"""What goes wrong between us and a cluster, as the user sees it: what is said, the exit status, and that
nothing waits for longer than it may. Prints the table of it. With RBACGRAPH_ALL_FAULTS set there is a
decompression bomb among them, which takes a minute to make.

    faults_test.py RBACGRAPH
"""

import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from live_cases import TLS, LiveCase, path_of, rbac_list as page  # noqa: E402

PROGRAM = None
SECRET = "CANARY-secret"


def binding(name, role="reader"):
    return {"metadata": {"name": name}, "subjects": [{
        "kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": f"user-{name}"}],
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}}


READER = {"metadata": {"name": "reader"}, "rules": [
    {"verbs": ["list"], "apiGroups": [""], "resources": ["pods"]}]}
GOOD = {path_of("ClusterRole"): [page("ClusterRole", [READER])],
        path_of("ClusterRoleBinding"): [page("ClusterRoleBinding", [binding("one")])],
        path_of("Role"): [page("Role")], path_of("RoleBinding"): [page("RoleBinding")]}
BINDINGS = path_of("ClusterRoleBinding")
NEXT = path_of("ClusterRoleBinding", "&continue=next", limit=2000)


def changed(**responses):
    return {**GOOD, **responses}


def many(count):
    """A list of so many bindings, of one piece that is repeated."""
    item = json.dumps(binding("one"), separators=(",", ":"))
    head = '{"kind":"ClusterRoleBindingList","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{},"items":['
    return head + ",".join(item.replace("one", f"b{number}") for number in range(count)) + "]}"


STATUS = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
TIMED = ["--request-timeout", "2s"]
# What goes wrong; the script; further words; seconds it may take; exit status; what is said; the names told.
FAULTS = (
    ("none", GOOD, [], 10, 0, "1 subject", ["user:user-one"]),
    ("nobody listens", None, ["--server", "https://127.0.0.1:1"], 10, 3,
     "https://127.0.0.1:1: Failed to connect", []),
    ("an unknown host", None, ["--server", "https://no-such-host.invalid"], 20, 3,
     "no-such-host.invalid: Could not resolve host", []),
    ("slow: no answer in time", changed(**{BINDINGS: [{"delay": 30}]}), TIMED, 20, 3,
     "Operation timed out after ", []),
    ("slow: silent in the middle", changed(**{BINDINGS: [{**page("ClusterRoleBinding", [
        binding("one")]), "stall": 30}]}), TIMED, 20, 3, "Operation timed out after ", []),
    ("cut in the middle", changed(**{BINDINGS: [{**page("ClusterRoleBinding", [
        binding("one")]), "cut": 100}]}), [], 20, 3, "transfer closed with outstanding read data", []),
    ("cut once, then whole", changed(**{BINDINGS: [
        {**page("ClusterRoleBinding", [binding("half")]), "cut": 200},
        page("ClusterRoleBinding", [binding("one")])]}), [], 20, 0, "1 subject", ["user:user-one"]),
    ("reset, then an answer", changed(**{BINDINGS: [
        {"reset": True}, page("ClusterRoleBinding", [binding("one")])]}), [], 20, 0, "1 subject",
     ["user:user-one"]),
    ("a certificate of somebody else's", GOOD, ["--certificate-authority", "{keys}/other-ca.crt"], 10, 3,
     "SSL certificate problem", []),
    ("a certificate for another name", GOOD, ["--tls-server-name", "elsewhere.test"], 10, 3,
     "no alternative certificate subject name matches", []),
    ("TLS 1.1", GOOD, ["--server", "https://127.0.0.1:{old}/x"], 10, 3, "protocol version", []),
    ("plain HTTP where TLS is wanted", GOOD, ["--server", "https://127.0.0.1:{plain}/x"], 10, 3,
     "wrong version number", []),
    ("credentials refused", {"*": [{"status": 401}]}, [], 10, 3,
     "does not accept the credentials of user \"u\" (HTTP 401)", []),
    ("a token that expires: refused once, then fresh", changed(**{BINDINGS: [
        {"status": 401}, page("ClusterRoleBinding", [binding("one")])]}), [], 10, 0, "1 subject",
     ["user:user-one"]),
    ("410 in the middle of the pages", changed(**{
        BINDINGS: [page("ClusterRoleBinding", [binding("old")], **{"continue": "next"})],
        NEXT: [{"status": 410, "json": {**STATUS, "code": 410, "reason": "Expired", "message": "gone"}}],
        BINDINGS.partition("?")[0]: [page("ClusterRoleBinding", [binding("one"), binding("two")])]}), [],
     20, 0, "2 subjects", ["user:user-one", "user:user-two"]),
    ("410 again and again", changed(**{
        BINDINGS: [{"status": 410, "json": {**STATUS, "code": 410, "message": "gone"}}],
        BINDINGS.partition("?")[0]: [{"status": 410, "json": {**STATUS, "code": 410, "message": "gone"}}]}),
     [], 20, 3, "HTTP 410", []),
    ("429, then an answer", changed(**{BINDINGS: [
        {"status": 429, "headers": {"Retry-After": "1"}},
        page("ClusterRoleBinding", [binding("one")])]}), [], 20, 0, "1 subject", ["user:user-one"]),
    ("429 for ever", changed(**{BINDINGS: [{"status": 429, "headers": {"Retry-After": "1"}}]}), [], 60, 3,
     "HTTP 429", []),
    ("500", changed(**{BINDINGS: [{"status": 500, "json": {**STATUS, "message": "etcd is sad"}}]}), [], 20, 3,
     "etcd is sad", []),
    ("HTML of a proxy", {"*": [{"type": "text/html", "body": "<html><title>Sign in</title></html>"}]}, [],
     10, 3, "the answer is not JSON (text/html): Sign in", []),
    ("HTML with 503", {"*": [{"status": 503, "type": "text/html", "body": "<h1>Maintenance</h1>"}]}, [], 20, 3,
     "HTTP 503: Maintenance", []),
    ("a redirect elsewhere", {"*": [{"status": 302, "headers": {"Location": "https://elsewhere.test"}}]}, [],
     10, 3, "it sends us elsewhere (HTTP 302)", []),
    ("an empty answer", {"*": [{"body": ""}]}, [], 10, 3, "is answered with something without a kind", []),
    ("another kind of list", changed(**{BINDINGS: [page("Role")]}), [], 10, 3,
     "clusterrolebindings is answered with RoleList (rbac.authorization.k8s.io/v1) where "
     "ClusterRoleBindingList (rbac.authorization.k8s.io/v1) was asked for", []),
    ("an endless answer", changed(**{BINDINGS: [{"body": " " * 65536, "repeat": -1}]}), TIMED, 30, 3,
     "Operation timed out after ", []),
    ("a decompression bomb", changed(**{BINDINGS: [{"body": " " * (1 << 20), "repeat": -1, "gzip": True}]}),
     [], 120, 3, "it decompresses to more than 200 times its size", []),
    ("pages without an end", changed(**{
        BINDINGS: [page("ClusterRoleBinding", [binding("one")], **{"continue": "next"})],
        NEXT: [page("ClusterRoleBinding", [binding("one")], **{"continue": "next"})]}), [], 30, 3,
     "has no end: the server gives the same page again", []),
    ("no RBAC there", {}, [], 10, 3, "serves no RBAC API", []),
    ("100000 bindings", changed(**{BINDINGS: [{"body": many(100000)}]}), ["--kind", "group"], 120, 0,
     "", []),
)


class Faults(LiveCase):
    def test_each(self):
        for number, fault in enumerate(FAULTS):
            if "bomb" in fault[0] and not os.environ.get("RBACGRAPH_ALL_FAULTS"):
                continue
            with self.subTest(fault[0]):
                self.check(number, *fault)

    def check(self, number, fault, script, words, seconds, status, told, names):
        self.server.answer(f"f{number}", script or {})
        self.configure(self.server.cluster(f"f{number}"), {"tokenFile": "token"})
        (self.here / "token").write_text(SECRET)
        begun = time.monotonic()
        done = subprocess.run(
            [PROGRAM, "who-can", "list", "pods", "-o", "name",
             *(word.format(keys=TLS, **self.server.ports) for word in words)],
            cwd=self.here, capture_output=True, text=True, check=False, timeout=seconds + 60,
            stdin=subprocess.DEVNULL, env=self.environment())
        took = time.monotonic() - begun
        said = next((line for line in done.stderr.splitlines() if "error:" in line), "")
        print(f"{fault:48} exit {done.returncode}  {took:5.1f} s  {said[17:130]}", flush=True)
        self.assertEqual(status, done.returncode, done.stderr)
        self.assertIn(told, done.stderr)
        self.assertEqual(names, done.stdout.split())
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        self.assertLess(took, seconds)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1])
