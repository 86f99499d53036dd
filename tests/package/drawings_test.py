"""Drawings, read back by readers that are not ours: Graphviz' own programs and an XML parser.

    drawings_test.py PROGRAM PROJECT

On the samples' clusters and on one of hostile names: nodes and edges of the DOT are those of the
JSON, every name is in the SVG as the JSON has it, three runs and two locales give the same bytes.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

import outputs_test

# Escapes of Graphviz and of XML, ports and records, and writing from right to left.
MORE_HOSTILE = ["\\N\\G\\T", "\\\\N", "]]>", "{x|<p>y}", "a\"b:n", "<<b>>", "&#1;", "&amp;amp;", "\u05e9\u05dc\u05d5\u05dd",
                "e\u0301\u0327", "z" * 253, "%5CN", "--", "digraph", "Fold/User/x"]
ALL = ["--no-fold", "--max-nodes", "0"]
SVG = "{http://www.w3.org/2000/svg}"


def run(arguments, folder, **environment):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, timeout=120, check=False,
                          env={**os.environ, **environment})


def shown(name):
    """As core/include/rbacgraph/report/display.h says."""
    def escape(match):
        point = ord(match[0])
        simple = {10: "\\n", 9: "\\t", 13: "\\r"}.get(point)
        return simple or (f"\\x{point:02x}" if point < 0x80 else f"\\u{point:04x}" if point < 0x10000
                          else f"\\U{point:08x}")
    return re.sub("[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                  "\uffff\U000e0000-\U000e0fff]", escape, name)


def texts(svg):
    return "".join("".join(text.itertext()) for text in svg.iter(SVG + "text")).replace("\u00a0", " ")


class Drawings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.directory.name)
        (cls.folder / "hostile.json").write_text(outputs_test.hostile_cluster(), encoding="utf-8")
        api = "rbac.authorization.k8s.io"
        (cls.folder / "more.json").write_text(json.dumps({
            "apiVersion": api + "/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "more"},
            "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": "]]>\\N"},
            "subjects": [{"kind": "User", "apiGroup": api, "name": name} for name in MORE_HOSTILE]}))
        cls.inputs = [(["-f", str(path)], PROJECT) for path in sorted((PROJECT / "samples").glob("*/cluster.yaml"))]
        cls.inputs.append((["-f", "hostile.json", "-f", "more.json"], cls.folder))

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def output(self, arguments, folder, **environment):
        done = run([*arguments, "-q"], folder, **environment)
        self.assertEqual(done.returncode, 0, (arguments, done.stderr))
        return done.stdout

    def test_graphviz_reads_what_the_document_says(self):
        for inputs, folder in self.inputs:
            with self.subTest(inputs=inputs):
                graph = json.loads(self.output(["graph", *inputs, *ALL, "-o", "json"], folder))
                dot = self.output(["graph", *inputs, *ALL, "-o", "dot"], folder)
                read = subprocess.run(
                    ["gvpr", r'N { printf("N%s\0", name) } E { printf("E%s\0%s\0", tail.name, head.name) }'.replace(
                        r"\0", "\x01")], input=dot, capture_output=True, check=True, timeout=60)
                self.assertEqual(read.stderr, b"")
                nodes, edges = set(), []
                words = read.stdout.decode("utf-8").split("\x01")
                while words and words[0]:
                    word = words.pop(0)
                    if word[0] == "N":
                        nodes.add(word[1:])
                    else:
                        edges.append((word[1:], words.pop(0)))
                self.assertEqual(nodes, {node["id"] for node in graph["nodes"]})
                self.assertEqual(sorted(edges), sorted((edge["from"], edge["to"]) for edge in graph["edges"]))

    def test_dot_draws_it(self):
        for inputs, folder in self.inputs:
            dot = self.output(["graph", *inputs, "-o", "dot"], folder)
            drawn = subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True, check=True, timeout=120)
            ET.fromstring(drawn.stdout)
            self.assertNotIn(b"syntax", drawn.stderr)

    def test_svg_has_every_name(self):
        for inputs, folder in self.inputs:
            with self.subTest(inputs=inputs):
                graph = json.loads(self.output(["graph", *inputs, *ALL, "-o", "json"], folder))
                # Graphviz' and, of more than it is asked to draw, ours.
                svg = ET.fromstring(self.output(["graph", *inputs, *ALL, "-o", "svg"], folder))
                self.assertEqual({each.tag for each in svg.iter() if "script" in each.tag or "foreign" in each.tag}, set())
                text = texts(svg)
                for node in graph["nodes"]:
                    self.assertIn(shown(node["name"]).replace("\u00a0", " "), text)

    def test_same_bytes(self):
        for command in (["graph"], ["who-can", "get", "pods"], ["lint"]):
            for output in ("dot", "svg"):
                arguments = [*command, "-f", "hostile.json", "-f", "more.json", "-o", output]
                first = run([*arguments, "-q"], self.folder, LC_ALL="C").stdout
                self.assertTrue(first)
                for locale in ("C", "C.UTF-8", "de_DE.UTF-8"):
                    self.assertEqual(run([*arguments, "-q"], self.folder, LC_ALL=locale).stdout, first)
                self.assertNotIn(self.folder.as_posix().encode(), first)

    def test_shape(self):
        """No ribbons."""
        for inputs, folder in self.inputs[:-1]:
            svg = ET.fromstring(self.output(["graph", *inputs, "-o", "svg"], folder))
            width, height = (float(svg.get(side).removesuffix("pt")) for side in ("width", "height"))
            self.assertLess(width / height, 3.2, inputs)
            self.assertLess(height / width, 3.2, inputs)


if __name__ == "__main__":
    PROGRAM, PROJECT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    if not shutil.which("dot") or not shutil.which("gvpr"):
        print("skipped: Graphviz is not installed")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
