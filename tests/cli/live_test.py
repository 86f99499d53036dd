#!/usr/bin/env python3
"""The program against a cluster: a server on loopback that answers as each test says.

Every run has a token, a key and a plug-in's answer with CANARY in them; none of them may be in an
output, an error or a file that is written.

    live_test.py RBACGRAPH PROJECT
"""

import csv
import gzip
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema
import yaml

PROGRAM = PROJECT = None
CANARY = "CANARY-f00d"
RBAC = "/apis/rbac.authorization.k8s.io/v1/"
KINDS = {"roles": "Role", "clusterroles": "ClusterRole", "rolebindings": "RoleBinding",
         "clusterrolebindings": "ClusterRoleBinding", "serviceaccounts": "ServiceAccount",
         "namespaces": "Namespace", "pods": "Pod"}


def path_of(resource, namespace=None):
    base = RBAC if "role" in resource else "/api/v1/"
    return f"{base}{f'namespaces/{namespace}/' if namespace else ''}{resource}?limit=500"


def meta(name, namespace=None, **more):
    return {"name": name, "uid": "u", **({"namespace": namespace} if namespace else {}),
            "managedFields": [{"manager": "x"}], **more}


def rule(verbs, resources, groups=("",), **more):
    return {"verbs": verbs, "apiGroups": list(groups), "resources": resources, **more}


def bound(name, role_kind, role, subjects, namespace=None):
    return {"metadata": meta(name, namespace), "subjects": subjects,
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role_kind, "name": role}}


def user(name):
    return {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": name}


def account(namespace, name):
    return {"kind": "ServiceAccount", "namespace": namespace, "name": name}


OBJECTS = {
    "roles": [{"metadata": meta("reader", "shop"), "rules": [
        rule(["get", "list"], ["secrets"]), rule(["get"], ["pods"], resourceNames=["a"])]}],
    "clusterroles": [
        {"metadata": meta("view", labels={"aggregate": "yes"}),
         "rules": [rule(["get", "list"], ["pods", "carts"], ["", "shop.example"])]},
        {"metadata": meta("all-views"), "rules": [rule(["list"], ["nodes"])],
         "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"aggregate": "yes"}}]}},
        {"metadata": meta("urls"), "rules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz"]}]}],
    "rolebindings": [bound("rb", "Role", "reader", [account("shop", "runner"), user("mia")], "shop"),
                     bound("lost", "Role", "not-there", [user("mia")], "shop")],
    "clusterrolebindings": [bound("crb", "ClusterRole", "view", [user("jane")]),
                            bound("agg", "ClusterRole", "all-views", [user("agatha")])],
    "serviceaccounts": [{"metadata": meta("runner", "shop"), "automountServiceAccountToken": False,
                         "secrets": [{"name": "runner-token"}]}],
    "namespaces": [{"metadata": meta("default")}, {"metadata": meta("shop")}],
    "pods": [{"metadata": meta("web", "shop", annotations={"note": CANARY}),
              "spec": {"serviceAccountName": "runner",
                       "containers": [{"name": "c", "env": [{"name": "P", "value": CANARY}]}]}}],
}
CARTS = {"metadata": {"name": "shop.example"}, "versions": [{
    "version": "v1", "freshness": "Current", "resources": [
        {"resource": "carts", "responseKind": {"kind": "Cart"}, "scope": "Cluster",
         "singularResource": "cart", "shortNames": ["ct"], "verbs": ["get", "list"]}]}]}


def list_of(resource, items):
    version = "rbac.authorization.k8s.io/v1" if "role" in resource else "v1"
    return {"json": {"kind": KINDS[resource] + "List", "apiVersion": version,
                     "metadata": {"resourceVersion": "7"}, "items": items}}


def forbidden(message):
    return {"status": 403, "json": {"kind": "Status", "code": 403, "reason": "Forbidden",
                                    "message": message}}


