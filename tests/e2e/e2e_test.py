#!/usr/bin/env python3
"""The program against a real API server: its answers are the server's own.

    e2e_test.py RBACGRAPH PROJECT

Exits with 77, and says why, where there is no server to start: see api_server.py. RBACGRAPH_REVIEWS
says how many decisions are compared (default 1000).
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import api_server
import open_platform

PROGRAM = PROJECT = None
SKIPPED = 77
RBAC = "/apis/rbac.authorization.k8s.io/v1"
GROUP = "rbac.authorization.k8s.io"
LISTS = (("Role", RBAC, "roles"), ("ClusterRole", RBAC, "clusterroles"),
         ("RoleBinding", RBAC, "rolebindings"), ("ClusterRoleBinding", RBAC, "clusterrolebindings"),
         ("ServiceAccount", "/api/v1", "serviceaccounts"), ("Namespace", "/api/v1", "namespaces"),
         ("Pod", "/api/v1", "pods"))
NAMESPACES = ["shop", "stage", "team-a"]
USERS = {"reader": [], "restricted": [], "single": [], "getter": [], "noroles": [], "nocrb": [],
         "policy": [], "nobody": [], "own": [], "jane": ["dev"]}
VERBS = ["get", "list", "watch", "create", "delete", "update", "bind", "impersonate", "*"]
RESOURCES = [("", "pods"), ("", "pods/log"), ("", "secrets"), ("", "nodes"), ("apps", "deployments"),
             ("apps", "deployments/scale"), (GROUP, "roles"), ("", "*"), ("*", "*"), ("", "*/scale"),
             ("", "namespaces"), ("", "serviceaccounts")]


class World:
    """Made-up roles, bindings and questions, the same in every run."""

    def __init__(self):
        self.random = random.Random(20)

    def rule(self, urls):
        pick = self.random
        if urls and pick.random() < 0.15:
            return {"verbs": [pick.choice(["get", "head", "*"])],
                    "nonResourceURLs": [pick.choice(["/healthz", "/metrics", "/logs/*", "*"])]}
        chosen = pick.sample(RESOURCES, pick.randint(1, 2))
        rule = {"verbs": pick.sample(VERBS, pick.randint(1, 3)),
                "apiGroups": sorted({group for group, _ in chosen}),
                "resources": [resource for _, resource in chosen]}
        if pick.random() < 0.2:
            rule["resourceNames"] = pick.sample(["a", "b", "c"], pick.randint(1, 2))
        return rule

    def subject(self):
        pick = self.random
        kind = pick.choice(["User", "Group", "ServiceAccount"])
        if kind == "ServiceAccount":
            return {"kind": kind, "name": f"sa{pick.randint(0, 3)}", "namespace": pick.choice(NAMESPACES)}
        name = pick.choice({"User": ["jane", "mia", "joe", "system:serviceaccount:shop:sa1"],
                            "Group": ["dev", "ops", "system:serviceaccounts:shop",
                                      "system:unauthenticated"]}[kind])
        return {"kind": kind, "apiGroup": GROUP, "name": name}

    def objects(self):
        """(path, object)"""
        pick = self.random
        for ns in NAMESPACES:
            yield "/api/v1/namespaces", {"metadata": {"name": ns}}
        for ns in NAMESPACES:
            for number in range(4):
                yield f"/api/v1/namespaces/{ns}/serviceaccounts", {"metadata": {"name": f"sa{number}"}}
        for number in range(40):
            yield f"{RBAC}/clusterroles", {"metadata": {"name": f"cr{number}"}, "rules": [
                self.rule(True) for _ in range(pick.randint(0, 3))]}
        for number in range(60):
            yield f"{RBAC}/namespaces/{pick.choice(NAMESPACES)}/roles", {
                "metadata": {"name": f"r{number % 20}"},
                "rules": [self.rule(False) for _ in range(pick.randint(1, 3))]}
        for number in range(25):
            yield f"{RBAC}/clusterrolebindings", self.binding(f"crb{number}", "ClusterRole",
                                                              f"cr{pick.randint(0, 42)}")
        for number in range(90):
            kind = pick.choice(["Role", "ClusterRole"])
            role = f"r{pick.randint(0, 21)}" if kind == "Role" else f"cr{pick.randint(0, 42)}"
            yield (f"{RBAC}/namespaces/{pick.choice(NAMESPACES)}/rolebindings",
                   self.binding(f"rb{number}", kind, role))

    def binding(self, name, kind, role):
        return {"metadata": {"name": name}, "roleRef": {"apiGroup": GROUP, "kind": kind, "name": role},
                "subjects": [self.subject() for _ in range(self.random.randint(1, 3))]}

    def review(self):
        pick = self.random
        user = pick.choice(["jane", "mia", "joe", "nobody", "system:serviceaccount:shop:sa1",
                            f"system:serviceaccount:{pick.choice(NAMESPACES)}:sa{pick.randint(0, 3)}"])
        groups = pick.sample(["dev", "ops", "system:unauthenticated", "system:serviceaccounts",
                              "system:serviceaccounts:shop"], pick.randint(0, 2))
        spec = {"user": user, "groups": groups}
        if pick.random() < 0.1:
            spec["nonResourceAttributes"] = {
                "verb": pick.choice(["get", "head", "post"]),
                "path": pick.choice(["/healthz", "/metrics", "/logs/x", "/version", "/openapi/v2"])}
            return spec
        group, resource = pick.choice(RESOURCES)
        resource, _, sub = resource.partition("/")
        spec["resourceAttributes"] = {
            "verb": pick.choice(VERBS), "group": group, "resource": resource, "subresource": sub,
            "namespace": pick.choice(["", *NAMESPACES, "default"]), "name": pick.choice(["", "a", "b"])}
        return spec


def give(server, connection, user, rules, namespace=None):
    """A role of `rules` for a user, everywhere or in a namespace."""
    kind = "Role" if namespace else "ClusterRole"
    base = f"{RBAC}/namespaces/{namespace}/" if namespace else f"{RBAC}/"
    server.create(f"{base}{kind.lower()}s", {"metadata": {"name": f"for-{user}"}, "rules": rules},
                  connection)
    server.create(f"{base}{kind.lower()}bindings", {
        "metadata": {"name": f"for-{user}"},
        "roleRef": {"apiGroup": GROUP, "kind": kind, "name": f"for-{user}"},
        "subjects": [{"kind": "User", "apiGroup": GROUP, "name": user}]}, connection)


class EndToEnd(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.here = pathlib.Path(cls.scratch.name)
        cls.keys = PROJECT / "tests/data/tls"
        programs, _ = api_server.assets()
        cls.server = api_server.ApiServer(programs, cls.keys, cls.here, USERS)
        cls.world = World()
        connection = cls.server.connect()
        cls.addClassCleanup(connection.close)
        for path, item in cls.world.objects():
            cls.server.create(path, item, connection)
        cls.platform = open_platform.folder(PROJECT)
        if cls.platform is None:
            print("there are no shared data: the made-up cluster alone is asked about", flush=True)
        for path, item in open_platform.objects(cls.platform) if cls.platform else ():
            cls.server.create(path, item, connection)
        lists = {"apiGroups": [GROUP], "verbs": ["list"]}
        core = {"apiGroups": [""], "verbs": ["list"]}
        give(cls.server, connection, "reader", [
            {**lists, "resources": ["roles", "rolebindings", "clusterroles", "clusterrolebindings"]},
            {**core, "resources": ["namespaces", "serviceaccounts", "pods"]}])
        give(cls.server, connection, "restricted", [
            {**lists, "resources": ["clusterroles"]}, {**core, "resources": ["namespaces"]}])
        give(cls.server, connection, "restricted", [
            {**lists, "resources": ["roles", "rolebindings"]}], namespace="team-a")
        # Each lacks something of what "reader" may.
        for user, resources, verbs in (
                ("policy", ["roles", "rolebindings", "clusterroles", "clusterrolebindings"], []),
                ("getter", ["roles", "rolebindings", "clusterrolebindings"], ["get"]),
                ("noroles", ["roles", "rolebindings", "clusterrolebindings"], []),
                ("nocrb", ["roles", "rolebindings", "clusterroles"], []),
                ("single", ["clusterroles", "clusterrolebindings"], [])):
            rules = [{**lists, "resources": resources}]
            if verbs:
                rules.append({**lists, "resources": ["clusterroles"], "verbs": verbs})
            give(cls.server, connection, user, rules)
        give(cls.server, connection, "single", [
            {**lists, "resources": ["roles", "rolebindings"]}], namespace="shop")
        give(cls.server, connection, "own", [{**core, "verbs": ["get"], "resources": ["nodes"]},
                                             {**core, "resources": ["namespaces"]}])
        give(cls.server, connection, "own", [{**core, "verbs": ["get"], "resources": ["configmaps"]}],
             namespace="shop")
        cls.dump(connection)
        cls.said = []

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.scratch.cleanup()

    @classmethod
    def dump(cls, connection):
        """What `kubectl get … -A -o json` writes."""
        items = []
        for kind, base, resource in LISTS:
            _, found = cls.server.call("GET", f"{base}/{resource}", connection=connection)
            items += [{"apiVersion": found["apiVersion"], "kind": kind, **item}
                      for item in found["items"]]
        (cls.here / "dump.json").write_text(json.dumps(
            {"apiVersion": "v1", "kind": "List", "items": items}, indent=1))

    def configure(self, user_fields, cluster_fields=None):
        (self.here / "config").write_text(self.server.kubeconfig(user_fields, cluster_fields))

    def ask(self, *arguments, user="reader", status=0, stdin="", configure=True):
        if configure:
            self.configure({"token": self.server.token(user)})
        done = subprocess.run([PROGRAM, *arguments], cwd=self.here, capture_output=True, text=True,
                              input=stdin, check=False, timeout=120,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(self.here), "NO_COLOR": "1",
                                   "KUBECONFIG": str(self.here / "config")})
        self.assertIn(done.returncode, status if isinstance(status, tuple) else (status,), done.stderr)
        for text in (done.stdout, done.stderr):
            self.assertNotIn("canary-", text)
        return done

    def sources(self):
        """The same cluster three ways."""
        self.ask("collect", "-o", "snap.json.gz")
        return {"live": [], "collected": ["-f", "snap.json.gz"], "dump": ["-f", "dump.json"]}

    def test_decisions_are_the_servers_own(self):
        count = int(os.environ.get("RBACGRAPH_REVIEWS", "1000"))
        reviews = [self.world.review() for _ in range(count)]
        if self.platform:
            reviews += open_platform.reviews(self.platform)[:count]
            count = len(reviews)
        connection = self.server.connect()
        self.addCleanup(connection.close)
        decided = []
        for spec in reviews:
            status, answer = self.server.call(
                "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec},
                connection)
            self.assertEqual(201, status, answer)
            decided.append(answer["status"]["allowed"])
        self.assertGreater(sum(decided), count / 20)
        self.assertLess(sum(decided), count * 19 / 20)
        lines = "".join(json.dumps({"spec": spec}) + "\n" for spec in reviews)
        for name, source in self.sources().items():
            with self.subTest(name):
                done = self.ask("can-i", "--reviews", "-", *source, stdin=lines)
                answers = [json.loads(line)["allowed"] for line in done.stdout.splitlines()]
                self.assertEqual([], [spec for spec, ours, theirs in zip(reviews, answers, decided)
                                      if ours != theirs])
                self.assertEqual(count, len(answers))
        print(f"{count} reviews, {sum(decided)} allowed: 0 differences, three ways", flush=True)

    def test_answers_are_the_same_three_ways(self):
        sources = self.sources()

        def without_places(value):
            if isinstance(value, dict):
                return {key: without_places(each) for key, each in value.items()
                        if key != "inputs" and not key.lower().endswith("source")}
            if isinstance(value, list):
                return [without_places(each) for each in value]
            return value

        questions = [["who-can", verb, resource.partition("/")[0], "--api-group", group]
                     for verb in ("get", "create") for group, resource in RESOURCES if "*" not in resource]
        questions += [["who-can", "get", "/healthz"], ["who-can", "--powerful"], ["rules", "user:jane"],
                      ["rules", "sa:shop/sa1"], ["matrix", "group:dev", "user:mia"], ["lint"],
                      ["lookup", "user:jane"]]
        if self.platform:
            questions += open_platform.questions(self.platform)
        for question in questions:
            with self.subTest(question):
                answers = {}
                for name, source in sources.items():
                    done = self.ask(*question, "-o", "json", *source, status=(0, 1))
                    answers[name] = without_places(json.loads(done.stdout))
                self.assertEqual(answers["live"], answers["collected"])
                self.assertEqual(answers["live"], answers["dump"])
        print(f"{len(questions)} questions: 0 differences, three ways", flush=True)

    def test_partial_rights(self):
        for user, arguments, status, told in (
                ("reader", ["who-can", "list", "pods", "--strict"], 0, None),
                ("single", ["can-i", "watch", "endpoints", "-n", "stage", "--as", "user:none"], 3,
                 "few namespaces"),
                ("single", ["can-i", "watch", "endpoints", "-n", "shop", "--as", "user:none"], 1,
                 "few namespaces"),
                ("getter", ["can-i", "watch", "endpoints", "--as", "user:none", "--strict"], 3, "Namespaces: refused"),
                ("getter", ["can-i", "watch", "endpoints", "--as", "user:none"], 1,
                 "ClusterRoles: partial (those that bindings refer to were read one by one, and no others"),
                ("noroles", ["can-i", "watch", "endpoints", "--as", "user:none"], 3, "may not be read"),
                ("nocrb", ["can-i", "watch", "endpoints", "-n", "shop", "--as", "user:none"], 3,
                 "ClusterRoleBindings: refused"),
                ("policy", ["can-i", "watch", "endpoints", "--as", "user:none"], 1, "Pods: refused"),
                ("restricted", ["can-i", "watch", "endpoints", "-n", "stage", "--as", "user:none"], 3,
                 "may not be listed in"),
                ("restricted", ["can-i", "delete", "nodes", "--as", "user:joe"], 3, "may not be listed"),
                ("restricted", ["who-can", "list", "pods", "--strict"], 3, "may not be listed"),
                ("restricted", ["collect", "-o", "part.json"], 0, "ClusterRoleBinding"),
                ("nobody", ["who-can", "list", "pods"], 0, "shows nothing of its policy"),
                ("nobody", ["who-can", "list", "pods", "--strict"], 3, "is incomplete"),
                ("own", ["can-i", "get", "configmaps", "-n", "shop"], 0, "(own rights)"),
                ("own", ["can-i", "get", "configmaps", "-n", "stage"], 1, "API server itself says no"),
                ("own", ["can-i", "get", "nodes"], 0, "(own rights)"),
                ("own", ["can-i", "get", "nodes", "--as", "user:mia"], 3, "shows nothing"),
                ("reader", ["can-i", "get", "nodes", "--as", "user:mia", "--verify"], 3,
                 "cannot create resource \"subjectaccessreviews\"")):
            with self.subTest(f"{user} {arguments}"):
                done = self.ask(*arguments, user=user, status=status)
                if told:
                    self.assertIn(told, done.stderr)
                line = next((line for line in done.stderr.splitlines() if told and told in line), "")
                print(f"partial: {user:11}{' '.join(arguments):66} exit {done.returncode}  {line[:110]}",
                      flush=True)
        subjects = {user: json.loads(self.ask("who-can", "list", "pods", "-o", "json", user=user).stdout)["items"]
                    for user in ("reader", "getter", "policy")}
        self.assertGreater(len(subjects["reader"]), 20)
        for each in subjects.values():
            self.assertEqual([(item["subject"], item["clusterWide"]) for item in subjects["reader"]],
                             [(item["subject"], item["clusterWide"]) for item in each])
        rules = json.loads(self.ask("rules", "user:own", "-o", "json", user="own").stdout)["items"]
        self.assertEqual([(True, ["nodes"]), ("shop", ["configmaps"])], [
            (item.get("clusterWide") or item["namespace"], item["resources"]) for item in rules
            if item.get("resources") in (["nodes"], ["configmaps"])])
        part = json.loads((self.here / "part.json").read_text())
        states = {(each["kind"], each.get("namespace")): each["state"] for each in part["coverage"]}
        self.assertEqual("refused", states["ClusterRoleBinding", None])
        self.assertEqual("refused", states["Role", "shop"])
        self.assertEqual("complete", states["ClusterRole", None])
        self.assertNotIn(("Role", "team-a"), states)

    def test_what_may_not_be_listed_is_not_gone(self):
        """Of the roles that are bound each was read, and of the others none."""
        self.ask("collect", "-o", "whole.json")
        for sides in (["whole.json", "context:c"], ["context:c", "whole.json"]):
            done = self.ask("diff", *sides, user="getter")
            self.assertRegex(done.stderr, r"note: \d+ ClusterRoles of [AB] \(.*\) are not told as (removed|added): ")
        print(*(line for line in done.stderr.splitlines() if line.startswith("note: ")), sep="\n", flush=True)

    def test_verified_decisions_are_the_same(self):
        """can-i --verify asks what the policy answers: a difference would be told."""
        for number in range(40):
            review = self.world.review()
            attributes = review.get("resourceAttributes")
            if not attributes or "/" in attributes["resource"]:
                continue
            words = [attributes["verb"], attributes["resource"], f"--api-group={attributes['group']}"]
            words += [f"--{option}={attributes[option]}" for option in ("subresource", "name", "namespace")
                      if attributes[option]]
            with self.subTest(f"{number}: {words}"):
                done = self.ask("can-i", *words, "--as", f"user:{review['user']}", "--verify", "-o",
                                "json", user="admin", status=(0, 1))
                document = json.loads(done.stdout)
                self.assertEqual(document["allowed"], document["server"]["allowed"])

    def test_credentials_of_each_kind(self):
        token = self.here / "token"
        token.write_text(self.server.token("reader") + "\n")
        plugin = self.here / "plugin"
        plugin.write_text("#!/bin/sh\necho '" + json.dumps({
            "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
            "status": {"token": self.server.token("reader")}}) + "'\n")
        plugin.chmod(0o755)
        for fields, name in (
                ({"token": self.server.token("reader")}, "reader"),
                ({"tokenFile": "token"}, "reader"),
                ({"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./plugin",
                           "interactiveMode": "Never"}}, "reader"),
                ({"client-certificate": str(self.keys / "client.crt"),
                  "client-key": str(self.keys / "client.key")}, "jane"),
                ({"token": self.server.token("admin"), "as": "mia", "as-groups": ["ops"]}, "mia")):
            with self.subTest(list(fields)):
                self.configure(fields)
                done = self.ask("whoami", "-o", "json", configure=False)
                self.assertEqual(name, json.loads(done.stdout)["user"]["username"])
                print(f"credentials: {', '.join(fields):40} whoami: {name}, exit {done.returncode}", flush=True)
        self.configure({"token": "canary-wrong"})
        done = self.ask("whoami", configure=False, status=3)
        self.assertIn("does not accept the credentials", done.stderr)
        self.configure({"token": self.server.token("reader")},
                       {"certificate-authority": str(self.keys / "other-ca.crt")})
        done = self.ask("whoami", configure=False, status=3)
        self.assertIn("SSL certificate problem", done.stderr)

    def test_z_the_audit_log_has_reads_and_reviews_only(self):
        """Last by its name: over all that the others did."""
        seen = {}
        for what in self.server.requests_of("rbacgraph"):
            seen[what] = seen.get(what, 0) + 1
        allowed = {("list", resource) for _, _, resource in LISTS} | {
            ("get", "clusterroles"), ("get", "/api"), ("get", "/apis"), ("get", "/version"),
            *(("create", review) for review in ("selfsubjectreviews", "selfsubjectrulesreviews",
                                                "selfsubjectaccessreviews", "subjectaccessreviews"))}
        self.assertEqual(set(), set(seen) - allowed)
        self.assertIn(("list", "clusterrolebindings"), seen)
        for (verb, resource), count in sorted(seen.items()):
            print(f"audit: {verb:8}{resource:26}{count}", flush=True)


def main():
    global PROGRAM, PROJECT  # pylint: disable=global-statement
    PROGRAM, PROJECT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    programs, missing = api_server.assets()
    if programs is None:
        print(f"skipped: no API server to ask: {missing}")
        return SKIPPED
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
