#!/usr/bin/env python3
"""kubectl and the program, given the same configuration, ask the same server as the same user, or
fail for the same reason: the facts of SEMANTICS §8, each measured anew with the kubectl that is here.

    kubectl_facts_test.py RBACGRAPH

Exits with 77 where there is no kubectl.
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
from live_cases import EXEC_VERSION as V1, RBAC_KINDS, TLS, LiveCase, exec_credential, \
    path_of, rbac_list  # noqa: E402

PROGRAM = None
SKIPPED = 77
TOKEN = "canary-token"
ANSWERED = []


def discovery():
    """Enough for kubectl to find roles."""
    groups = {"type": "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}
    rbac = {"metadata": {"name": "rbac.authorization.k8s.io"}, "versions": [{
        "version": "v1", "freshness": "Current", "resources": [
            {"resource": resource, "scope": scope, "verbs": ["get", "list"],
             "singularResource": kind.lower(), "responseKind": {
                 "group": "rbac.authorization.k8s.io", "version": "v1", "kind": kind}}
            for resource, scope, kind in (
                ("roles", "Namespaced", "Role"), ("rolebindings", "Namespaced", "RoleBinding"))]}]}
    return {path + timeout: [{**groups, "json": {"kind": "APIGroupDiscoveryList", "items": items}}]
            for path, items in (("/api", []), ("/apis", [rbac])) for timeout in ("", "?timeout=32s")}


class Facts(LiveCase):
    number = 0

    # ---- What is asked -----------------------------------------------------------------------------

    def cluster(self, port="tls", scheme="https://", script=None, **fields):
        """An entry with a server of its own, which the log knows by its path."""
        Facts.number += 1
        name = f"s{Facts.number}"
        lists = {path_of(kind): [rbac_list(kind)] for kind in RBAC_KINDS}
        self.server.answer(name, {**discovery(), **lists, **(script or {})})
        return self.server.cluster(name, port, scheme, **fields)

    def config(self, user, cluster=None, path="config", **more):
        return self.configure(cluster or self.cluster(), user, path, **more)

    def run_one(self, *words):
        """Exit status, output, error and requests."""
        self.server.forget()
        done = subprocess.run(words, cwd=self.here, capture_output=True, text=True, check=False,
                              timeout=60, stdin=subprocess.DEVNULL, env=self.environment())
        return done, self.server.log()

    def both(self):
        theirs = self.run_one("kubectl", "get", "roles", "-A", "-o", "json")
        ours = self.run_one(PROGRAM, "status")
        return theirs, ours

    @staticmethod
    def who_asks_where(requests):
        """Of the list of roles: server, and what says who we are."""
        for entry in requests:
            if entry["path"].partition("?")[0].endswith("/roles"):
                said = sorted((key.lower(), value) for key, value in entry["headers"]
                              if key.lower() == "authorization" or key.lower().startswith("impersonate"))
                return entry["port"], entry["path"].split("/")[1], said, entry["subject"]
        return None

    def agree(self, fact):
        """Both ask; and alike. Gives what that was."""
        (theirs, their_requests), (_, our_requests) = self.both()
        self.assertEqual(0, theirs.returncode, theirs.stderr)
        asked = self.who_asks_where(their_requests)
        self.assertIsNotNone(asked, theirs.stderr)
        self.assertEqual(asked, self.who_asks_where(our_requests))
        ANSWERED.append(fact)
        return asked

    def refuse(self, fact, words):
        """Both refuse with these words, and nothing is asked."""
        (theirs, their_requests), (ours, our_requests) = self.both()
        self.assertIn(words, theirs.stderr)
        # Ours says where that is written, too.
        self.assertIn(words.lower(), re.sub(r"( of u)? \(/[^ )]+:\d+\)", "", ours.stderr).lower())
        self.assertNotEqual(0, theirs.returncode)
        self.assertEqual(2, ours.returncode, ours.stderr)
        self.assertEqual(([], []), (their_requests, our_requests))
        for text in (ours.stdout, ours.stderr):
            self.assertNotIn("canary", text)
        ANSWERED.append(fact)

    # ---- Files -------------------------------------------------------------------------------------

    def test_merging(self):
        a = self.config({"token": "canary-a"}, path="a/config")
        b = self.config({"token": "canary-b"}, path="b/config")
        for config, path in ((a, "a"), (b, "b")):
            config["users"][0]["name"] = f"u-{path}"
            config["contexts"][0]["context"]["user"] = "u-b"  # of the other file, for a
            (self.here / path / "config").write_text(json.dumps(config))
        self.kubeconfig = ":".join(str(self.here / name) if name else ""
                                   for name in ("a/config", "missing", "b/config", "", "a/config"))
        asked = self.agree("KUBECONFIG=a:missing:b::a")
        self.assertEqual((a["clusters"][0]["cluster"]["server"].rpartition("/")[2],
                          [("authorization", "Bearer canary-b")]), asked[1:3])
        self.kubeconfig = f"{self.here}/b/config:{self.here}/a/config"
        asked = self.agree("the other way round")
        self.assertEqual(b["clusters"][0]["cluster"]["server"].rpartition("/")[2], asked[1])

    def test_relative_paths(self):
        shutil.copy(TLS / "ca.crt", self.here / "ca.crt")
        for name in ("a", "b"):
            (self.here / name).mkdir()
            shutil.copy(TLS / "ca.crt", self.here / name / "ca.crt")
            (self.here / name / "token").write_text(f"  canary-{name}\n\n")
        (self.here / "ca.crt").write_text("no certificate")
        for name in ("a", "b"):
            self.config({"tokenFile": "token"}, self.cluster(**{"certificate-authority": "ca.crt"}),
                        path=f"{name}/config")
            self.kubeconfig = str(self.here / name / "config")
            self.assertEqual([("authorization", f"Bearer canary-{name}")],
                             self.agree(f"relative paths of {name}/config")[2])

    def test_empty_configuration(self):
        """The one that differs on purpose: kubectl tries localhost:8080."""
        (self.here / "config").write_text("")
        (theirs, _), (ours, requests) = self.both()
        self.assertIn("localhost:8080", theirs.stderr)
        self.assertEqual(2, ours.returncode)
        self.assertIn("no cluster is configured", ours.stderr)
        self.assertEqual([], requests)
        ANSWERED.append("an empty kubeconfig (differs on purpose)")

    def test_a_name_twice_in_a_file(self):
        cluster = {"name": "k", "cluster": self.cluster()}
        self.config({"token": TOKEN}, clusters=[cluster, cluster])
        (theirs, _), (ours, requests) = self.both()
        self.assertIn("duplicate name \"k\" in list", theirs.stderr)
        self.assertEqual(2, ours.returncode)
        self.assertRegex(ours.stderr, r'cluster.* "?k')
        self.assertEqual([], requests)
        ANSWERED.append("a name twice in one list")

    # ---- Credentials -------------------------------------------------------------------------------

    def test_who_asks(self):
        (self.here / "token").write_text(" canary-file \n")
        for fact, user in (
                ("token", {"token": TOKEN}),
                ("token and tokenFile", {"token": TOKEN, "tokenFile": "token"}),
                ("an empty tokenFile beside a token", {"token": TOKEN, "tokenFile": "/dev/null"}),
                ("basic", {"username": "jane", "password": "canary-password"}),
                ("a certificate", {"client-certificate": str(TLS / "client.crt"),
                                   "client-key": str(TLS / "client.key")}),
                ("a certificate's data", {
                    "client-certificate-data": self.base64("client.crt"),
                    "client-key-data": self.base64("client.key")}),
                ("a certificate and a token", {
                    "client-certificate": str(TLS / "client.crt"),
                    "client-key": str(TLS / "client.key"), "token": TOKEN}),
                ("impersonation", {"token": TOKEN, "as": "jane", "as-uid": "7",
                                   "as-groups": ["dev", "ops"], "as-user-extra": {"k": ["v", "w"]}})):
            with self.subTest(fact):
                self.config(user)
                self.agree(fact)

    def base64(self, name):
        return base64.b64encode((TLS / name).read_bytes()).decode()

    def test_plain_http_takes_no_credential(self):
        def bare(**fields):
            return {"server": f"127.0.0.1:{self.server.ports['plain']}", **fields}

        for path, answer in discovery().items():
            name, mark, query = path[1:].partition("?")
            self.server.answer(f"{name}{mark}{query}", {"/": answer})
        self.server.answer("apis", {"/": discovery()["/apis"], **{
            path_of(kind).removeprefix("/apis"): [rbac_list(kind)] for kind in RBAC_KINDS}})
        for fact, cluster in (
                ("http://", self.cluster("plain", "http://")),
                ("no scheme", bare()),
                ("no scheme, insecure", bare(**{"insecure-skip-tls-verify": True})),
                ("no scheme, a CA", bare(**{"certificate-authority": str(TLS / "ca.crt")}))):
            with self.subTest(fact):
                self.config({"token": TOKEN}, cluster)
                self.assertEqual(("plain", []), self.agree(fact)[0:3:2])

    def test_refused_configurations(self):
        plugin = {"command": "/bin/true", "apiVersion": V1, "interactiveMode": "Never"}
        for words, user, cluster in (
                ("more than one authentication method found for u; found [token basicAuth], only one is "
                 "allowed", {"token": TOKEN, "username": "jane", "password": "canary-p"}, None),
                ("specifying a root certificates file with the insecure flag is not allowed",
                 {"token": TOKEN}, {"insecure-skip-tls-verify": True}),
                ("requesting uid, groups or user-extra for u without impersonating a user",
                 {"token": TOKEN, "as-groups": ["dev"]}, None),
                ("The gcp auth plugin has been removed", {"auth-provider": {"name": "gcp"}}, None),
                ("interactiveMode must be specified for u to use exec authentication plugin",
                 {"exec": {**plugin, "interactiveMode": ""}}, None),
                ("exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\"",
                 {"exec": {**plugin, "apiVersion": "client.authentication.k8s.io/v1alpha1"}}, None)):
            with self.subTest(words):
                self.config(user, self.cluster(**(cluster or {})))
                self.refuse(words, words)

    # ---- Plug-ins ----------------------------------------------------------------------------------

    def plugin(self, answer, script="", **more):
        path = self.here / "plugin"
        path.write_text(f"#!/bin/sh\necho \"$KUBERNETES_EXEC_INFO\" >> {self.here}/asked\n{script}\n"
                        f"cat <<'END'\n{json.dumps(answer)}\nEND\n")
        path.chmod(0o755)
        return {"exec": {"command": str(path), "apiVersion": V1, "interactiveMode": "Never", **more}}

    def test_what_a_plugin_gives(self):
        self.config(self.plugin(exec_credential(token="canary-exec")))
        self.assertEqual([("authorization", "Bearer canary-exec")], self.agree("a plug-in's token")[2])
        self.config(self.plugin(exec_credential(
            clientCertificateData=(TLS / "client.crt").read_text(),
            clientKeyData=(TLS / "client.key").read_text())))
        self.assertEqual("jane", self.agree("a plug-in's certificate")[3]["commonName"])
        (self.here / "asked").unlink()
        self.config({**self.plugin(exec_credential(token="canary-exec")), "token": TOKEN})
        self.assertEqual([("authorization", f"Bearer {TOKEN}")], self.agree("plug-in and token")[2])
        self.assertFalse((self.here / "asked").exists())

    def test_what_a_plugin_is_told(self):
        extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "a", "n": [1]}}
        self.config(self.plugin(exec_credential(token="canary-exec"), provideClusterInfo=True),
                    self.cluster(extensions=[extension]))
        self.agree("provideClusterInfo")
        told = [json.loads(line) for line in (self.here / "asked").read_text().splitlines() if line]
        self.assertEqual(told[0], told[-1])
        self.assertEqual({"audience": "a", "n": [1]}, told[0]["spec"]["cluster"]["config"])

    def test_plugins_that_fail(self):
        certificate = (TLS / "client.crt").read_text()
        for words, fields in (
                ("exec plugin cannot support interactive mode: standard input is not a terminal",
                 self.plugin(exec_credential(token="canary"), interactiveMode="Always")),
                (f"exec plugin is configured to use API version {V1}, plugin returned version {V1}beta1",
                 lambda: self.plugin(exec_credential(V1 + "beta1", token="canary"))),
                ("exec plugin didn't return a token or cert/key pair",
                 lambda: self.plugin(exec_credential())),
                ("exec plugin returned only certificate or key, not both",
                 lambda: self.plugin(exec_credential(clientCertificateData=certificate))),
                ("failed with exit code 3",
                 lambda: self.plugin(exec_credential(token="canary"), "exit 3")),
                ("get it at the shop", lambda: {"exec": {
                    "command": "no-such-plugin", "apiVersion": V1, "interactiveMode": "Never",
                    "installHint": "get it at the shop"}})):
            with self.subTest(words):
                self.config(fields() if callable(fields) else fields)
                self.refuse(words, words)

    # ---- Requests ----------------------------------------------------------------------------------

    def test_pages(self):
        first, then = rbac_list("Role"), rbac_list("Role")
        first["json"]["metadata"]["continue"] = "a b/c"
        path = "/apis/rbac.authorization.k8s.io/v1/roles?"
        cluster = self.cluster(script={path + "limit=500": [first]})
        name = cluster["server"].rpartition("/")[2]
        script = json.loads((self.server.home / f"{name}.json").read_text())
        for next_page in ("continue=a+b%2Fc&limit=500", "limit=2000&continue=a%20b%2Fc"):
            script[path + next_page] = [then]
        (self.server.home / f"{name}.json").write_text(json.dumps(script))
        self.config({"token": TOKEN}, cluster)
        pages = []
        for _, requests in self.both():
            pages.append([sorted(entry["path"].partition("?")[2].replace("+", "%20").split("&"))
                          for entry in requests if "/roles?" in entry["path"]])
        # The same token; there is more of the rest in one page of ours.
        kubectl, ours = pages
        self.assertEqual([["limit=500"], ["continue=a%20b%2Fc", "limit=500"]], kubectl)
        self.assertEqual([["limit=500"], ["continue=a%20b%2Fc", "limit=2000"]], ours)
        ANSWERED.append("pages")

    def test_discovery_and_agent(self):
        self.config({"token": TOKEN})
        accepts, agents = [], []
        for _, requests in self.both():
            headers = {entry["path"].partition("?")[0].split("/", 2)[2]: dict(entry["headers"])
                       for entry in requests}
            accepts.append([headers[path]["Accept"] for path in ("api", "apis")])
            agents.append(headers["apis"]["User-Agent"])
        self.assertEqual(accepts[0], accepts[1])
        ANSWERED.append("discovery")
        for program, agent in zip(("kubectl", "rbacgraph"), agents):
            self.assertRegex(agent, rf"^{program}/\S+ \({re.escape(agents[0].split()[1][1:-1])}\)")
        ANSWERED.append("User-Agent")

    def test_whoami(self):
        review = {"status": 201, "json": {
            "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "status": {"userInfo": {
                "username": "jane", "uid": "7", "groups": ["dev", "system:authenticated"],
                "extra": {"scopes": ["a", "b"]}}}}}
        self.config({"token": TOKEN}, self.cluster(
            script={"/apis/authentication.k8s.io/v1/selfsubjectreviews": [review]}))
        theirs, _ = self.run_one("kubectl", "auth", "whoami")
        ours, _ = self.run_one(PROGRAM, "whoami")
        self.assertEqual(0, theirs.returncode, theirs.stderr)
        self.assertEqual(theirs.stdout, ours.stdout)
        ANSWERED.append("whoami")

    def test_what_kubectl_writes_is_read(self):
        roles = rbac_list("Role")
        roles["json"]["items"] = [{"metadata": {"name": "r", "namespace": "shop"}, "rules": [
            {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]}]
        path = "/apis/rbac.authorization.k8s.io/v1/roles"
        self.config({"token": TOKEN}, self.cluster(script={path + "?limit=500": [roles], path: [roles]}))
        for fact, words in (("get roles", ["roles", "-A", "-o", "json"]),
                            ("get roles,rolebindings without any binding",
                             ["roles,rolebindings", "-A", "-o", "json"]),
                            ("get -o yaml", ["roles", "-A", "-o", "yaml"])):
            with self.subTest(fact):
                theirs, _ = self.run_one("kubectl", "get", *words)
                self.assertEqual(0, theirs.returncode, theirs.stderr)
                (self.here / "dump").write_text(theirs.stdout)
                ours, _ = self.run_one(PROGRAM, "show", "Role/shop/r", "-f", "dump", "-o", "json")
                self.assertEqual(0, ours.returncode, ours.stderr)
                ANSWERED.append(fact)


def main():
    global PROGRAM  # pylint: disable=global-statement
    PROGRAM = os.path.abspath(sys.argv[1])
    if not shutil.which("kubectl", path="/usr/bin:/bin"):
        print("skipped: there is no kubectl to compare with")
        return SKIPPED
    fine = unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful()
    print(f"{len(ANSWERED)} facts, both alike")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
