"""What the tests of pictures draw: the samples' clusters, and one of hostile names."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import outputs_test

ALL = ["--no-fold", "--max-nodes", "0"]
# What means more than itself in DOT, XML, HTML or Mermaid, or is written from right to left.
MORE_HOSTILE = ["\\N\\G\\T", "\\\\N", "]]>", "{x|<p>y}", "a\"b:n", "<<b>>", "&#1;", "&amp;amp;", "--&gt;", "%5CN", "--",
                "\u05e9\u05dc\u05d5\u05dd", "e\u0301", "e\u0301\u0327", "z" * 253, "digraph", "Fold/User/x",
                "</script><img src=x onerror=alert(1)>", "<!--", "</style>", "{{data}}", "end", "x direction LR",
                "%%{init: {}}%%", "jane@example.com", "https://a.example#1", "style: x", "click", "a;b#c", "\"`md`\"",
                "1. x", "subgraph a"]


class PictureTest(unittest.TestCase):
    """`samples` and `hostile`: options that name files, and the folder that they are in."""
    program = None
    project = None

    @classmethod
    def take(cls, arguments):
        """PROGRAM PROJECT, of every test that is one of these."""
        cls.program, cls.project = (pathlib.Path(each).resolve() for each in arguments[:2])

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.folder = pathlib.Path(directory.name)
        (cls.folder / "hostile.json").write_text(outputs_test.hostile_cluster(), encoding="utf-8")
        api = "rbac.authorization.k8s.io"
        users = [{"kind": "User", "apiGroup": api, "name": name} for name in MORE_HOSTILE]
        bindings = [{"apiVersion": api + "/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name},
                     "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": role}, "subjects": users}
                    for name, role in (("more", "r|<b>"), ("missing", "]]>\\N"))]
        (cls.folder / "more.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": bindings}),
                                              encoding="utf-8")
        cls.samples = [(["-f", str(path)], cls.project)
                       for path in sorted((cls.project / "samples").glob("*/cluster.yaml"))]
        cls.hostile = (["-f", "hostile.json", "-f", "more.json"], cls.folder)

    def output(self, arguments, folder, codes=(0,), **environment):
        done = subprocess.run([self.program, *arguments, "-q"], cwd=folder, capture_output=True, timeout=120, check=False,
                              env={**os.environ, **environment})
        self.assertIn(done.returncode, codes, (arguments, done.stderr))
        return done.stdout