def cluster_script():
    groups = {"type": "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}
    script = {path_of(resource): [list_of(resource, list(items))]
              for resource, items in OBJECTS.items()}
    script["/api"] = [{**groups, "json": {"kind": "APIGroupDiscoveryList", "items": []}}]
    script["/apis"] = [{**groups, "json": {"kind": "APIGroupDiscoveryList", "items": [CARTS]}}]
    script["/version"] = [{"json": {"gitVersion": "v1.36.3"}}]
    script["/apis/authentication.k8s.io/v1/selfsubjectreviews"] = [{"status": 201, "json": {
        "kind": "SelfSubjectReview", "status": {"userInfo": {
            "username": "jane", "uid": "7", "groups": ["dev", "system:authenticated"],
            "extra": {"scopes": ["a", "b"]}}}}}]
    return script


class LiveTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.scratch.name)
        cls.server = subprocess.Popen(
            [sys.executable, PROJECT / "tests/support/fault_server.py", cls.home,
             PROJECT / "tests/data/tls"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.ports = json.loads(cls.server.stdout.readline())
        cls.number = 0

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        cls.server.wait()
        cls.server.stdout.close()
        cls.scratch.cleanup()

    def setUp(self):
        self.script = cluster_script()
        self.user = {"token": CANARY}
        self.log_file = self.home / "log"
        self.log_file.unlink(missing_ok=True)
        self.variables = {}
        self.folder = tempfile.TemporaryDirectory(dir=self.home)
        self.addCleanup(self.folder.cleanup)
        self.here = pathlib.Path(self.folder.name)

    def address(self, port="tls"):
        return f"127.0.0.1:{self.ports[port]}"

    def configure(self):
        """Writes script and kubeconfig as they are now."""
        LiveTest.number += 1
        name = f"c{LiveTest.number}"
        (self.home / f"{name}.json").write_text(json.dumps(self.script))
        self.config = {
            "apiVersion": "v1", "kind": "Config", "current-context": "prod",
            "clusters": [{"name": "k", "cluster": {
                "server": f"https://{self.address()}/{name}",
                "certificate-authority": str(PROJECT / "tests/data/tls/ca.crt")}}],
            "users": [{"name": "u", "user": self.user}],
            "contexts": [{"name": "prod", "context": {"cluster": "k", "user": "u"}}]}
        (self.here / "config").write_text(json.dumps(self.config))

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.here), "NO_COLOR": "1",
                "KUBECONFIG": str(self.here / "config"), **self.variables}

    def run_program(self, *arguments, status=0, configure=True, stdin=""):
        if configure:
            self.configure()
        done = subprocess.run([PROGRAM, *arguments], cwd=self.here, capture_output=True, text=True,
                              input=stdin, env=self.environment(), check=False, timeout=60)
        self.assertEqual(status, done.returncode, done.stderr)
        for text in (done.stdout, done.stderr, *self.written()):
            self.assertNotIn(CANARY, text)
        return done

    def written(self):
        for path in self.here.rglob("*"):
            if path.is_file() and path.name not in ("config", "plugin", "answer"):
                data = path.read_bytes()
                yield (gzip.decompress(data) if path.suffix == ".gz" else data).decode()

    def log(self):
        if not self.log_file.exists():
            return []
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    def header(self, entry, name):
        return [value for key, value in entry["headers"] if key == name]

    # ---- Which input -----------------------------------------------------------------------------

    def test_without_a_file_the_current_context_is_asked(self):
        done = self.run_program("who-can", "list", "secrets", "-n", "shop")
        self.assertEqual(
            "SUBJECT       KIND             SCOPE   VIA              ROLE\n"
            "shop/runner   ServiceAccount   shop    RoleBinding/rb   Role/reader\n"
            "mia           User             shop    RoleBinding/rb   Role/reader\n", done.stdout)
        self.assertTrue(all(self.header(entry, "Authorization") == [f"Bearer {CANARY}"]
                            for entry in self.log()))

    def test_types_of_the_cluster_are_known(self):
        done = self.run_program("who-can", "get", "ct", "-o", "name")
        self.assertEqual("user:jane\n", done.stdout)
        self.assertIn("\"ct\" was read as carts.shop.example\n", done.stderr)

    def test_files_and_clusters_exclude_each_other(self):
        (self.here / "a.yaml").write_text("")
        for option in (["--context", "prod"], ["--token", CANARY], ["--as", "jane"], ["-s", "https://h"]):
            done = self.run_program("who-can", "list", "pods", "-f", "a.yaml", *option, status=2)
            self.assertRegex(done.stderr, "^rbacgraph: error: -f reads files and --[a-z]+ is about a "
                                          "cluster: give one of them\nhint: without -f the cluster of "
                                          "the current context is asked\n$")
        self.assertEqual([], self.log())

    def test_a_file_without_f_is_no_question_to_the_cluster(self):
        for name in ("dump.json", "a.yaml", "b.yaml"):
            (self.here / name).write_text("")
        (self.here / "base").mkdir()
        named = "; an object of that name is asked about with --name "
        for words, told, hint in (
                ("who-can list secrets dump.json", '"dump.json" is a file, and no part of the question',
                 f"files are read with -f: -f dump.json{named}dump.json"),
                ("can-i list secrets ./dump.json", '"./dump.json" is a file, and no part of the question',
                 "files are read with -f: -f ./dump.json"),
                ("who-can list secrets lost.yml.gz",
                 '"lost.yml.gz" is spelled like a file, and there is none of that name',
                 f"files are read with -f: -f lost.yml.gz{named}lost.yml.gz"),
                ("rules dump.json", '"dump.json" is a file, and no part of the question',
                 "files are read with -f: -f dump.json"),
                ("lint base", '"base" is a folder, and no part of the question',
                 "files are read with -f: -f base"),
                ("graph base/", '"base/" is a folder, and no part of the question',
                 "files are read with -f: -f base/"),
                ("status -", '"-" is no part of the question', "standard input is read with -f -"),
                ("who-can list secrets dump.json --all-contexts",
                 '"dump.json" is a file, and no part of the question',
                 f"files are read with -f: -f dump.json{named}dump.json"),
                ("who-can list secrets -f a.yaml b.yaml", '"b.yaml" is a file, and no part of the question',
                 f"every file takes an -f of its own: -f b.yaml{named}b.yaml"),
                ("lint secrets", 'too many arguments: "secrets"', "rbacgraph lint -f FILE; --help shows more")):
            with self.subTest(words):
                done = self.run_program(*words.split(), status=2)
                self.assertEqual(("", f"rbacgraph: error: {told}\nhint: {hint}\n"), (done.stdout, done.stderr))
        self.assertEqual([], self.log())
        # Names that only look so.
        (self.here / "secrets").write_text("")
        for words in ("who-can list secrets", "who-can get secrets --name dump.json",
                      "who-can get /openapi.json", "who-can get configmaps/app.json", "rules user:dump.json"):
            self.run_program(*words.split())

    def test_without_any_configuration_there_is_none(self):
        self.variables["KUBECONFIG"] = str(self.here / "none")
        done = self.run_program("who-can", "list", "pods", status=2)
        self.assertEqual(
            f"rbacgraph: error: no cluster is configured: there is no {self.here}/none\n"
            "hint: give a kubeconfig with --kubeconfig or the environment variable KUBECONFIG, or "
            "objects with -f FILE\n", done.stderr)

    def test_contexts_are_chosen_and_told(self):
        done = self.run_program("status", "--context", "prd", status=2)
        self.assertIn(f"context \"prd\" does not exist in {self.here}/config\nhint: did you mean prod?",
                      done.stderr)

    def test_options_are_laid_over_the_configuration(self):
        self.script = {"*": [{"status": 401}]}
        self.configure()
        done = self.run_program("whoami", "--token", "other-" + CANARY, "--as", "bob", "--as-group",
                                "g1", "--as-group", "g2", "--as-uid", "9", "--as-user-extra", "k=v",
                                status=3)
        entry = self.log()[0]
        self.assertEqual(["Bearer other-" + CANARY], self.header(entry, "Authorization"))
        self.assertEqual(["bob"], self.header(entry, "Impersonate-User"))
        self.assertEqual(["g1", "g2"], self.header(entry, "Impersonate-Group"))
        self.assertEqual(["9"], self.header(entry, "Impersonate-Uid"))
        self.assertEqual(["v"], self.header(entry, "Impersonate-Extra-k"))
        self.assertIn("does not accept the credentials of user \"u\" (HTTP 401)", done.stderr)

    def test_in_can_i_as_is_whom_the_question_is_about(self):
        done = self.run_program("can-i", "get", "pods", "--as", "user:jane")
        self.assertEqual("yes\n", done.stdout)
        self.assertEqual([], self.header(self.log()[0], "Impersonate-User"))

    def test_sides_of_a_comparison_may_be_clusters(self):
        self.collected()
        done = self.run_program("diff", "snap.json", "context:prod")
        self.assertEqual("", done.stdout, "the same, aggregation rules included")
        self.script[path_of("clusterrolebindings")][0]["json"]["items"].append(
            bound("new", "ClusterRole", "view", [user("zoe")]))
        for sides in (["snap.json", "context:prod"], ["context:prod", "snap.json"]):
            done = self.run_program("diff", *sides, "-o", "json", status=1)
            change = "gained" if sides[0] == "snap.json" else "lost"
            self.assertEqual([(change, {"kind": "User", "name": "zoe"})],
                             [(entry["change"], entry["subject"])
                              for entry in json.loads(done.stdout)["access"]])
        self.run_program("diff", "context:prod", "context:prod", status=0)
        asked = len(self.log())
        for arguments, told in (
                (["context:prod", "a", "--context", "prod"],
                 "--context: here a side itself says which, as context:NAME"),
                (["context:prod", "a", "--all-contexts"],
                 "--all-contexts: here a side itself says which, as context:NAME"),
                (["a", "b", "--as", "jane"], "--as is about a cluster, and neither side is one"),
                (["context:prod", "context:prod", "--token", CANARY],
                 "--token is about one cluster, and both sides are one")):
            done = self.run_program("diff", *arguments, status=2)
            self.assertEqual(f"rbacgraph: error: {told}\nhint: rbacgraph diff A B; --help shows more\n",
                             done.stderr)
        for sides in (["a", "context:"], ["context:"], ["context:", "context:prod"]):
            done = self.run_program("diff", *sides, status=2)
            self.assertEqual("rbacgraph: error: context: is without a name\nhint: context:NAME is the cluster "
                             "of that context; kubectl config get-contexts lists them\n", done.stderr)
        done = self.run_program("diff", "context:prd", "snap.json", status=2)
        self.assertIn("hint: did you mean prod?", done.stderr)
        self.variables["KUBECONFIG"] = str(self.here / "none")
        done = self.run_program("diff", "context:prod", "snap.json", status=2)
        self.assertEqual("rbacgraph: error: context \"prod\" does not exist: there is no kubeconfig\nhint: give "
                         "a kubeconfig with --kubeconfig or the environment variable KUBECONFIG\n", done.stderr)
        self.assertEqual(asked, len(self.log()))

    # ---- Several clusters --------------------------------------------------------------------------

    def configure_two(self, other):
        """Context "prod" as ever, "dev" with the script `other`, "gone" that nobody answers for."""
        self.configure()
        base = self.config["clusters"][0]["cluster"]
        name = base["server"].rpartition("/")[2] + "-dev"
        (self.home / f"{name}.json").write_text(json.dumps(other))
        self.config["clusters"] += [
            {"name": "d", "cluster": {**base, "server": f"https://{self.address()}/{name}"}},
            {"name": "g", "cluster": {**base, "server": "https://127.0.0.1:1"}}]
        self.config["contexts"] += [{"name": "dev", "context": {"cluster": "d", "user": "u"}},
                                    {"name": "gone", "context": {"cluster": "g", "user": "u"}}]
        (self.here / "config").write_text(json.dumps(self.config))

    def ask_two(self, *arguments, status=0, contexts=("--context", "prod", "--context", "dev")):
        other = cluster_script()
        other[path_of("rolebindings")] = [list_of("rolebindings", [
            bound("r2", "Role", "reader", [user("zoe")], "shop")])]
        self.configure_two(other)
        return self.run_program(*arguments, *contexts, status=status, configure=False)

    def test_several_clusters_are_one_table(self):
        done = self.ask_two("who-can", "list", "secrets", "-n", "shop")
        self.assertEqual(
            "CLUSTER   SUBJECT       KIND             SCOPE   VIA              ROLE\n"
            "prod      shop/runner   ServiceAccount   shop    RoleBinding/rb   Role/reader\n"
            "prod      mia           User             shop    RoleBinding/rb   Role/reader\n"
            "dev       zoe           User             shop    RoleBinding/r2   Role/reader\n",
            done.stdout)
        self.assertIn("prod: Who can list secrets (core), in namespace shop?\n", done.stderr)
        done = self.ask_two("who-can", "list", "secrets", "-n", "shop", "-o", "csv")
        self.assertEqual(["CLUSTER", "prod", "prod", "dev"],
                         [line.split(",")[0] for line in done.stdout.splitlines()])

    def test_several_clusters_are_one_document(self):
        question = ["who-can", "list", "secrets", "-n", "shop"]
        documents = [json.loads(self.ask_two(*question, "-o", "json").stdout),
                     yaml.safe_load(self.ask_two(*question, "-o", "yaml").stdout)]
        schema = json.loads((PROJECT / "core/schema/cluster-list.schema.json").read_text())
        schema["properties"]["apiVersion"] = {"const": "rbacgraph/v1"}
        for document in documents:
            jsonschema.Draft202012Validator(schema).validate(document)
            self.assertEqual(("rbacgraph/v1", "ClusterList"),
                             (document["apiVersion"], document["kind"]))
            self.assertEqual([("prod", "WhoCan", ["runner", "mia"]), ("dev", "WhoCan", ["zoe"])], [
                (each["cluster"], each["answer"]["kind"],
                 [item["subject"]["name"] for item in each["answer"]["items"]])
                for each in document["items"]])
        lines = [json.loads(line)
                 for line in self.ask_two(*question, "-o", "ndjson").stdout.splitlines()]
        self.assertEqual([("prod", "runner"), ("prod", "mia"), ("dev", "zoe")],
                         [(line["cluster"], line["subject"]["name"]) for line in lines])

    def test_text_of_several_clusters_has_their_names(self):
        question = ["can-i", "list", "secrets", "-n", "shop", "--as", "user:zoe"]
        done = self.ask_two(*question, status=1)
        self.assertEqual("prod: no\ndev: yes\n", done.stdout)
        done = self.ask_two("whoami")
        self.assertRegex(done.stdout, "^prod:\nATTRIBUTE .*\n(.*\n)+\ndev:\nATTRIBUTE ")
        done = self.ask_two("who-can", "list", "secrets", "-n", "shop", "-o", "name")
        self.assertEqual("prod:\nsa:shop/runner\nuser:mia\ndev: user:zoe\n", done.stdout)
        done = self.ask_two("who-can", "list", "secrets", "-n", "shop", "-o", "md")
        self.assertEqual(["# Cluster prod", "# Cluster dev"],
                         [line for line in done.stdout.splitlines() if line.startswith("# Cluster")])

    def test_a_cluster_that_is_gone_is_not_the_end(self):
        question = ["who-can", "list", "secrets", "-n", "shop"]
        everywhere = ["--all-contexts"]
        done = self.ask_two(*question, contexts=everywhere, status=3)
        self.assertEqual(["CLUSTER", "dev", "prod", "prod"],
                         [line.split()[0] for line in done.stdout.splitlines()])
        self.assertIn("warning: gone: https://127.0.0.1:1: Failed to connect", done.stderr)
        done = self.ask_two(*question, "--strict", "-o", "json", contexts=everywhere, status=3)
        items = {item["cluster"]: item for item in json.loads(done.stdout)["items"]}
        self.assertEqual({"cluster", "error"}, set(items["gone"]))
        self.assertEqual({"cluster", "answer"}, set(items["prod"]))
        done = self.ask_two(*question, "-o", "ndjson", contexts=everywhere, status=3)
        self.assertEqual(["gone"], [json.loads(line)["cluster"] for line in done.stdout.splitlines()
                                    if '"error"' in line])
        # Whatever is asked: what could not be reached is no yes, no no, and no clean policy.
        for command, answer in ((["can-i", *question[1:], "--as", "user:mia"], "prod: yes\n"),
                                (["can-i", *question[1:], "--as", "user:jim"], "prod: no\n"),
                                (["lint", "--only", "unknown-verb"], ""), (["whoami"], "prod:\nATTR"),
                                (["rules", "user:mia", "-o", "name"], None), (["status", "-q"], "")):
            with self.subTest(command):
                status = 2 if answer is None else 3
                done = self.ask_two(*command, status=status, contexts=["--context", "prod", "--context", "gone"])
                if answer is not None:
                    self.assertEqual(answer, done.stdout[:len(answer)])
                    self.assertIn("warning: gone: https://127.0.0.1:1: Failed to connect", done.stderr)
        done = self.ask_two(*question, status=3, contexts=["--context", "gone", "--context", "nope"])
        self.assertEqual("", done.stdout)
        self.assertIn("error: none of 2 clusters gives an answer", done.stderr)

    def configure_many(self, names, delays):
        """A context of each name, whose lists take so long; each has an account of its own name."""
        self.configure()
        base = self.config["clusters"][0]["cluster"]
        self.config["clusters"], self.config["contexts"] = [], []
        for name, delay in zip(names, delays):
            script = cluster_script()
            script[path_of("clusterrolebindings")] = [
                list_of("clusterrolebindings", [bound("b", "ClusterRole", "view", [user(f"of-{name}")])])]
            for responses in script.values():
                responses[0]["delay"] = delay
            path = base["server"].rpartition("/")[2] + "-" + name
            (self.home / f"{path}.json").write_text(json.dumps(script))
            self.config["clusters"].append(
                {"name": name, "cluster": {**base, "server": f"https://{self.address()}/{path}"}})
            self.config["contexts"].append({"name": name, "context": {"cluster": name, "user": "u"}})
        (self.here / "config").write_text(json.dumps(self.config))

    def test_several_clusters_are_asked_side_by_side(self):
        names = ["e", "d", "c", "b", "a", "f"]
        self.configure_many(names, [0.3, 0.05, 0.1, 0, 0.1, 0])
        contexts = [word for name in names for word in ("--context", name)]
        done = self.run_program("who-can", "list", "pods", "-o", "csv", *contexts, configure=False)
        self.assertEqual([(name, f"of-{name}") for name in names],
                         [(row["CLUSTER"], row["SUBJECT"]) for row in csv.DictReader(done.stdout.splitlines())])
        said = [line for line in done.stderr.splitlines() if ": Who can list pods" in line]
        self.assertEqual([f"{name}: Who can list pods (core), in all namespaces?" for name in names], said)
        log = self.log()
        self.assertEqual(4, max(entry["active"] for entry in log))
        first = [entry["path"].split("/")[1].rpartition("-")[2] for entry in log[:8]]
        self.assertGreaterEqual(len(set(first)), 4, first)

    def test_few_clusters_share_the_requests_of_one(self):
        self.configure_many(["a", "b"], [0.1, 0.1])
        self.run_program("who-can", "list", "pods", "--all-contexts", configure=False)
        log = self.log()
        self.assertEqual(4, max(entry["active"] for entry in log))
        self.assertEqual({"a", "b"}, {entry["path"].split("/")[1][-1] for entry in log[:4]})

    def test_ctrl_c_ends_several(self):
        self.configure_many(["a", "b", "c", "d", "e"], [0, 50, 50, 0, 50])
        process = subprocess.Popen([PROGRAM, "who-can", "list", "pods", "--all-contexts"], cwd=self.here,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=self.environment())
        while len({entry["path"].split("/")[1] for entry in self.log()}) < 5:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual((130, "", "rbacgraph: interrupted\n"), (process.returncode, out, err))

    def test_progress_of_several_is_one_line(self):
        self.configure_many(["a", "b", "c"], [0, 0.4, 0])
        process, screen = self.at_terminal("who-can", "list", "pods", "--all-contexts", "-o", "name")
        self.assertEqual(0, process.returncode)
        self.assertRegex(screen, r"\r\x1b\[Kreading 3 clusters, 2 are done: 0\.\d MB\r\x1b\[K")
        # It is gone before anything is said.
        last = screen.rpartition("\r\x1b[K")[2]
        self.assertEqual(3, last.count("Who can list pods"))
        self.assertNotIn("Who can", screen.rpartition("\r\x1b[K")[0])

    def at_terminal(self, *words):
        """Standard error is a terminal; gives what is written there."""
        ours, theirs = os.openpty()
        with subprocess.Popen([PROGRAM, *words], cwd=self.here, stdout=subprocess.DEVNULL, stderr=theirs,
                              stdin=subprocess.DEVNULL, env=self.environment()) as process:
            os.close(theirs)
            screen = b""
            while True:
                try:
                    got = os.read(ours, 4096)
                except OSError:  # the other end is closed
                    break
                if not got:
                    break
                screen += got
        os.close(ours)
        return process, screen.decode()

    def test_plugins_of_several_have_the_terminal_one_after_the_other(self):
        self.configure_many(["a", "b", "c"], [0, 0, 0])
        answer = json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                             "status": {"token": CANARY + "-exec"}})
        user = self.plugin(f"echo begin >> {self.here}/turns\nsleep 0.2\necho end >> {self.here}/turns\n"
                           f"echo '{answer}'\n")
        user["exec"]["interactiveMode"] = "IfAvailable"
        self.config["users"] = [{"name": "u", "user": user}]
        (self.here / "config").write_text(json.dumps(self.config))
        ours, theirs = os.openpty()
        try:
            done = subprocess.run([PROGRAM, "who-can", "list", "pods", "--all-contexts"], cwd=self.here,
                                  stdin=theirs, capture_output=True, text=True, check=False, timeout=60,
                                  env=self.environment())
        finally:
            os.close(ours)
            os.close(theirs)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(["begin", "end"] * 3, (self.here / "turns").read_text().split())

    def test_what_several_clusters_can_not_be_asked(self):
        (self.here / "a.yaml").write_text("")
        for arguments, told in (
                (["who-can", "list", "pods", "-f", "a.yaml"],
                 "-f reads files and --all-contexts is about a cluster: give one of them"),
                (["who-can", "list", "pods", "--token", CANARY],
                 "--token is about one cluster, and several are asked"),
                (["who-can", "list", "pods", "--context", "prod"],
                 "--context and --all-contexts exclude each other"),
                (["can-i", "--reviews", "-"], "--reviews are for one cluster, and several are asked"),
                (["graph", "user:mia", "-o", "svg"], "-o svg is of one cluster, and several are asked"),
                (["collect", "-o", "x"], "collect writes one cluster to a file"),
                (["who-can", "list"], "TYPE is missing")):
            with self.subTest(arguments):
                done = self.ask_two(*arguments, contexts=["--all-contexts"], status=2)
                self.assertTrue(done.stderr.startswith(f"rbacgraph: error: {told}"), done.stderr)
                self.assertEqual(1, done.stderr.count("error:"))
        self.assertEqual([], self.log())

    # ---- What can't be seen ------------------------------------------------------------------------

    def test_what_may_not_be_seen_makes_a_no_unknown(self):
        self.script[path_of("clusterrolebindings")] = [forbidden("no crbs for you")]
        done = self.run_program("can-i", "delete", "nodes", "--as", "user:mia", status=3)
        self.assertIn("unknown - ", done.stdout)
        self.assertIn("no crbs for you", done.stderr)
        done = self.run_program("can-i", "list", "secrets", "-n", "shop", "--as", "user:mia")
        self.assertEqual("yes\n", done.stdout)
        self.run_program("who-can", "list", "pods")
        done = self.run_program("who-can", "list", "pods", "--strict", "-o", "json", status=3)
        self.assertEqual([{"kind": "ClusterRoleBinding", "state": "refused", "why": "no crbs for you"}],
                         [gap for gap in json.loads(done.stdout)["incomplete"]
                          if gap["state"] == "refused"])

    def test_what_may_not_be_seen_is_told_once(self):
        self.script[path_of("clusterrolebindings")] = [forbidden("no crbs")]
        self.script[path_of("serviceaccounts")] = [forbidden("no accounts")]
        self.script[path_of("pods")] = [forbidden("no pods")]
        for question in (["who-can", "list", "pods"], ["lint", "--only", "unknown-verb"], ["show", "user:mia"],
                         ["collect", "-o", "snap.json"]):
            with self.subTest(question):
                done = self.run_program(*question)
                lines = done.stderr.splitlines()
                at = lines.index("incomplete: ClusterRoleBindings: refused (no crbs)")
                self.assertEqual(
                    ["incomplete: ClusterRoleBindings: refused (no crbs)",
                     "  hint: who reads needs to list roles, rolebindings, clusterroles and clusterrolebindings",
                     "incomplete: ServiceAccounts: refused (no accounts)",
                     "  hint: without them nothing is said of those alone",
                     "incomplete: Pods: refused (no pods)"], lines[at:at + 5])
                for words in ("no crbs", "no accounts", "no pods"):
                    self.assertEqual(1, done.stderr.count(words))
        # Documents have both, for programs.
        document = json.loads(self.run_program("who-can", "list", "pods", "-o", "json").stdout)
        self.assertEqual(["ClusterRoleBinding", "ServiceAccount", "Pod"],
                         [gap["kind"] for gap in document["incomplete"]])
        self.assertEqual(["ClusterRoleBindings may not be listed: no crbs", "Pods may not be listed: no pods",
                          "ServiceAccounts may not be listed: no accounts"],
                         sorted(each["message"] for each in document["diagnostics"]
                                if each["code"] == "list-refused"))

    def cluster_roles_one_by_one(self):
        """They may not be listed; "spare" and "urls" are bound to nobody."""
        self.script[path_of("clusterroles")] = [forbidden("no clusterroles")]
        for role in OBJECTS["clusterroles"]:
            self.script[RBAC + "clusterroles/" + role["metadata"]["name"]] = [{"json": {
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", **role}}]

    def test_roles_that_nobody_could_list_are_unknown_and_access_is_not(self):
        self.collected()
        drift = "stored rules differ from what its aggregationRule selects"
        self.assertIn(drift, self.run_program("who-can", "delete", "nodes").stderr)
        self.cluster_roles_one_by_one()
        # What is allowed is known to the last: all that is bound was read.
        self.run_program("can-i", "delete", "nodes", "--as", "user:mia", status=1)
        self.run_program("can-i", "list", "pods", "--as", "user:jane")
        self.run_program("can-i", "delete", "nodes", "--as", "user:mia", "--strict", status=3)
        why = "those that bindings refer to were read one by one, and no others: no clusterroles"
        done = self.run_program("who-can", "delete", "nodes")
        self.assertIn(f"incomplete: ClusterRoles: partial ({why})\n", done.stderr)
        self.assertIn("Nobody, as far as the input tells: no binding in it grants this\n", done.stderr)
        self.assertNotIn(drift, done.stderr, "what is selected is not known either")
        done = self.run_program("show", "clusterrole/urls", status=2)
        self.assertEqual("rbacgraph: error: no ClusterRole \"urls\" in the input, which was not wholly read: it "
                         "may be there all the same\nhint: the input has ClusterRole/all-views, "
                         "ClusterRole/view\n", done.stderr)
        # "urls" is not gone because nobody was allowed to list it, in either direction.
        for sides, note in ((["snap.json", "context:prod"], "of A (urls) is not told as removed: those of B"),
                            (["context:prod", "snap.json"], "of B (urls) is not told as added: those of A")):
            done = self.run_program("diff", *sides)
            self.assertEqual("", done.stdout)
            self.assertIn(f"note: 1 ClusterRole {note} were not all read\n", done.stderr)
            self.assertRegex(done.stderr, f"\n[AB]: incomplete: ClusterRoles: partial \\({why}\\)\n  hint: who reads")
        document = json.loads(self.run_program("diff", "snap.json", "context:prod", "-o", "json").stdout)
        self.assertEqual(([], []), (document["objects"], document["access"]))
        # A role that the server itself says is gone is gone.
        del self.script[RBAC + "clusterroles/view"]
        done = self.run_program("diff", "snap.json", "context:prod", "-o", "json", status=1)
        self.assertEqual([("removed", "view")], [(each["change"], each["object"]["name"])
                                                 for each in json.loads(done.stdout)["objects"]])
        # The record of it is in the file, too.
        self.cluster_roles_one_by_one()
        self.run_program("collect", "-o", "part.json")
        part = json.loads((self.here / "part.json").read_text())
        self.assertIn({"kind": "ClusterRole", "state": "partial", "why": why, "missing": "unbound"},
                      part["coverage"])
        self.run_program("can-i", "delete", "nodes", "--as", "user:mia", "-f", "part.json", status=1)
        self.run_program("diff", "snap.json", "part.json")
        # A binding of elsewhere may refer to one of those, and computed rules may come from them.
        (self.here / "more.json").write_text(json.dumps({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            **bound("late", "ClusterRole", "urls", [user("mia")])}))
        for more in (["-f", "more.json"], ["--aggregation=computed"]):
            self.run_program("can-i", "delete", "nodes", "--as", "user:mia", "-f", "part.json", *more, status=3)

    def test_roles_are_not_told_as_unused_where_bindings_are_not_known(self):
        lint = ["lint", "--only", "unused-role", "-o", "json"]
        self.assertEqual(["urls"], [each["object"]["name"]
                                    for each in json.loads(self.run_program(*lint).stdout)["items"]])
        self.script[path_of("clusterrolebindings")] = [forbidden("no crbs")]
        document = json.loads(self.run_program(*lint).stdout)
        self.assertEqual([], document["items"])
        self.assertIn("2 roles that no binding refers to are not told as unused: what may use them was not all "
                      "read", document["notes"])

    def test_namespaces_are_asked_one_by_one(self):
        for resource in ("roles", "rolebindings"):
            self.script[path_of(resource)] = [forbidden("not all")]
            self.script[path_of(resource, "shop")] = [list_of(resource, OBJECTS[resource])]
            self.script[path_of(resource, "default")] = [forbidden("not default")]
        done = self.run_program("can-i", "list", "secrets", "-n", "shop", "--as", "user:jim", status=1)
        self.assertTrue(done.stdout.startswith("no"), done.stdout)
        self.run_program("can-i", "list", "secrets", "-n", "default", "--as", "user:jim", status=3)

    def test_a_namespace_is_known_where_the_others_may_not_be_listed(self):
        self.script[path_of("namespaces")] = [forbidden("no namespaces")]
        for resource in ("roles", "rolebindings"):
            self.script[path_of(resource)] = [forbidden("not all")]
            self.script[path_of(resource, "default")] = [list_of(resource, [])]
            self.script[path_of(resource, "shop")] = [list_of(resource, OBJECTS[resource])]
            self.script[path_of(resource, "stage")] = [forbidden("not stage")]
        question = ["can-i", "list", "secrets", "--as", "user:jim"]
        for words, status, answer in ((["-n", "shop"], 1, "no"), (["-n", "default"], 1, "no"),
                                      (["-n", "stage"], 3, "unknown"), ([], 1, "no")):
            with self.subTest(words):
                done = self.run_program(*question, *words, status=status)
                self.assertEqual(answer, done.stdout.split()[0])
                self.assertIn("warning: RoleBindings are known of few namespaces: not all\n", done.stderr)
        self.run_program(*question, "-n", "shop", "--strict", status=3)
        # The record of it is in the file, too: there the context's namespace alone was asked about.
        snapshot = self.collected()
        self.assertEqual(
            [{"kind": "Role", "namespace": "", "state": "partial",
              "why": "namespaces may not be listed, so these alone are known: default"},
             {"kind": "Role", "namespace": "default", "state": "complete"}],
            [{**({"namespace": ""} if each["state"] == "partial" else {}), **each}
             for each in snapshot["coverage"] if each["kind"] == "Role"])
        for namespace, status in (("default", 1), ("shop", 3)):
            self.run_program(*question, "-n", namespace, "-f", "snap.json", status=status)

    def rules_reviews(self, answers):
        """One answer for each SelfSubjectRulesReview, in turn."""
        self.script["/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"] = [
            {"status": 201, "json": {"kind": "SelfSubjectRulesReview", "status": status}}
            for status in answers]

    def refuse_policy(self):
        for resource in ("roles", "clusterroles", "rolebindings", "clusterrolebindings"):
            self.script[path_of(resource)] = [forbidden(f"no {resource}")]
            for namespace in ("default", "shop"):
                self.script[path_of(resource, namespace)] = [forbidden(f"no {resource}")]

    def test_own_rights_are_what_is_left(self):
        self.refuse_policy()
        everywhere = [rule(["list"], ["pods"]), rule(["list"], ["pods"])]
        urls = [{"verbs": ["get"], "nonResourceURLs": ["/healthz"]}]
        in_shop = everywhere + [rule(["get"], ["secrets"], resourceNames=["tls"]), rule(["list"], ["pods"])]
        status = {"incomplete": False, "nonResourceRules": urls}
        answers = [{**status, "resourceRules": everywhere}, {**status, "resourceRules": everywhere},
                   {**status, "resourceRules": in_shop}]
        self.rules_reviews(answers)
        done = self.run_program("rules", "user:jane")
        self.assertEqual([["SCOPE", "RESOURCE", "URL", "NAME", "VERBS", "VIA"],
                          ["cluster-wide", "pods", "-", "-", "list", "ClusterRoleBinding/(own"],
                          ["cluster-wide", "-", "/healthz", "-", "get", "ClusterRoleBinding/(own"],
                          ["shop", "pods", "-", "-", "list", "RoleBinding/(own"],
                          ["shop", "secrets", "-", "tls", "get", "RoleBinding/(own"]],
                         [line.split()[:6] for line in done.stdout.splitlines()])
        self.assertIn("shows nothing of its policy (no clusterrolebindings), so what is told is what it "
                      "says of your own rights alone, those of user \"jane\", as roles and bindings "
                      "called \"(own rights)\" that do not exist\n", done.stderr)
        asked = [json.loads(entry["body"])["spec"]["namespace"] for entry in self.log()
                 if entry["path"].endswith("selfsubjectrulesreviews")]
        self.assertEqual([":none", "default", "shop"], asked)
        for question, status, words in ((["get", "/healthz"], 0, "yes\n"),
                                        (["list", "pods"], 0, "yes\n"),
                                        (["get", "secrets", "tls", "-n", "shop"], 0, "yes\n"),
                                        (["delete", "nodes"], 3, "unknown - ")):
            # With -n that namespace alone is asked about.
            self.rules_reviews(answers[::2] if "-n" in question else answers)
            done = self.run_program("can-i", *question, "--as", "user:jane", status=status)
            self.assertTrue(done.stdout.startswith(words), done.stdout)
        self.rules_reviews(answers)
        self.run_program("rules", "user:jane", "--strict", status=3)

    def test_own_rights_may_be_a_part_only(self):
        self.refuse_policy()
        self.rules_reviews([{"incomplete": True, "evaluationError": "webhook authorizer does not support "
                             "user rule resolution", "resourceRules": None, "nonResourceRules": []}])
        done = self.run_program("who-can", "list", "pods", "-n", "shop")
        self.assertIn("says that its list of your rights is not complete: webhook authorizer does not "
                      "support user rule resolution", done.stderr)

    def test_can_i_is_about_us(self):
        done = self.run_program("can-i", "get", "pods")
        self.assertEqual("yes\n", done.stdout)
        self.assertIn("Can user jane (in dev, system:authenticated) get pods (core), in all namespaces?\n", done.stderr)
        done = self.run_program("can-i", "delete", "pods", status=1)
        self.assertEqual("no\n", done.stdout)
        self.assertNotIn("selfsubjectaccessreviews", str(self.log()))

    def test_can_i_asks_the_server_where_the_policy_does_not_say(self):
        self.refuse_policy()
        path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        self.script[path] = [{"status": 201, "json": {"status": {"allowed": False}}}]
        self.rules_reviews([{"incomplete": False, "resourceRules": [], "nonResourceRules": []}])
        done = self.run_program("can-i", "delete", "nodes", status=1)
        self.assertEqual("no\n", done.stdout)
        self.assertIn("the policy that was read does not say; the API server itself says no\n",
                      done.stderr)

    def test_can_i_verify_tells_a_difference(self):
        path = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
        question = ["can-i", "list", "secrets", "-n", "shop", "--as", "user:mia", "--as-group", "dev",
                    "--verify"]
        self.script[path] = [{"status": 201, "json": {"status": {
            "allowed": True, "reason": "RBAC: allowed"}}}]
        done = self.run_program(*question)
        self.assertEqual("yes\n", done.stdout)
        self.assertIn("verified: the API server itself says yes (RBAC: allowed)\n", done.stderr)
        body = json.loads([entry for entry in self.log() if entry["path"].endswith(path)][0]["body"])
        self.assertEqual({"user": "mia", "groups": ["dev", "system:authenticated"],
                          "resourceAttributes": {"verb": "list", "group": "", "resource": "secrets",
                                                 "namespace": "shop"}}, body["spec"])
        self.script[path] = [{"status": 201, "json": {"status": {
            "allowed": False, "denied": True, "reason": "not on Fridays"}}}]
        done = self.run_program(*question, status=1)
        self.assertEqual("no - not on Fridays\n", done.stdout)
        self.assertIn("warning: the policy that was read says yes, the API server itself says no (not on "
                      "Fridays): another authorizer (a webhook, the Node authorizer), or a change "
                      "meanwhile\n", done.stderr)
        document = json.loads(self.run_program(*question, "-o", "json", status=1).stdout)
        self.assertEqual((True, {"allowed": False, "denied": True, "reason": "not on Fridays"}),
                         (document["allowed"], document["server"]))
        self.script[path] = [forbidden("you may not review")]
        done = self.run_program(*question, status=3)
        self.assertIn("error: --verify: ", done.stderr)
        self.assertIn("hint: it takes the right to create subjectaccessreviews.authorization.k8s.io",
                      done.stderr)
        (self.here / "a.yaml").write_text("")
        done = self.run_program(*question, "-f", "a.yaml", status=2)
        self.assertIn("--verify asks a cluster, and -f reads files: give one of them", done.stderr)

    def test_nothing_shown_is_no_answer(self):
        self.script = {"*": [forbidden("u may nothing")]}
        done = self.run_program("who-can", "list", "pods", status=3)
        self.assertEqual("", done.stdout)
        self.assertIn("shows nothing of its policy: u may nothing\nhint: who reads needs to list roles",
                      done.stderr)

    # ---- collect -----------------------------------------------------------------------------------

    def collected(self, *options):
        self.run_program("collect", "-o", "snap.json", *options)
        return json.loads((self.here / "snap.json").read_text())

    def test_a_collected_file_answers_as_the_cluster(self):
        self.collected()

        def without_places(value):
            if isinstance(value, dict):
                return {key: without_places(each) for key, each in value.items()
                        if key != "inputs" and not key.lower().endswith("source")}
            if isinstance(value, list):
                return [without_places(each) for each in value]
            return value

        for question in (["who-can", "list", "pods"], ["who-can", "get", "ct"],
                         ["who-can", "list", "secrets", "-n", "shop"], ["rules", "user:agatha"],
                         ["rules", "sa:shop/runner"], ["lint"], ["matrix", "user:mia"],
                         ["explain", "user:mia", "list", "secrets"], ["lookup", "user:jane"],
                         ["lookup", "--workload", "po/shop/web"], ["who-can", "--powerful"],
                         ["path", "ns/shop", "secrets"], ["show", "ClusterRole/all-views"],
                         ["can-i", "get", "/healthz", "--as", "user:jane"]):
            with self.subTest(question):
                self.configure()
                answers = []
                for source in ([], ["-f", "snap.json"]):
                    done = subprocess.run([PROGRAM, *question, "-o", "json", *source], cwd=self.here,
                                          capture_output=True, text=True, check=False,
                                          env=self.environment())
                    answers.append((done.returncode, without_places(json.loads(done.stdout))))
                self.assertEqual(answers[0], answers[1])

    def test_a_snapshot_holds_what_the_model_keeps_and_no_more(self):
        snapshot = self.collected()
        self.assertEqual(["apiVersion", "kind", "cluster", "coverage", "resourceTypes", "items"],
                         list(snapshot))
        self.assertEqual(("rbacgraph/v1", "Snapshot"), (snapshot["apiVersion"], snapshot["kind"]))
        cluster = snapshot["cluster"]
        self.assertRegex(cluster.pop("collectedAt"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual({"context": "prod", "server": self.config["clusters"][0]["cluster"]["server"],
                          "serverVersion": "v1.36.3",
                          "resourceVersions": {resource: "7" for resource in KINDS}}, cluster)
        self.assertEqual([{"kind": kind, "state": "complete"} for kind in
                          ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")],
                         snapshot["coverage"])
        self.assertEqual(["carts"], [each["resource"] for each in snapshot["resourceTypes"]])
        items = {(item["kind"], item["metadata"]["name"]): item for item in snapshot["items"]}
        self.assertEqual({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web",
                          "namespace": "shop"}, "spec": {"serviceAccountName": "runner"}},
                         items["Pod", "web"])
        self.assertEqual({"apiVersion": "v1", "kind": "ServiceAccount",
                          "metadata": {"name": "runner", "namespace": "shop"},
                          "automountServiceAccountToken": False}, items["ServiceAccount", "runner"])
        self.assertEqual({"name": "view", "labels": {"aggregate": "yes"}},
                         items["ClusterRole", "view"]["metadata"])
        self.assertEqual([{"matchExpressions": [{"key": "aggregate", "operator": "In",
                                                 "values": ["yes"]}]}],
                         items["ClusterRole", "all-views"]["aggregationRule"]["clusterRoleSelectors"])
        self.assertEqual({("rb", 2), ("lost", 1), ("crb", 1), ("agg", 1)},
                         {(name, len(item["subjects"])) for (kind, name), item in items.items()
                          if kind.endswith("Binding")})

    def test_coverage_is_in_the_snapshot(self):
        self.script[path_of("clusterrolebindings")] = [forbidden("no crbs")]
        snapshot = self.collected()
        self.assertIn({"kind": "ClusterRoleBinding", "state": "refused", "why": "no crbs"},
                      snapshot["coverage"])
        self.run_program("can-i", "delete", "nodes", "--as", "user:mia", "-f", "snap.json", status=3)
        self.run_program("collect", "-o", "snap.json", "--strict", status=3)
        self.assertTrue((self.here / "snap.json").exists())

    def test_a_name_in_gz_is_compressed(self):
        plain = self.collected()
        done = self.run_program("collect", "-o", "snap.json.gz")
        packed = json.loads(gzip.decompress((self.here / "snap.json.gz").read_bytes()))
        for each in (plain, packed):
            each["cluster"].pop("collectedAt")
            each["cluster"].pop("server")
        self.assertEqual(plain, packed)
        self.assertEqual("", done.stdout)
        self.assertTrue(done.stderr.startswith("wrote snap.json.gz: "), done.stderr)
        self.run_program("who-can", "list", "pods", "-f", "snap.json.gz")

    def test_a_file_is_replaced_as_a_whole_or_not_at_all(self):
        target = self.here / "snap.json"
        target.write_text("old")
        self.script[path_of("pods")] = [{"reset": True}]
        self.run_program("collect", "-o", "snap.json", status=3)
        self.assertEqual("old", target.read_text())
        self.script = cluster_script()
        self.run_program("collect", "-o", "snap.json")
        self.assertNotEqual("old", target.read_text())
        self.assertEqual({"config", "snap.json"}, {path.name for path in self.here.iterdir()})
        self.log_file.unlink()
        done = self.run_program("collect", "-o", "no/such/place.json", status=3)
        self.assertEqual("rbacgraph: error: can't write no/such/place.json: No such file or directory\nhint: is the "
                         "folder there? a path is looked up from where you are\n", done.stderr)
        self.assertEqual([], self.log(), "it is known before anything is asked")

    def test_what_is_no_file_is_never_replaced(self):
        """Nodes of our own: in /dev a mistake would be everybody's."""
        self.configure()
        pipe = self.here / "pipe"
        os.mkfifo(pipe)
        reader = subprocess.run(
            ["timeout", "20", "sh", "-c", 'cat pipe & "$0" collect -q -o pipe; wait', PROGRAM], cwd=self.here,
            capture_output=True, text=True, check=False, env=self.environment())
        self.assertEqual("", reader.stderr)
        self.assertTrue(pipe.is_fifo())
        self.assertEqual("Snapshot", json.loads(reader.stdout)["kind"])
        pipe.unlink()
        full = self.here / "full"
        try:
            os.mknod(full, stat.S_IFCHR | 0o666, os.makedev(1, 7))
            full.open("w").close()
        except OSError:
            self.skipTest("no device can be made here")
        done = self.run_program("collect", "-o", "full", status=3)
        self.assertEqual("rbacgraph: error: can't write full: No space left on device\n", done.stderr)
        self.assertTrue(full.is_char_device())
        full.unlink()

    def test_a_link_stays_one(self):
        (self.here / "kept").mkdir()
        (self.here / "kept/snap.json").write_text("old")
        (self.here / "link.json").symlink_to("kept/snap.json")
        self.run_program("collect", "-o", "link.json")
        self.assertTrue((self.here / "link.json").is_symlink())
        self.assertEqual("Snapshot", json.loads((self.here / "kept/snap.json").read_text())["kind"])
        self.assertEqual(["snap.json"], os.listdir(self.here / "kept"))

    def test_standard_output_can_be_the_file(self):
        done = self.run_program("collect", "-o", "-")
        self.assertEqual("Snapshot", json.loads(done.stdout)["kind"])
        done = self.run_program("collect", status=2)
        self.assertIn("-o is missing", done.stderr)

    def test_print_command_asks_nothing(self):
        done = self.run_program("collect", "--print-command", "--context", "a b", "--token", CANARY,
                                "--as", "jane", "-o", "it's.json.gz")
        self.assertEqual(
            "kubectl get roles,clusterroles,rolebindings,clusterrolebindings,serviceaccounts,namespaces,"
            "pods,deployments,statefulsets,daemonsets,jobs,cronjobs,customresourcedefinitions -A -o json --context='a b' --as=jane | gzip > 'it'\\''s.json.gz'\n", done.stdout)
        self.assertEqual([], self.log())

    # ---- whoami ------------------------------------------------------------------------------------

    def test_whoami_tells_it_as_kubectl_does(self):
        done = self.run_program("whoami")
        self.assertEqual("ATTRIBUTE       VALUE\n"
                         "Username        jane\n"
                         "UID             7\n"
                         "Groups          [dev system:authenticated]\n"
                         "Extra: scopes   [a b]\n", done.stdout)
        self.assertEqual([("POST", "selfsubjectreviews")],
                         [(entry["method"], entry["path"].rpartition("/")[2]) for entry in self.log()])

    def test_whoami_as_a_document(self):
        document = json.loads(self.run_program("whoami", "-o", "json").stdout)
        schema = json.loads((PROJECT / "core/schema/whoami.schema.json").read_text())
        schema["properties"]["apiVersion"] = {"const": "rbacgraph/v1"}
        jsonschema.Draft202012Validator(schema).validate(document)
        self.assertEqual({"username": "jane", "uid": "7", "groups": ["dev", "system:authenticated"],
                          "extra": {"scopes": ["a", "b"]}}, document["user"])
        self.assertEqual("prod", document["cluster"]["context"])

    def test_whoami_where_nobody_knows_the_question(self):
        path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
        hint = "hint: API servers know it from Kubernetes 1.28 on\n"
        del self.script[path]
        done = self.run_program("whoami", status=3)
        server = self.config["clusters"][0]["cluster"]["server"]
        self.assertEqual(f"rbacgraph: error: {server} knows no SelfSubjectReview (HTTP 404): the server could not "
                         f"find the requested resource\n{hint}", done.stderr)
        self.script[path] = [{"status": 501, "body": "", "type": "text/plain"}]
        done = self.run_program("whoami", status=3)
        server = self.config["clusters"][0]["cluster"]["server"]
        self.assertEqual(f"rbacgraph: error: {server} knows no SelfSubjectReview (HTTP 501)\n{hint}", done.stderr)
        self.script[path] = [{"status": 404, "body": "<html>nothing here</html>", "type": "text/html"}]
        done = self.run_program("whoami", status=3)
        self.assertIn("HTTP 404: nothing here\nhint: this is not how an API server answers: is there a proxy in "
                      "between?\n", done.stderr)

    def test_who_may_not_impersonate_is_told_what_to_do(self):
        hint = "hint: leave --as out, or the kubeconfig's as, or ask for the right to impersonate\n"
        for words in ("User \"u\" cannot impersonate resource \"users\"",
                      "User \"u\" cannot impersonate-on:user-info:create resource \"selfsubjectreviews\""):
            self.script = {"*": [forbidden(words)]}
            for question in (["whoami"], ["who-can", "list", "pods"]):
                done = self.run_program(*question, "--as", "bob", status=3)
                server = self.config["clusters"][0]["cluster"]["server"]
                self.assertEqual(f"rbacgraph: error: {server}: {words}\n{hint}", done.stderr)
        # Where it is allowed for some kinds, those are an answer.
        self.script = cluster_script()
        self.script[path_of("pods")] = [forbidden("User \"u\" cannot impersonate-on:user-info:list resource \"pods\"")]
        done = self.run_program("who-can", "list", "secrets", "-n", "shop", "--as", "bob", "-o", "name")
        self.assertEqual("sa:shop/runner\nuser:mia\n", done.stdout)
        self.assertIn("incomplete: Pods: refused (User \"u\" cannot impersonate-on:user-info:list resource "
                      "\"pods\")\n", done.stderr)

    # ---- Faults ------------------------------------------------------------------------------------

    def test_what_says_where_the_server_is_is_told(self):
        self.configure()
        self.config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"
        (self.here / "config").write_text(json.dumps(self.config))
        for words, origin in (([], "the context"), (["-s", "https://127.0.0.1:1"], "--server")):
            done = self.run_program("whoami", *words, configure=False, status=3)
            self.assertTrue(done.stderr.endswith(f"\nhint: is the cluster up, and this its address? {origin} says "
                                                 "where it is\n"), done.stderr)
        self.variables = {"KUBECONFIG": "", "KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "1"}
        done = self.run_program("whoami", "-s", "https://127.0.0.1:1", configure=False, status=3)
        self.assertIn("? --server says where it is\n", done.stderr)

    def test_faults_are_told_and_end_with_3(self):
        page = {"type": "text/html", "body": f"<html><body>Please log in {CANARY}</body></html>"}
        for script, told in (
                ({"*": [{"status": 401}]}, "does not accept the credentials of user \"u\" (HTTP 401)"),
                ({"*": [page]}, "the answer is not JSON (text/html): Please log in [credential]"),
                ({"*": [{"status": 302, "headers": {"Location": "https://elsewhere"}}]},
                 "it sends us elsewhere (HTTP 302)"),
                ({"*": [{"status": 500, "body": "oops", "type": "text/plain"}]}, "HTTP 500: oops"),
                ({}, "serves no RBAC API")):
            with self.subTest(told):
                self.script = script
                done = self.run_program("who-can", "list", "pods", status=3)
                self.assertEqual("", done.stdout)
                self.assertIn(told, done.stderr)

    def test_a_wrong_authority_is_told(self):
        self.configure()
        done = self.run_program("whoami", "--certificate-authority",
                                str(PROJECT / "tests/data/tls/other-ca.crt"), status=3)
        self.assertIn("SSL certificate problem", done.stderr)
        self.assertEqual([], self.log())
        done = self.run_program("whoami", "--insecure-skip-tls-verify")
        self.assertIn("warning: the certificate of ", done.stderr)

    def test_waiting_has_an_end(self):
        self.script["/apis/authentication.k8s.io/v1/selfsubjectreviews"][0]["delay"] = 50
        begun = time.monotonic()
        done = self.run_program("whoami", "--request-timeout", "500ms", status=3)
        self.assertLess(time.monotonic() - begun, 20)
        self.assertIn("Operation timed out", done.stderr)
        done = self.run_program("whoami", "--request-timeout", "soon", status=2)
        self.assertIn("\"soon\" is no time for --request-timeout\nhint: 30s, 1m30s, 500ms, or a number "
                      "of seconds", done.stderr)

    def test_ctrl_c_ends_it(self):
        self.script[path_of("roles")][0]["delay"] = 50
        self.configure()
        process = subprocess.Popen([PROGRAM, "who-can", "list", "pods"], cwd=self.here,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=self.environment())
        while not any("roles?" in entry["path"] for entry in self.log()):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual((130, "", "rbacgraph: interrupted\n"), (process.returncode, out, err))

    # ---- Credentials -------------------------------------------------------------------------------

    def plugin(self, text):
        path = self.here / "plugin"
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": str(path),
                         "interactiveMode": "Never", "installHint": "get it at the shop"}}

    def test_a_plugin_is_asked_and_its_process_writes_no_core(self):
        answer = json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                             "status": {"token": CANARY + "-exec"}})
        self.variables["SSLKEYLOGFILE"] = str(self.here / "keys")
        self.user = self.plugin(f"ulimit -c > {self.here}/core-limit\necho \"${{SSLKEYLOGFILE-unset}}\" "
                                f"> {self.here}/keylog\necho '{answer}'\n")
        self.run_program("who-can", "list", "pods")
        self.assertEqual({f"Bearer {CANARY}-exec"},
                         {self.header(entry, "Authorization")[0] for entry in self.log()})
        self.assertEqual("0\n", (self.here / "core-limit").read_text())
        self.assertEqual("unset\n", (self.here / "keylog").read_text())
        self.assertFalse((self.here / "keys").exists())

    def test_a_plugin_that_fails_is_a_matter_of_configuration(self):
        self.user = self.plugin(f"echo {CANARY}; exit 7\n")
        done = self.run_program("who-can", "list", "pods", status=2)
        self.assertIn("failed with exit code 7", done.stderr)
        self.user["exec"]["command"] = "no-such-plugin-at-all"
        done = self.run_program("who-can", "list", "pods", status=2)
        self.assertIn("executable no-such-plugin-at-all not found\nhint: get it at the shop", done.stderr)
        self.assertEqual([], self.log())

    def test_a_client_certificate_is_shown(self):
        keys = PROJECT / "tests/data/tls"
        self.user = {"client-certificate": str(keys / "client.crt"), "client-key": str(keys / "client.key")}
        self.run_program("whoami")
        self.assertEqual("jane", self.log()[0]["subject"]["commonName"])

    def test_plain_http_sends_no_credential_and_says_so(self):
        self.configure()
        name = self.config["clusters"][0]["cluster"]["server"].rpartition("/")[2]
        done = self.run_program("whoami", "--server", f"http://{self.address('plain')}/{name}",
                                configure=False)
        self.assertEqual([], self.header(self.log()[0], "Authorization"))
        self.assertIn("is asked over plain HTTP: anybody on the way can read and change what it says, "
                      "and the credentials of user \"u\" are not sent", done.stderr)

    def test_nothing_but_reads_is_ever_sent(self):
        for command in (["who-can", "--powerful"], ["lint"], ["status"], ["collect", "-o", "s.json"],
                        ["whoami"], ["path", "ns/shop", "secrets"]):
            self.configure()
            subprocess.run([PROGRAM, *command], cwd=self.here, capture_output=True, check=False,
                           env=self.environment())
        log = self.log()
        self.assertGreater(len(log), 40)
        for entry in log:
            path = "/" + entry["path"].split("/", 2)[2]
            self.assertTrue(entry["method"] == "GET" or (
                entry["method"] == "POST" and path.endswith("selfsubjectreviews")), entry)
            self.assertNotIn("secrets", path)


if __name__ == "__main__":
    PROGRAM, PROJECT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
