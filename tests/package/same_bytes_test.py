"""The same bytes for the same policy, and as few other ones as can be for a policy that is nearly the same.

    same_bytes_test.py PROGRAM PROJECT

Answers are written three times, in two locales and with the input's files given in another order, in
every format but PNG. Into the cluster open-platform an account with a role and binding of its own is
put: nothing else in the DOT of the whole changes but caption and legend. (That cluster is among the
shared data, see tests/support/paths.h; without them it is skipped, and said.)
"""
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import yaml

SHARED = "conformance/open-platform/objects.json"
PICTURES = ["dot", "svg", "html", "graphml", "mermaid"]
WRITTEN = ["json", "yaml", "ndjson", "csv", "md", "table"]
ALL = ["--no-fold", "--max-nodes", "0"]
RUNS = 3


def shared_cluster():
    path = pathlib.Path(os.environ.get("RBACGRAPH_SHARED") or PROJECT / "../shared", SHARED)
    return json.loads(path.read_text(encoding="utf-8"))["items"] if path.is_file() else None


def sample_cluster(name):
    text = (PROJECT / "samples" / name / "cluster.yaml").read_text(encoding="utf-8")
    return [each for each in yaml.safe_load_all(text) if each]


def write(path, items):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), encoding="utf-8")


def accounts(items):
    found = [subject for each in items for subject in each.get("subjects") or [] 
             if subject["kind"] == "ServiceAccount" and "namespace" in subject]
    return sorted({f"sa:{each['namespace']}/{each['name']}" for each in found})


class SameBytes(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def output(self, arguments, locale="C", folder=None):
        done = subprocess.run([PROGRAM, *arguments, "-q"], cwd=folder or self.folder, capture_output=True, timeout=120,
                              check=False, env={**os.environ, "LC_ALL": locale})
        self.assertIn(done.returncode, (0, 1), (arguments, done.stderr))
        return done.stdout

    def assert_the_same(self, arguments, orders):
        """`arguments` of each order of the input."""
        first = None
        for order, locale, _ in itertools.product(orders, ("C", "C.UTF-8"), range(RUNS)):
            out = self.output([*arguments, *order], locale)
            first = first or out
            self.assertTrue(out)
            self.assertEqual(first, out, f"{arguments} {order} {locale}")
        self.assertNotIn(str(self.folder).encode(), first)

    def check(self, items):
        names = ["one.json", "two.json", "three.json"]
        for at, name in enumerate(names):
            write(self.folder / name, items[at::3])
            write(self.folder / "a" / name, items[at::3])
            write(self.folder / "b" / name, [each for i, each in enumerate(items) if i % 3 == at and i % 7])
        given = [[word for name in order for word in ("-f", name)] for order in (names, names[::-1])]
        who = accounts(items)[0]
        for command, more in ((["who-can", "list", "secrets"], ["wide"]), (["rules", who], ["wide"]),
                              (["graph"], ["csv-nodes"]), (["graph", *ALL], ["csv-nodes"]),
                              (["explain", who, "list", "secrets"], [])):
            written = ["json", "yaml", "csv"] if command[0] == "graph" else WRITTEN
            for output in PICTURES + written + more:
                with self.subTest(command=command, output=output):
                    self.assert_the_same([*command, "-o", output], given)
        for output in PICTURES + WRITTEN:
            with self.subTest(command="diff", output=output):
                self.assert_the_same(["diff", "a", "b", "-o", output], [[]])

    def test_of_a_sample(self):
        self.check(sample_cluster("first-look"))

    def test_of_a_platform(self):
        items = shared_cluster()
        if items is None:
            self.skipTest("no shared data; set RBACGRAPH_SHARED")
        self.check(items)

    def test_the_page_of_a_comparison_says_which_side_an_input_is_of(self):
        items = sample_cluster("first-look")
        write(self.folder / "a/cluster.json", items)
        write(self.folder / "b/cluster.json", items[:-1])
        page = self.output(["diff", "a", "b", "-o", "html"])
        self.assertIn(b"<dt>A: a/cluster.json</dt>", page)
        self.assertIn(b"<dt>B: b/cluster.json</dt>", page)

    def test_the_order_of_files_counts_where_an_object_is_in_two(self):
        """And then it is told."""
        chart = [each for each in yaml.safe_load_all(
            (PROJECT / "samples/two-files-one-name/chart.yaml").read_text(encoding="utf-8")) if each]
        role = next(each for each in chart if each["kind"] == "Role")
        write(self.folder / "a.json", chart)
        write(self.folder / "z.json", [{**role, "rules": []}])
        for order, line in ((["-f", "z.json", "-f", "a.json"], b"-f z.json -f a.json"),
                            (["-f", "a.json", "-f", "z.json"], b"-f a.json -f z.json")):
            self.assertIn(line, self.output(["graph", *order, "-o", "html"]))
        allows = [self.output(["graph", "pods", *order, "-o", "csv"]).count(b",allows,") for order in
                  (["-f", "z.json", "-f", "a.json"], ["-f", "a.json", "-f", "z.json"])]
        self.assertGreater(allows[0], 0)
        self.assertEqual(0, allows[1])


def statements(dot):
    """Lines of DOT, but for the caption, which is the label of the whole and has the legend in it."""
    lines = dot.decode("utf-8").splitlines()
    captions = [line for line in lines if line.startswith("\t\tlabel=<<TABLE")]
    assert len(captions) == 1, captions
    return [line for line in lines if line is not captions[0]]


class OneMore(unittest.TestCase):
    def test_no_other_line_changes(self):
        items = shared_cluster()
        if items is None:
            self.skipTest("no shared data; set RBACGRAPH_SHARED")
        api = "rbac.authorization.k8s.io"
        meta = {"name": "lamplighter", "namespace": "lanterns"}
        more = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "lanterns"}},
                {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta},
                {"apiVersion": api + "/v1", "kind": "Role", "metadata": meta,
                 "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}]},
                {"apiVersion": api + "/v1", "kind": "RoleBinding", "metadata": meta,
                 "roleRef": {"apiGroup": api, "kind": "Role", "name": "lamplighter"},
                 "subjects": [{"kind": "ServiceAccount", **meta}]}]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            write(folder / "a/cluster.json", items)
            write(folder / "b/cluster.json", items[:100] + more + items[100:])
            a, b = (statements(subprocess.run([PROGRAM, "graph", "-f", "cluster.json", *ALL, "-o", "dot", "-q"], check=True,
                                              cwd=folder / side, capture_output=True, timeout=120).stdout)
                    for side in "ab")
        rest = iter(b)
        lost = [line for line in a if line not in rest]  # takes from `rest` as far as it has to
        self.assertEqual([], lost[:3])
        added = b.copy()
        for line in a:
            added.remove(line)
        self.assertTrue(added)
        # Each of the three, its edges, and its place in a column; nothing of anybody else.
        strangers = [line for line in added if not any(word in line for word in ("lamplighter", "lanterns")) and
                     line.strip() not in ("{", "}", "[", "];") and "=" not in line]
        self.assertEqual([], strangers)


if __name__ == "__main__":
    PROGRAM, PROJECT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    DONE = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
    if not DONE.wasSuccessful():
        sys.exit(1)
    if DONE.skipped:
        print("skipped in part: " + "; ".join(sorted({why for _, why in DONE.skipped})))
