#!/usr/bin/env python3
"""The desktop as somebody uses it: a real window under Xvfb, with mouse and keyboard.

    driven_test.py RBACGRAPH_GUI

Exits with 77, and says why, where there is no Xvfb or no xdotool. What the window shows is told by
what it leaves behind: its title, its settings, the files that it writes.
"""

import json
import pathlib
import sys
import tempfile
import unittest

from desktop_driver import Desktop, missing

PROGRAM = None
SKIPPED = 77

BEFORE = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reads, namespace: monitoring}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: prometheus, namespace: monitoring}]
"""
AFTER = BEFORE + """---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: everywhere}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: prometheus, namespace: monitoring}]
"""


class Driven(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.here = pathlib.Path(scratch.name)
        self.before = self.here / "before.yaml"
        self.after = self.here / "after.yaml"
        self.before.write_text(BEFORE, encoding="utf-8")
        self.after.write_text(AFTER, encoding="utf-8")

    def desktop(self, *words):
        return Desktop(PROGRAM, words, self.here / "home")

    def opened(self, desktop):
        desktop.until(lambda: "before.yaml" in desktop.title(), "the input")

    def exported(self, desktop, name, heading):
        """What is shown, as its document: not one of the actions, but how the test looks."""
        desktop.until(lambda: desktop.title().startswith(heading), heading)
        path = self.here / name
        desktop.key("ctrl+e")
        desktop.key("ctrl+a")
        desktop.type(str(path))
        desktop.key("Return")
        desktop.until(path.exists, "the export")
        desktop.key("Escape")
        return json.loads(path.read_text(encoding="utf-8"))

    def nodes(self, document, change=None):
        return {node["id"] for node in document["nodes"]
                if change is None or node.get("change") == change}

    def check_gained(self, desktop):
        document = self.exported(desktop, "diff.json",
                                 "Access gained and lost – before.yaml and after.yaml")
        self.assertEqual({"ClusterRoleBinding/everywhere"}, self.nodes(document, "onlyB"))

    def test_what_another_input_gained_by_keyboard(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("alt+d")  # 1
            desktop.type(str(self.after))  # 2
            desktop.key("Return")  # 3
            self.check_gained(desktop)

    def test_what_another_input_gained_by_mouse(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.press(1600 - 185, 44 + 26)  # 1: Compare
            desktop.type(str(self.after))  # 2
            desktop.settle()
            desktop.press(800 - 280 + 70, 500 - 88 + 135)  # 3: Compare with A
            self.check_gained(desktop)

    def test_keys_are_heard_however_quick_they_come(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.do("key", "--delay", "40", "t", "t", "ctrl+q")
            desktop.program.wait(20)
        settings = json.loads((self.here / "home/rbacgraph/desktop.json").read_text("utf-8"))
        self.assertEqual("high-contrast", settings["theme"])

    def test_what_an_account_can_do_to_secrets(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("slash")  # 1
            desktop.type("sa:monitoring/prometheus get secrets")  # 2
            desktop.key("Return")  # 3
            document = self.exported(desktop, "explain.json",
                                     "Can sa:monitoring/prometheus get secrets?")
            self.assertEqual({"ServiceAccount/monitoring/prometheus", "RoleBinding/monitoring/reads",
                              "ClusterRole/reader", "Resource//secrets"},
                             {node["id"] for node in document["nodes"] if node.get("matches")})

    def test_who_can_list_secrets(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("ctrl+k")  # 1
            desktop.type("who-can list secrets -n monitoring")  # 2
            desktop.key("Return")  # 3
            document = self.exported(desktop, "who.json",
                                     "Who can list secrets in namespace monitoring?")
            self.assertIn("ServiceAccount/monitoring/prometheus", self.nodes(document))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = pathlib.Path(sys.argv[1]).resolve()
    if missing():
        print(f"skipped: there is no {missing()}")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
