#!/usr/bin/env python3
"""Other programs read what rbacgraph writes.

JSON by Python's json, and held against the schemas of core/schema; YAML by PyYAML, which has to find
the very same document; NDJSON line by line; CSV by Python's csv, and every name is got back from it;
Markdown by a look at its tables. The commands are those of the contract and of the samples, and
questions to a cluster of hostile names.

    outputs_test.py RBACGRAPH PROJECT [N]      every Nth command and sample alone
"""

import copy
import csv
import fcntl
import hashlib
import io
import json
import os
import pathlib
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
import unittest

import jsonschema
import yaml

PROGRAM = PROJECT = None
EVERY = 1

HOSTILE = [
    "yes", "No", "null", "~", "1e3", "0x1F", "12:30:45", "2001-01-01", ".inf", "=", "<<", "---", "...",
    "=1+1", "+1", "-1", "@octocat", "'quoted", "\t=tab", "\r=cr", "\n=nl", "\uff1d1", "two\nlines",
    "a|b", "a\\|b", "`tick`", "``", "<script>alert(1)</script>", "[x](http://evil.example)", "#123",
    "*b* _i_", "www.evil.example", "&lt;", "a: b", "a #c", "- dash", "? q", "key:", "{a}", "[a]", "!t",
    "\u2028ls\u2029ps\u0085nel", "\u202ertl", "zero\u200bwidth", "\ufeffbom", "nb\u00a0sp", "\x1b[31mred",
    "\x7fdel", "\x9bcsi", "\uffff", "\U000e0041tag", "CORP\\jane", "CORP\\ursula", "\\x1b", "\\\\",
    "end\\", "comma,\"quote\"", "  padded  ", " ", "한글이름", "山田", "e\u0301", "🦊", "x" * 300]


def hostile_cluster():
    api = {"apiGroup": "rbac.authorization.k8s.io"}
    version = "rbac.authorization.k8s.io/v1"
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": version, "kind": "ClusterRole", "metadata": {"name": "r|<b>"}, "rules": [
            {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},
            {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"],
             "resourceNames": ["a,b", "", "=x", "c\\", "c\\,d"]}]},
        {"apiVersion": version, "kind": "ClusterRoleBinding", "metadata": {"name": "`b`"},
         "roleRef": {**api, "kind": "ClusterRole", "name": "r|<b>"},
         "subjects": [{**api, "kind": "User", "name": name} for name in HOSTILE]},
        *({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}}
          for kind in ("yes", "a: b #", "on", "1e3", "k" * 2000))]})


def run(arguments, folder, stdin=None):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, input=stdin, capture_output=True,
                          env={"PATH": "/usr/bin:/bin", "COLUMNS": "40"}, check=False)


def validators():
    """By the name of the schema."""
    schemas = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8"))
               for path in sorted((PROJECT / "core/schema").glob("*.schema.json"))}
    made = {}
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        made[name] = jsonschema.Draft202012Validator(schema, **referring(schema, schemas.values()))
    return made


def referring(schema, schemas):
    """How a validator finds the other schemas; jsonschema changed its ways with 4.18."""
    try:
        from referencing import Registry, Resource  # pylint: disable=import-outside-toplevel
    except ImportError:
        store = {each["$id"]: each for each in schemas}
        return {"resolver": jsonschema.RefResolver(schema["$id"], schema, store=store)}
    return {"registry": Registry().with_resources(
        (each["$id"], Resource.from_contents(each)) for each in schemas)}


SCHEMA_OF = {"WhoCan": "who-can", "WhoCanList": "who-can-list", "CanI": "can-i", "Rules": "rules",
             "Matrix": "matrix", "Explain": "explain", "Status": "status",
             "Lint": "lint", "Path": "path", "Graph": "graph",
             "Lookup": "lookup", "Show": "show", "Diff": "diff"}
# Documents without items are a line of their own.
LINE_OF = {"WhoCan": "who-can-line", "WhoCanList": "who-can-line", "CanI": "can-i",
           "Rules": "rules-line", "Matrix": "matrix-line", "Explain": "explain",
           "Status": "status", "Lint": "lint-line", "Path": "path-line",
           "Lookup": "lookup-line", "Show": "show", "Diff": "diff-line"}


