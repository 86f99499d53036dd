#!/usr/bin/env python3
"""The desktop as a program, under Xvfb: pictures of it, and what it says when something is wrong.

    window_test.py RBACGRAPH_GUI PROJECT

Exits with 77, and says why, where there is no Xvfb.
"""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

import desktop_driver

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import live_cases

PROGRAM = PROJECT = None
SKIPPED = 77
SAMPLE = "samples/first-look/cluster.yaml"
BASE, HEAD = "samples/a-pull-request/base", "samples/a-pull-request/head"


def pixels_of(path):
    """Width, height and the set of colours of an 8-bit RGB PNG, read by hand."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += size + 12
    raw = zlib.decompress(packed)
    stride = width * 3 + 1
    colours = set()
    row = bytearray(width * 3)
    for line in range(height):
        begin = line * stride
        kind, values = raw[begin], bytearray(raw[begin + 1:begin + stride])
        for index in range(len(values)):
            left = values[index - 3] if index >= 3 else 0
            up = row[index]
            corner = row[index - 3] if index >= 3 else 0
            if kind == 1:
                add = left
            elif kind == 2:
                add = up
            elif kind == 3:
                add = (left + up) // 2
            elif kind == 4:
                guess = left + up - corner
                add = min((left, up, corner), key=lambda value: abs(guess - value))
            else:
                add = 0
            values[index] = (values[index] + add) & 255
        row = values
        colours.update(bytes(row[index:index + 3]) for index in range(0, len(row), 12))
    return width, height, colours


class Window(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = desktop_driver.DisplayServer()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.here = pathlib.Path(scratch.name)

    def run_gui(self, *words, status=0, display=True):
        command = [str(PROGRAM), *words]
        environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        environment["KUBECONFIG"] = str(self.here / "config")
        if display:
            environment["DISPLAY"] = self.server.display
        done = subprocess.run(command, cwd=PROJECT, env=environment, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        return done

    def test_views_are_drawn(self):
        for number, words in enumerate((
                [], ["-f", SAMPLE], ["-f", SAMPLE, "--view", "who-can list secrets"],
                ["-f", SAMPLE, "--view", "graph", "--theme", "dark"],
                ["-f", BASE, "--diff", HEAD], ["-f", BASE, "--diff", HEAD, "--view", "diff -n carts"],
                ["-f", SAMPLE, "--view", "who-can list secrets", "--theme", "high-contrast",
                 "--scale", "2"])):
            with self.subTest(words):
                picture = self.here / f"{number}.png"
                self.run_gui(*words, "--screenshot", str(picture), "--size", "800x500")
                width, height, colours = pixels_of(picture)
                self.assertEqual((800, 500), (width, height))
                self.assertGreater(len(colours), 20, "text and lines have many shades")
                if "dark" in words:
                    self.assertIn(bytes.fromhex("1b1f25"), colours)

    def test_the_same_view_is_the_same_picture(self):
        pictures = []
        for number in range(2):
            picture = self.here / f"{number}.png"
            self.run_gui("-f", SAMPLE, "--view", "graph", "--screenshot", str(picture))
            pictures.append(picture.read_bytes())
        self.assertEqual(*pictures)

    def test_what_is_wrong_is_told(self):
        picture = str(self.here / "never.png")
        for words, status, text in (
                (["--frob", "x"], 2, "there is no option --frob"),
                (["--size", "12"], 2, "--size does not take"),
                (["--theme", "pink"], 2, "light, dark or high-contrast"),
                (["--view"], 2, "option --view needs a value"),
                (["-f", SAMPLE, "--screenshot", "/dev/full"], 3,
                 "can't write /dev/full: No space left on device"),
                (["-f", "--screenshot", picture], 2, "option -f needs a value"),
                (["--size", "axb"], 2, '--size does not take "axb"'),
                (["--scale", "nan"], 2, '--scale does not take "nan"'),
                (["-f", SAMPLE, "--view", "graph", "--select", "ClusterRole/never-was", "--screenshot", picture],
                 2, "--select: nothing in this picture is ClusterRole/never-was"),
                (["-f", "no/such/file", "--screenshot", picture], 3, "no/such/file"),
                (["--diff", SAMPLE], 2, "--diff compares with an input"),
                (["--workspace", "x", "-f", SAMPLE], 2, "--workspace names the inputs itself"),
                (["--workspace", "no/such.rbacgraph", "--screenshot", picture], 3,
                 "can't read no/such.rbacgraph: No such file or directory"),
                (["-f", SAMPLE, "--context", "c"], 2,
                 "-f reads files and --context is about a cluster: give one of them"),
                (["--context", "a", "--context", "b"], 2, "one context is opened at a time"),
                (["--context", ""], 2, "option --context needs a value"),
                (["-f", SAMPLE, "--screenshot", ""], 2, "option --screenshot needs a value"),
                (["--bogus"], 2, "there is no option --bogus"),
                (["-f", SAMPLE, "--diff", "context:a", "--diff", SAMPLE], 2,
                 "a context is compared by itself"),
                (["--context", "c", "--screenshot", picture], 3, 'context "c" does not exist'),
                (["-f", SAMPLE, "--diff", "no/such/b", "--screenshot", picture], 3, "no/such/b"),
                (["-f", SAMPLE, "--view", "who-can list", "--screenshot", picture], 2,
                 "a verb and a type are missing"),
                (["-f", SAMPLE, "--screenshot", "/no/such/folder/x.png"], 3, "can't write")):
            with self.subTest(words):
                done = self.run_gui(*words, status=status)
                self.assertIn(text, done.stderr)
                self.assertFalse(pathlib.Path(picture).exists())

    def test_clusters_are_drawn_as_files_are(self):
        server = live_cases.FaultServer()
        self.addCleanup(server.close)
        binding = {"metadata": {"name": "b", "uid": "u"}, "subjects": [{"kind": "User", "name": "jane"}],
                   "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "r"}}
        role = {"metadata": {"name": "r", "uid": "u"},
                "rules": [{"verbs": ["list"], "apiGroups": [""], "resources": ["secrets"]}]}
        core = {f"/api/v1/{name}s?limit=500":
                [{"json": {"kind": kind + "List", "apiVersion": "v1", "metadata": {}, "items": []}}]
                for name, kind in (("pod", "Pod"), ("namespace", "Namespace"),
                                   ("serviceaccount", "ServiceAccount"))}
        for name, bindings in (("before", []), ("after", [binding])):
            server.answer(name, {
                **core, live_cases.path_of("Role"): [live_cases.rbac_list("Role")],
                live_cases.path_of("RoleBinding"): [live_cases.rbac_list("RoleBinding")],
                live_cases.path_of("ClusterRole"): [live_cases.rbac_list("ClusterRole", [role])],
                live_cases.path_of("ClusterRoleBinding"):
                    [live_cases.rbac_list("ClusterRoleBinding", bindings)]})
        contexts = ("before", "after")
        (self.here / "config").write_text(json.dumps({
            "users": [{"name": "u", "user": {"token": "CANARY"}}],
            "clusters": [{"name": name, "cluster": server.cluster(name)} for name in contexts],
            "contexts": [{"name": name, "context": {"cluster": name, "user": "u"}} for name in contexts]}))
        for number, words in enumerate((
                [], ["--no-probe"], ["--context", "after", "--view", "who-can list secrets"],
                ["--context", "before", "--diff", "context:after"],
                ["--context", "after", "--diff", SAMPLE])):
            with self.subTest(words):
                server.forget()
                picture = self.here / f"live-{number}.png"
                self.run_gui(*words, "--screenshot", str(picture), "--size", "1200x700")
                self.assertEqual((1200, 700), pixels_of(picture)[:2])
                asked = {(entry["method"], entry["path"].rpartition("/")[2]) for entry in server.log()}
                if words == []:
                    self.assertEqual({("GET", "version")}, asked)
                elif words == ["--no-probe"]:
                    self.assertEqual(set(), asked)
                else:
                    self.assertEqual({"GET"}, {method for method, _ in asked})
                    self.assertIn(("GET", "clusterrolebindings?limit=500"), asked)
        figures = json.loads(self.run_gui("--context", "after", "--view", "graph", "--bench").stdout)
        self.assertGreater(figures["nodes"], 2)
        failed = self.run_gui("--context", "nowhere", "--bench", status=3)
        self.assertIn('context "nowhere" does not exist', failed.stderr)
        self.assertEqual("", failed.stdout)

    def test_without_a_display_it_says_so(self):
        done = self.run_gui("-f", SAMPLE, status=2, display=False)
        self.assertIn("rbacgraph-gui: error: no window can be opened", done.stderr)
        self.assertIn("hint: the command line, rbacgraph, needs no display", done.stderr)

    def test_frames_are_measured(self):
        done = self.run_gui("-f", SAMPLE, "--view", "graph", "--bench")
        figures = json.loads(done.stdout)
        self.assertGreater(figures["nodes"], 0)
        self.assertGreater(figures["millisecondsOfProcessorToFirstPicture"], 0)
        self.assertGreater(figures["peakMegabytes"], 0)
        self.assertGreater(figures["millisecondsOfProcessorEach"], 0)

    def test_help_and_version_need_no_display(self):
        self.assertIn("usage: rbacgraph-gui", self.run_gui("--help", display=False).stdout)
        self.assertTrue(self.run_gui("--version", display=False).stdout.startswith("rbacgraph-gui "))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PROGRAM, PROJECT = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    if not shutil.which("Xvfb"):
        print("skipped: there is no Xvfb")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