def csv_value(cell):
    """As core/include/rbacgraph/report/csv.h says."""
    if cell.startswith("'"):
        cell = cell[1:]
    return re.sub(r"\\(\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))",
                  lambda m: "\\" if m[1] == "\\" else chr(int(m[2] or m[3] or m[4], 16)), cell)


def commands():
    """(arguments without -o, folder): every who-can and can-i of the contract and the samples."""
    found = []
    for path in sorted((PROJECT / "tests/data/contract").glob("*/command")) + \
            sorted((PROJECT / "samples").glob("*/commands")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = shlex.split(line, comments=True)[1:]
            if not words or words[0] not in ("who-can", "can-i") or "--reviews" in words:
                continue
            kept = [word for at, word in enumerate(words)
                    if word not in ("-o", "--no-headers") and (at == 0 or words[at - 1] != "-o")]
            found.append((kept, path.parent))
    return found[::EVERY]


class Outputs(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.validators = validators()

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        (self.folder / "hostile.json").write_text(hostile_cluster(), encoding="utf-8")

    def assert_valid(self, name, value):
        errors = sorted(self.validators[name].iter_errors(value), key=lambda error: error.json_path)
        self.assertEqual([], [f"{error.json_path}: {error.message[:300]}" for error in errors[:3]])

    def document(self, arguments, folder):
        """The document, checked: valid, and the same from YAML and, as far as it goes, NDJSON."""
        done = run([*arguments, "-q", "-o", "json"], folder)
        self.assertNotEqual(2, done.returncode, done.stderr)
        if not done.stdout:
            return None
        document = json.loads(done.stdout)
        self.assert_valid(SCHEMA_OF[document["kind"]], document)
        self.assertEqual(document, yaml.safe_load(run([*arguments, "-q", "-o", "yaml"], folder).stdout))
        ndjson = run([*arguments, "-q", "-o", "ndjson"], folder).stdout
        lines = [json.loads(line) for line in ndjson.split(b"\n")[:-1]]
        if document["kind"] in ("CanI", "Explain", "Show", "Status"):
            whole = copy.deepcopy(document)
            for each in whole["inputs"]:
                del each["sha256"]  # no digest is taken for lines
            self.assertEqual([whole], lines)
        elif document["kind"] == "Diff":
            self.assertEqual(document["access"] + document["unknown"], lines)
        elif document["kind"] != "WhoCanList":
            self.assertEqual(document["items"], lines)
        else:
            self.assertEqual([{"query": each["query"], **item}
                              for each in document["items"] for item in each["items"]], lines)
        for line in lines:
            self.assert_valid(LINE_OF[document["kind"]], line)
        return document

    def rows(self, arguments, folder):
        done = run([*arguments, "-q", "-o", "csv"], folder)
        text = done.stdout.decode("utf-8")
        self.assertNotIn("\n", re.sub(r'"[^"]*"', "", text).replace("\r\n", ""))
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        self.assertEqual(1, len({len(row) for row in rows}), "every row has every column")
        for row in rows:
            for cell in row:
                self.assertNotRegex(cell, r"\A[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
                self.assertNotRegex(cell, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e]")
        return rows

    def test_contract_and_samples(self):
        documents = 0
        for arguments, folder in commands():
            with self.subTest(folder=folder.name, command=" ".join(arguments)):
                document = self.document(arguments, folder)
                documents += document is not None
                if document is None:
                    continue
                rows = self.rows(arguments, folder)
                if document["kind"] == "WhoCan":
                    # A row each for binding and rule; the subjects are those of the document.
                    wanted = {"/".join(filter(None, (item["subject"].get("namespace"),
                                                     item["subject"]["name"])))
                              for item in document["items"]}
                    self.assertEqual(wanted, {csv_value(row[1]) for row in rows[1:]})
        self.assertGreater(documents, 90 // EVERY)

    def test_powerful_permissions(self):
        """Of every sample: who holds one, marks in an answer, and the rules of the first holder."""
        holders = rules = 0
        for folder in sorted(path for path in (PROJECT / "samples").iterdir() if path.is_dir()):
            inputs = [word for path in sorted(folder.glob("*.*ml")) for word in ("-f", path.name)]
            if not inputs:
                continue
            with self.subTest(folder=folder.name):
                held = self.document(["who-can", "--powerful", *inputs], folder)
                if held is None:
                    continue
                self.document(["who-can", "get,list", "secrets", "--powerful", *inputs], folder)
                rows = self.rows(["who-can", "--powerful", *inputs], folder)
                self.assertEqual(["POWERFUL", "POWERFUL IDS"], rows[0][-2:])
                self.assertEqual({row[-1] for row in rows[1:]},
                                 {",".join(grant["powerful"]) for item in held["items"]
                                  for grant in item["grants"]})
                self.assertTrue(all(row[-1] for row in rows[1:]))
                known = {each["id"] for each in held["powerfulPermissions"]}
                self.assertEqual(known, {each for item in held["items"] for each in item["powerful"]})
                for item in held["items"]:
                    self.assertEqual(set(item["powerful"]),
                                     {each for grant in item["grants"] for each in grant["powerful"]})
                    self.assertTrue(all(grant["powerful"] for grant in item["grants"]))
                for item in held["items"][:1]:
                    holders += 1
                    subject = item["subject"]
                    kind = {"ServiceAccount": "sa", "User": "user", "Group": "group"}[subject["kind"]]
                    word = kind + ":" + "/".join(filter(None, (subject.get("namespace"), subject["name"])))
                    document = self.document(["rules", word, "--powerful", "--exact-groups", *inputs], folder)
                    self.assertTrue(all(each["powerful"] for each in document["items"]))
                    rules += len(document["items"])
                    self.rows(["rules", word, "--powerful", *inputs], folder)
        self.assertGreater(holders, 10)
        self.assertGreater(rules, 10)

    def test_findings_of_lint(self):
        """Of every sample, and of the hostile names."""
        found = set()
        folders = sorted(path for path in (PROJECT / "samples").iterdir() if path.is_dir())
        asked = [([word for path in sorted(folder.glob("*.*ml")) for word in ("-f", path.name)], folder)
                 for folder in folders]
        for inputs, folder in [*asked, (["-f", "hostile.json"], self.folder)]:
            with self.subTest(folder=folder.name):
                document = self.document(["lint", *inputs], folder) if inputs else None
                if document is None:
                    continue
                items = document["items"]
                found |= {item["id"] for item in items}
                self.assertEqual({item["id"] for item in items}, {each["id"] for each in document["checks"]})
                self.assertEqual(len(items), sum(each["findings"] for each in document["checks"]))
                rows = self.rows(["lint", *inputs], folder)
                self.assertEqual(["SEVERITY", "CHECK", "NAMESPACE", "OBJECT", "RULE", "SOURCE", "MESSAGE",
                                  "HINT"], rows[0])
                self.assertEqual([item["message"] for item in items], [csv_value(row[6]) for row in rows[1:]])
                status = run(["lint", *inputs, "-q"], folder).returncode
                flaws = document["summary"]["error"] + document["summary"]["warning"]
                unread = [each for each in document["diagnostics"]
                          if each["severity"] == "error" and not each["code"].startswith("invalid-")]
                self.assertEqual(1 if flaws or unread else 0, status)
        self.assertGreaterEqual(len(found), 10)

    def test_rules_and_explanations(self):
        """Of the subjects that the samples' questions find, and of somebody unknown."""
        asked = misses = cuts = paths = 0
        for arguments, folder in commands():
            if arguments[0] != "who-can" or folder.parent.name != "samples" or "--help" in arguments:
                continue
            found = run([*arguments, "-q", "-o", "json"], folder).stdout
            items = json.loads(found)["items"] if found else []
            inputs = [word for at, word in enumerate(arguments)
                      if word.startswith("--with-default-policy") or
                      "-f" in (word, arguments[at - 1])]
            subjects = [item["subject"] for item in items[:1] if "subject" in item]
            for subject in [*subjects, {"kind": "User", "name": "x|<b>"}]:
                kind = {"ServiceAccount": "sa", "User": "user", "Group": "group"}[subject["kind"]]
                word = kind + ":" + "/".join(filter(None, (subject.get("namespace"), subject["name"])))
                with self.subTest(folder=folder.name, subject=word):
                    rules = self.document(["rules", word, *inputs], folder)
                    self.rows(["rules", word, *inputs], folder)
                    if subject in subjects:
                        self.assertTrue(rules["items"])
                        matrix = ["matrix", word, "user:=x|<b>", *inputs]
                        shown = self.document(matrix, folder)["items"]
                        if "/" not in arguments[2]:
                            path = ["path", word, f"resource:{arguments[2]}", *inputs]
                            ways = self.document(path, folder)
                            self.assertEqual(bool(ways["items"]), ways["shortest"] is not None)
                            paths += len(ways["items"])
                            self.rows(path, folder)
                        self.document([*matrix, "--powerful"], folder)
                        # One row for each type and subject.
                        self.assertEqual(1 + 2 * len(shown), len(self.rows(matrix, folder)))
                    if arguments[1].startswith("-") or "," in arguments[1] + arguments[2]:
                        continue
                    explain = ["explain", word, *arguments[1:3], *inputs]
                    why = self.document([*explain, "--cut"], folder)
                    self.rows(explain, folder)
                    asked += 1
                    misses += len(why["misses"])
                    cuts += len(why["cuts"])
        self.assertGreater(asked, 60 // EVERY)
        self.assertGreater(misses, 5 // EVERY)
        self.assertGreater(cuts, 60 // EVERY)
        self.assertGreater(paths, 30 // EVERY)

    def test_lookups_and_objects(self):
        """Of what the samples' questions find: subjects, roles, bindings, and of hostile names."""
        asked = 0
        for folder in sorted((PROJECT / "samples").iterdir())[::EVERY]:
            if not (folder / "cluster.yaml").is_file():
                continue
            inputs = ["-f", "cluster.yaml", "--with-default-policy"]
            every = self.document(["lookup", "--regex", "", *inputs], folder)
            for item in every["items"][:2]:
                where = [item[side].get("namespace") for side in ("role", "binding")]
                role, binding = ("/".join(filter(None, (item[side]["kind"], ns, item[side]["name"])))
                                 for side, ns in zip(("role", "binding"), where))
                subject = item["subject"]
                kind = {"ServiceAccount": "sa", "User": "user", "Group": "group"}[subject["kind"]]
                word = kind + ":" + "/".join(filter(None, (subject.get("namespace"), subject["name"])))
                with self.subTest(folder=folder.name, role=role, binding=binding, subject=word):
                    for by, name in (("role", role), ("binding", binding)):
                        found = self.document(["lookup", "--" + by, name, *inputs], folder)
                        self.assertIn(item[by], [each[by] for each in found["items"]])
                        self.rows(["lookup", "--" + by, name, *inputs], folder)
                    found = self.document(["lookup", word, *inputs], folder)
                    self.assertIn(item["binding"], [each["binding"] for each in found["items"]])
                    marked = ["lookup", word, "--powerful", *inputs]
                    powerful = self.document(marked, folder)["items"]
                    self.assertEqual([",".join(each["powerful"]) for each in powerful],
                                     [row[-1] for row in self.rows(marked, folder)[1:]])
                    for name in (role, binding, word):
                        self.assertGreater(len(self.rows(["show", name, *inputs], folder)), 1)
                        shown = self.document(["show", name, *inputs], folder)
                        self.assertTrue(shown["bindings"])
                        asked += 1
            masters = self.document(["path", "group:system:masters", "secrets", *inputs], folder)
            self.assertEqual([["superuser"]],
                             [[hop["edge"] for hop in each["hops"]] for each in masters["items"]])
        self.assertGreater(asked, 100 // EVERY)
        document = self.document(["lookup", "--role", "ClusterRole/r|<b>", "-f", "hostile.json"],
                                 self.folder)
        self.assertEqual(set(HOSTILE), {item["subject"]["name"] for item in document["items"]})
        rows = self.rows(["lookup", "--role", "ClusterRole/r|<b>", "-f", "hostile.json"], self.folder)
        self.assertEqual(set(HOSTILE), {csv_value(row[0]) for row in rows[1:]})
        for name in HOSTILE[::4]:
            self.document(["show", "user:" + name, "-f", "hostile.json"], self.folder)
        for output in ("md", "text"):
            text = run(["show", "clusterrolebinding/`b`", "-f", "hostile.json", "-o", output],
                       self.folder).stdout.decode("utf-8")
            self.assertNotRegex(text, r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]")

    def graph(self, arguments, folder):
        """The document, by its schema, of nodes that are there once and edges between them."""
        done = run(["graph", *arguments, "-q", "-o", "json"], folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.validators["graph"].validate(document)
        ids = [node["id"] for node in document["nodes"]]
        self.assertEqual(len(ids), len(set(ids)))
        # What is allowed for named objects only is an edge of its own.
        ends = [(edge["from"], edge["to"], edge["kind"], "resourceNames" in edge)
                for edge in document["edges"]]
        self.assertEqual(len(ends), len(set(ends)))
        self.assertLessEqual({end for edge in ends for end in edge[:2]}, set(ids))
        self.assertEqual(yaml.safe_load(run(["graph", *arguments, "-q", "-o", "yaml"], folder).stdout), document)
        return document

    def test_graphs(self):
        for cluster in sorted((PROJECT / "samples").glob("*/cluster.yaml"))[::EVERY]:
            with self.subTest(cluster=cluster):
                inputs = ["-f", str(cluster)]
                whole = self.graph([*inputs, "--no-fold", "--max-nodes", "0"], PROJECT)
                self.assertEqual(whole["hidden"], {"nodes": 0, "edges": 0, "why": []})
                policy = list(yaml.safe_load_all(cluster.read_text(encoding="utf-8")))
                roles = {(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"])
                         for each in policy if each and each["kind"] in ("Role", "ClusterRole")}
                self.assertLessEqual(roles, {(node["kind"], node.get("namespace"), node["name"])
                                             for node in whole["nodes"]})
                folded = self.graph([*inputs, "--max-nodes", "10"], PROJECT)
                drawn = sum("folded" not in node for node in folded["nodes"])
                self.assertEqual(drawn + folded["hidden"]["nodes"], len(whole["nodes"]))
                self.assertEqual(sum(node["folded"]["nodes"] for node in folded["nodes"] if "folded" in node),
                                 folded["hidden"]["nodes"])
                for node in whole["nodes"][::3]:
                    word = "/".join(filter(None, (node["kind"], node.get("namespace"), node["name"])))
                    # An account without namespace is nobody that one could ask about.
                    if not node.get("missing") and (node["kind"] != "ServiceAccount" or "namespace" in node):
                        self.graph([word, *inputs, "--direction", "both", "--depth", "2"], PROJECT)
        hostile = self.graph(["-f", "hostile.json", "--no-fold", "--max-nodes", "0"], self.folder)
        self.assertLessEqual(set(HOSTILE), {node["name"] for node in hostile["nodes"]})
        for name in HOSTILE[::4]:
            picture = self.graph(["user:" + name, "-f", "hostile.json"], self.folder)
            self.assertEqual([node["name"] for node in picture["nodes"] if node.get("start")], [name])

    def test_comparisons(self):
        """Of the contract, of each sample with the next one, and of hostile names with none."""
        pairs = [("a.yaml", "b.yaml", folder) for folder in
                 sorted((PROJECT / "tests/data/contract").glob("*-diff-*"))]
        clusters = sorted((PROJECT / "samples").glob("*/cluster.yaml"))
        pairs += [(str(a), str(b), PROJECT) for a, b in zip(clusters, clusters[1:])]
        (self.folder / "none.json").write_text(json.dumps(
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
             "metadata": {"name": "none"}, "rules": []}), encoding="utf-8")
        pairs += [("none.json", "hostile.json", self.folder), ("hostile.json", "none.json", self.folder)]
        entries = powerful = lost = unknown = 0
        for a, b, folder in pairs:
            with self.subTest(a=a, b=b):
                document = self.document(["diff", a, b, "--expand-groups"], folder)
                if document is None:
                    continue
                access = document["access"]
                entries += len(access)
                powerful += sum(bool(each["powerful"]) for each in access)
                lost += sum(each["change"] == "lost" for each in access)
                rows = self.rows(["diff", a, b, "--expand-groups"], folder)
                self.assertEqual([str(each["number"]) for each in access] + ["?"] * len(document["unknown"]),
                                 [row[0] for row in rows[1:]])
                unknown += len(document["unknown"])
                self.assertEqual([each["subject"]["name"] for each in access],
                                 [csv_value(row[2]).removeprefix(each["subject"].get("namespace", "") + "/")
                                  for each, row in zip(access, rows[1:])])
                self.comment(["diff", a, b, "-q", "-o", "md"], folder)
                mirrored = self.document(["diff", b, a, "--expand-groups"], folder)
                # A member has been one on the side that it is about.
                for one, other in ((document, mirrored), (mirrored, document)):
                    self.assertEqual(one["summary"]["objects"]["added"],
                                     other["summary"]["objects"]["removed"])
        self.assertGreater(entries, 100)
        self.assertGreater(powerful, 20)
        self.assertGreater(lost, 40)
        self.assertGreater(unknown, 5)

    def comment(self, arguments, folder):
        """A comment on a pull request: short enough, and names in code only."""
        text = run(arguments, folder).stdout.decode("utf-8")
        self.assertLessEqual(len(text), 65536)
        for line in text.splitlines():
            if line in ("<details>", "</details>") or re.fullmatch("<summary>[A-Za-z0-9 ]+</summary>", line):
                continue
            outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line.removeprefix("- "))
            self.assertNotRegex(outside.replace("**", ""), r"[<>\[\]@*_`\\]|http|www\.", line)
            self.assertNotRegex(line, r"[\x00-\x1f\x7f-\x9f\u2028-\u202e]")
        return text

    def test_a_comment_fits_and_counts_what_it_leaves_out(self):
        def policy(verbs):
            rules = [{"apiGroups": [""], "resources": ["secrets"], "verbs": verbs}] if verbs else []
            return json.dumps({"apiVersion": "v1", "kind": "List", "items": [
                item for at in range(2000) for item in (
                    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                     "metadata": {"name": f"r{at}", "namespace": "shop"}, "rules": rules},
                    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                     "metadata": {"name": f"b{at}", "namespace": "shop"},
                     "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": f"r{at}"},
                     "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User",
                                   "name": "a" * 50000 if at == 7 else f"u{at}"}]})]})
        (self.folder / "a.json").write_text(policy([]), encoding="utf-8")
        (self.folder / "b.json").write_text(policy(["get"]), encoding="utf-8")
        text = self.comment(["diff", "a.json", "b.json", "-q", "-o", "md"], self.folder)
        self.assertGreater(len(text), 55000)
        shown = sum(line.startswith("| + ") for line in text.splitlines())
        self.assertIn("2000 objects differ, 2000 accesses gained (2000 powerful), none lost.", text)
        left = 2000 - shown
        self.assertIn(f"**Not all of it fits here: {left} changes of access, {left} powerful, are left out.**", text)
        self.assertIn(f"and {left} more, left out here: `rbacgraph diff -o json` has them", text)
        # The long name is cut off, and its row is there: "user:" and 995 letters, of 50005.
        self.assertEqual(1, text.count("a… and 49005 bytes more` | `shop` | `get secrets` | read-secrets |"))
        self.assertIn("<summary>2000 objects differ</summary>", text)

    def test_status(self):
        """Of every input of the contract and the samples, and of one without any RBAC object."""
        asked = set()
        for arguments, folder in commands():
            inputs = [word for at, word in enumerate(arguments)
                      if word.startswith(("--with-default-policy", "--aggregation=")) or
                      "-f" in (word, arguments[at - 1])]
            if "-" in inputs or "-f" not in inputs or (folder, *inputs) in asked:
                continue
            asked.add((folder, *inputs))
            with self.subTest(folder=folder.name, inputs=" ".join(inputs)):
                document = self.document(["status", *inputs], folder)
                self.assertEqual(["SECTION", "ROW", "FIELD", "VALUE"],
                                 self.rows(["status", *inputs], folder)[0])
                read = {}
                for each in document["inputs"]:
                    for kind, count in each["objects"].items():
                        read[kind] = read.get(kind, 0) + count
                self.assertEqual({kind: count for kind, count in read.items() if count},
                                 {each["kind"]: each["read"] + each.get("added", 0)
                                  for each in document["objects"]
                                  if each["read"] + each.get("added", 0)})
                self.assertEqual(len(document["diagnostics"]),
                                 sum(each["count"] for each in document["codes"]))
        self.assertGreater(len(asked), 30 // EVERY)
        (self.folder / "other.json").write_text(
            '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}', encoding="utf-8")
        document = self.document(["status", "-f", "other.json"], self.folder)
        self.assertEqual(["Secret"], [each["kind"] for each in document["passedOver"]])
        self.assertIsNone(document["system"])
        hostile = self.document(["status", "-f", "hostile.json"], self.folder)
        self.assertLessEqual({"yes", "a: b #", "on", "1e3"},
                             {each["kind"] for each in hostile["passedOver"]})

    def test_version(self):
        self.assert_valid("version", json.loads(run(["version", "-o", "json"], self.folder).stdout))

    def test_reviews(self):
        line = '{"user":"yes","resourceAttributes":{"verb":"get","resource":"%s"}}\n'
        done = run(["can-i", "--reviews", "-", "-f", "hostile.json", "-q"], self.folder,
                   ((line % "pods") + (line % "nodes") + "no review\n").encode())
        lines = [json.loads(each) for each in done.stdout.splitlines()]
        self.assertEqual([True, False, None], [each.get("allowed") for each in lines])
        for each in lines:
            self.assert_valid("review-line", each)

    def test_hostile_names_are_got_back(self):
        arguments = ["who-can", "get,list", "pods", "-f", "hostile.json"]
        document = self.document(arguments, self.folder)
        for answer in document["items"]:
            self.assertEqual(set(HOSTILE), {item["subject"]["name"] for item in answer["items"]})
        # Kinds are keys of the document: those that look like something else in YAML too.
        self.assertLessEqual({"yes", "a: b #", "on", "1e3"}, set(document["inputs"][0]["passedOver"]))
        rows = self.rows(arguments, self.folder)
        self.assertEqual(["QUERY", "SUBJECT", "KIND", "SCOPE", "VIA", "ROLE", "RULE", "NAMES", "SOURCE",
                          "NOTE"], rows[0])
        self.assertEqual(sorted(HOSTILE * 2), sorted(csv_value(row[1]) for row in rows[1:]))
        names = next(row[7] for row in rows[1:] if row[7])
        self.assertEqual(["a,b", '""', "=x", "c\\", "c\\,d"],
                         [csv_value(name) for name in names.split(",")])
        self.assertEqual(rows[1:], list(csv.reader(io.StringIO(run(
            [*arguments, "-q", "-o", "csv", "--no-headers"], self.folder).stdout.decode("utf-8"),
            newline=""))))

    def test_markdown_has_names_in_code_only(self):
        text = run(["who-can", "get", "pods", "-f", "hostile.json", "-q", "-o", "md"],
                   self.folder).stdout.decode("utf-8")
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        self.assertEqual(len(HOSTILE), sum("ClusterRoleBinding/" in row for row in rows))
        for line in text.splitlines():
            outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line.removeprefix("- "))
            self.assertNotRegex(outside, r"[<>\[\]@*_`\\]|http|www\.", line)
            self.assertNotRegex(line, r"[\x00-\x1f\x7f-\x9f\u2028-\u202e]")
        for row in rows:
            cells = re.split(r"(?<!\\)\|", row)
            self.assertIn(len(cells), (11, 7), row)

    def test_a_damaged_document_is_refused(self):
        good = self.document(["who-can", "get", "pods", "-f", "hostile.json"], self.folder)

        def damaged(change):
            value = copy.deepcopy(good)
            change(value)
            return list(self.validators["who-can"].iter_errors(value))

        self.assertEqual([], damaged(lambda value: None))
        for change in (
                lambda value: value.pop("dead"),
                lambda value: value.pop("tool"),
                lambda value: value.update(extra=1),
                lambda value: value.update(apiVersion="rbacgraph/v2"),
                lambda value: value["query"].update(namespace=7),
                lambda value: value["items"][0].pop("grants"),
                lambda value: value["items"][0].update(grants=[]),
                lambda value: value["items"][0].update(extra=1),
                lambda value: value["items"][0].update(namespaces=["shop"]),
                lambda value: value["items"][0].update(clusterWide=False),
                lambda value: value["items"][0]["subject"].update(kind="Robot"),
                lambda value: value["items"][0]["subject"].update(namespace="shop"),
                lambda value: value["items"][0]["grants"][0].update(rule=-1),
                lambda value: value["items"][0]["grants"][0]["binding"].update(kind="Role"),
                lambda value: value["items"][0]["grants"][0]["binding"].update(namespace="shop"),
                lambda value: value["items"][0]["grants"][0]["source"].update(file="/etc/x"),
                lambda value: value["items"][0]["grants"][0]["source"].pop("column"),
                lambda value: value["inputs"][0].update(sha256="abc"),
                lambda value: value["inputs"][0]["objects"].update(Role=0),
                lambda value: value["diagnostics"].append({"severity": "loud", "code": "x", "message": "y"}),
                lambda value: value["incomplete"].append({"why": "no state"})):
            self.assertTrue(damaged(change))
        line = {"allowed": True, "denied": False}
        self.assert_valid("review-line", line)
        for wrong in ({**line, "denied": True}, {**line, "unknown": True}, {"allowed": True}, {},
                      {**line, "error": "x"}):
            self.assertTrue(list(self.validators["review-line"].iter_errors(wrong)), wrong)

    def test_provenance_is_told_and_no_absolute_path(self):
        digest = hashlib.sha256((self.folder / "hostile.json").read_bytes()).hexdigest()
        big = "# " + "x" * (3 << 20) + "\nkind: Pod\napiVersion: v1\nmetadata: {name: p, namespace: shop}\n"
        (self.folder / "prod").mkdir()
        (self.folder / "stage").mkdir()
        (self.folder / "prod/big.yaml").write_text(big, encoding="utf-8")
        (self.folder / "stage/big.yaml").write_text(big, encoding="utf-8")
        (self.folder / "stage/broken.yaml").write_text("kind: Role\n  x: [", encoding="utf-8")
        (self.folder / "empty").mkdir()
        inputs = [word for name in ("hostile.json", "prod", "stage/big.yaml", "stage/broken.yaml", "empty")
                  for word in ("-f", str(self.folder / name))]
        for command in (["who-can", "get", "pods", *inputs], ["can-i", "get", "pods", "--as", "user:yes", *inputs]):
            document = self.document(command, "/")
            self.assertEqual({"hostile.json": digest,
                              "prod/big.yaml": hashlib.sha256(big.encode()).hexdigest(),
                              "stage/big.yaml": hashlib.sha256(big.encode()).hexdigest()},
                             {each["name"]: each["sha256"] for each in document["inputs"]
                              if each["name"] != "broken.yaml"})
            for output in ("json", "yaml", "ndjson", "csv", "md"):
                text = run([*command, "-q", "-o", output], "/").stdout.decode("utf-8")
                self.assertNotIn(str(self.folder), text, output)
                if output in ("json", "yaml", "md"):
                    self.assertIn(digest, text)
        done = run(["who-can", "get", "pods", "-f", "-", "-q", "-o", "json"], "/", hostile_cluster().encode())
        self.assertEqual(digest, json.loads(done.stdout)["inputs"][0]["sha256"])

    def terminal(self, arguments, columns):
        """The lines that a terminal of this width is given."""
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen([PROGRAM, *arguments], stdout=child, stderr=subprocess.DEVNULL,
                              cwd=self.folder, env={"PATH": "/usr/bin:/bin", "NO_COLOR": "1"}) as process:
            os.close(child)
            data = b""
            while True:
                try:
                    piece = os.read(parent, 65536)
                except OSError:  # what Linux says at the end
                    piece = b""
                if not piece:
                    break
                data += piece
        os.close(parent)
        self.assertEqual(0, process.returncode)
        return data.decode("utf-8").replace("\r\n", "\n").splitlines()

    def test_a_table_fits_its_terminal_and_is_whole_in_a_pipe(self):
        arguments = ["who-can", "get", "pods", "-f", "hostile.json", "-o", "wide"]

        def width(line):
            return sum(0 if unicodedata.combining(c) else
                       2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)

        for columns in (40, 80, 100, 200):
            lines = self.terminal(arguments, columns)
            self.assertLessEqual(max(map(width, lines)), columns)
            shown = "".join(lines).replace(" ", "")
            self.assertIn("한글이름", shown)
            self.assertGreaterEqual(shown.count("x"), 300)
        piped = run([*arguments, "-q"], self.folder).stdout.decode("utf-8").splitlines()
        self.assertEqual(len(HOSTILE) + 1, len(piped))
        self.assertTrue(any("x" * 300 in line for line in piped))


if __name__ == "__main__":
    PROGRAM, PROJECT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    EVERY = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    unittest.main(argv=sys.argv[:1])
