#!/usr/bin/env python3
"""The desktop as somebody uses it: a real window under Xvfb, with mouse and keyboard.

    driven_test.py RBACGRAPH_GUI

Exits with 77, and says why, where there is no Xvfb or no xdotool. What the window shows is told by
what it leaves behind: its title, its settings, the files that it writes.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from desktop_driver import Desktop, DisplayServer, missing

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


class Window(unittest.TestCase):
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


class Tasks(Window):
    """In at most five actions from the start."""

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
            desktop.settle()  # Alt, let go of, must not take the keyboard from the field
            desktop.type(str(self.after))  # 2
            desktop.key("Return")  # 3
            self.check_gained(desktop)

    def test_what_another_input_gained_by_mouse(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.press(1600 - 185, 44 + 26)  # 1: Compare
            desktop.type(str(self.after))  # 2
            desktop.settle()
            desktop.press(800 - 320 + 70, 500 + 260 - 33)  # 3: Compare with A
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

    # Where things are in a window of 1600 by 1000, from its edges.
    STATUS = 1000 - 28
    SPLIT = 576  # of the overview: namespaces at the left, subjects at the right
    FIRST_SUBJECT = (SPLIT + 100, 44 + 60 + 70 + 27 // 2)
    FIRST_TILE = 44 + 60 + 40  # where the tiles begin
    FIRST_QUESTION = (100, STATUS - (38 + 6 * 27 + 10) + 38 + 27 // 2)
    FIRST_ROW = STATUS - 300 + 56  # where the rows of the table below a picture begin

    def test_what_an_account_can_do_to_secrets_by_mouse(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.settle()
            desktop.press(*self.FIRST_SUBJECT)  # 1
            desktop.until(lambda: desktop.title().startswith("What sa:monitoring/prometheus"),
                          "the account")
            desktop.settle()
            width = 1600 - 404 - 150  # of the matrix: without the panel and the key beside it
            desktop.press(width * 46 // 100, self.FIRST_ROW + 22 // 2)  # 2: secrets, get
            document = self.exported(desktop, "explain.json",
                                     "Can sa:monitoring/prometheus get secrets?")
            self.assertEqual({"ServiceAccount/monitoring/prometheus", "RoleBinding/monitoring/reads",
                              "ClusterRole/reader", "Resource//secrets"},
                             {node["id"] for node in document["nodes"] if node.get("matches")})

    def test_who_can_read_secrets_in_a_namespace_and_why_by_mouse(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.settle()
            desktop.press(288 + 100, self.FIRST_TILE + 70)  # 1: monitoring, the second tile
            desktop.settle()
            desktop.press(*self.FIRST_QUESTION)  # 2: Who can read Secrets?
            heading = "Who can get list watch secrets in namespace monitoring?"
            desktop.until(lambda: desktop.title().startswith(heading), heading)
            desktop.settle()
            desktop.press(200, self.FIRST_ROW + 25 // 2)  # 3: the first who can, and through what
            document = self.exported(desktop, "who.json", heading)
            self.assertIn("ServiceAccount/monitoring/prometheus", self.nodes(document))
            self.assertIn("RoleBinding/monitoring/reads", self.nodes(document))
            desktop.key("ctrl+s")  # what is selected is in a workspace
            desktop.settle()
            desktop.key("Return")
            path = self.here / "before.rbacgraph"
            desktop.until(path.exists, "the workspace")
            view = json.loads(path.read_text("utf-8"))["view"]
            self.assertEqual("ServiceAccount/monitoring/prometheus", view["selected"])

    def test_who_can_list_secrets(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("ctrl+k")  # 1
            desktop.type("who-can list secrets -n monitoring")  # 2
            desktop.key("Return")  # 3
            document = self.exported(desktop, "who.json",
                                     "Who can list secrets in namespace monitoring?")
            self.assertIn("ServiceAccount/monitoring/prometheus", self.nodes(document))


class Keyboard(Window):
    """Where the keyboard is, and how it gets elsewhere."""

    def test_tab_leads_out_of_the_search_box_and_back(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("ctrl+k")
            desktop.type("who-can list secrets")
            desktop.settle()
            desktop.key("Tab")  # into the list of subjects
            desktop.settle()
            desktop.key("shift+Tab")  # and back
            desktop.settle()
            desktop.key("Return")
            desktop.until(lambda: desktop.title().startswith("Who can list"), "the answer")

    def test_arrows_and_enter_go_through_the_list_of_subjects(self):
        self.after.write_text(AFTER.replace("kind: ServiceAccount, name: prometheus, namespace: "
                                            "monitoring}]\n---", "kind: User, name: zoe}]\n---"),
                              encoding="utf-8")
        with self.desktop("-f", str(self.after)) as desktop:
            desktop.until(lambda: "after.yaml" in desktop.title(), "the input")
            for key in ("Down", "Down", "Return"):  # into the list, to its second row
                desktop.settle()
                desktop.key(key)
            desktop.until(lambda: desktop.title().startswith("What user:zoe"), "the second row")

    def test_arrows_choose_what_the_search_found(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("slash")
            desktop.type("rea")
            for key in ("Down", "Return"):
                desktop.settle()
                desktop.key(key)
            desktop.until(lambda: desktop.title().startswith("RoleBinding/monitoring/reads"),
                          "the second of what was found")

    def test_a_change_is_explained_without_a_mouse(self):
        with self.desktop("-f", str(self.before), "--diff", str(self.after)) as desktop:
            desktop.until(lambda: desktop.title().startswith("Access gained"), "the comparison")
            for key in ("Tab", "Down", "Return", "k"):  # the list, its first change, its subject
                desktop.settle()
                desktop.key(key)
            desktop.settle()
            desktop.key("ctrl+s")
            desktop.settle()
            desktop.key("Return")
            path = self.here / "before.rbacgraph"
            desktop.until(path.exists, "the workspace")
            view = json.loads(path.read_text("utf-8"))["view"]
            self.assertEqual(["ServiceAccount/monitoring/prometheus"], view["pins"])


class Mouse(Window):
    """What is quicker than frames are."""

    def test_a_double_click_goes_to_a_node(self):
        with self.desktop("-f", str(self.before), "--view", "who-can list secrets") as desktop:
            desktop.until(lambda: desktop.title().startswith("Who can"), "the view")
            desktop.settle()
            # The first node of the picture; whichever it is, it is one of those that can.
            desktop.do("mousemove", "110", "130")
            desktop.settle()
            for _ in range(12):
                desktop.do("click", "--repeat", "2", "--delay", "60", "1")
                desktop.settle()
                if not desktop.title().startswith("Who can"):
                    return
                desktop.do("mousemove_relative", "0", "30")
            self.fail("no double click was one")


class Workspaces(Window):
    """Bookmarks and pins in a file, by keyboard alone."""

    def saved(self, desktop):
        path = self.here / "before.rbacgraph"
        desktop.until(path.exists, "the workspace")
        return json.loads(path.read_text("utf-8"))

    def test_what_was_kept_is_there_the_next_day(self):
        with self.desktop("-f", str(self.before), "--view", "sa:monitoring/prometheus",
                          "--select", "ClusterRole/reader") as desktop:
            desktop.until(lambda: desktop.title().startswith("What sa:"), "the view")
            desktop.settle()
            desktop.key("k")
            desktop.settle()
            desktop.key("ctrl+b")
            desktop.type("prometheus, as it was")
            desktop.key("Return")
            desktop.key("ctrl+s")
            desktop.settle()
            desktop.key("Return")
            document = self.saved(desktop)
            desktop.program.kill()
            desktop.program.wait()
        self.assertEqual(("rbacgraph/v1", "Workspace", [{"path": "before.yaml"}]),
                         (document["apiVersion"], document["kind"], document["inputs"]))
        kept = {"question": "sa:monitoring/prometheus", "selected": "ClusterRole/reader",
                "pins": ["ClusterRole/reader"]}
        self.assertEqual(kept, document["view"])
        self.assertEqual([{"name": "prometheus, as it was", **kept}], document["bookmarks"])
        with self.desktop(str(self.here / "before.rbacgraph")) as desktop:
            desktop.until(lambda: desktop.title().startswith("What sa:"), "the view")
            desktop.key("alt+o")
            desktop.until(lambda: desktop.title().startswith("before.yaml"), "the overview")
            desktop.key("alt+1")
            desktop.until(lambda: desktop.title().startswith("What sa:"), "the bookmark")

    def test_a_window_that_is_closed_asks_about_bookmarks_first(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.key("ctrl+b")
            desktop.type("mine")
            desktop.key("Return")
            desktop.settle()
            desktop.close_window()
            desktop.settle()
            self.assertIsNone(desktop.program.poll(), "it ended, and the bookmark with it")
            desktop.close_window()
            self.assertEqual(0, desktop.program.wait(20))

    def test_killed_while_it_saves_the_file_is_whole(self):
        path = self.here / "before.rbacgraph"
        for number in range(4):
            with self.desktop(str(path if path.exists() else self.before)) as desktop:
                self.opened(desktop)
                desktop.settle()
                desktop.key("ctrl+b")
                desktop.type(f"number {number}")
                desktop.key("Return")
                desktop.settle()
                desktop.key("ctrl+s")
                if number == 0:
                    desktop.settle()
                    desktop.key("Return")
                    self.saved(desktop)
                    desktop.settle()
                else:
                    time.sleep(0.01 * number)
                desktop.program.kill()
                desktop.program.wait()
            names = [each["name"] for each in json.loads(path.read_text("utf-8"))["bookmarks"]]
            self.assertIn(names, [[f"number {each}"] for each in range(number + 1)])

    def test_what_is_no_workspace_stays_as_it_is(self):
        broken = self.here / "broken.rbacgraph"
        broken.write_text('{"apiVersion": "rbacgraph/v1",\n "kind": "Works', encoding="utf-8")
        with self.desktop(str(broken)) as desktop:
            desktop.settle()
            self.assertEqual("rbacgraph", desktop.title())
        picture = self.here / "x.png"
        for words in (["--workspace", str(broken)], [str(broken)]):
            with self.subTest(words):
                done = self.screenshot(*words, str(picture))
                self.assertEqual(3, done.returncode)
                self.assertEqual(f"rbacgraph-gui: error: {broken}:2: the file ends in the middle of "
                                 "its JSON\nhint: it stays as it is; with another name for it, a new "
                                 "one can be saved\n", done.stderr)
        self.assertIn("Works", broken.read_text("utf-8"))

    def screenshot(self, *words):
        server = DisplayServer()
        self.addCleanup(server.close)
        return subprocess.run([PROGRAM, *words[:-1], "--screenshot", words[-1]], text=True,
                              env={**os.environ, "DISPLAY": server.display}, capture_output=True,
                              check=False)


class Oddities(Window):
    """What should not happen, and does."""

    def leave(self, desktop):
        desktop.key("ctrl+q")
        self.assertEqual(0, desktop.program.wait(30))

    def test_without_news_it_does_nothing(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            desktop.settle()
            begun = desktop.processor_seconds()
            time.sleep(4)
            self.assertLess(desktop.processor_seconds() - begun, 0.05)

    def test_any_number_of_sizes(self):
        with self.desktop("-f", str(self.before), "--diff", str(self.after)) as desktop:
            desktop.until(lambda: desktop.title().startswith("Access gained"), "the comparison")
            words = []
            for number in range(500):
                size = (1, 1) if number == 250 else (60 + number * 3, 900 - number)
                words += ["windowsize", desktop.window, str(size[0]), str(size[1])]
            desktop.do(*words)
            desktop.settle()
            self.leave(desktop)
        settings = json.loads((self.here / "home/rbacgraph/desktop.json").read_text("utf-8"))
        self.assertEqual((60 + 499 * 3, 900 - 499), (settings["width"], settings["height"]))

    def test_two_at_once_leave_the_settings_of_one(self):
        with self.desktop("-f", str(self.before)) as one, self.desktop("-f", str(self.after)) as two:
            self.opened(one)
            two.until(lambda: "after.yaml" in two.title(), "the input")
            one.key("t")
            one.settle()
            for desktop in (one, two):
                desktop.key("ctrl+q")
            self.assertEqual((0, 0), (one.program.wait(30), two.program.wait(30)))
        folder = self.here / "home/rbacgraph"
        settings = json.loads((folder / "desktop.json").read_text("utf-8"))
        self.assertIn((settings["theme"], settings["recent"]),
                      (("dark", [[str(self.before)]]), ("light", [[str(self.after)]])))
        self.assertEqual(["desktop.json"], [path.name for path in folder.iterdir()])

    def test_killed_while_it_saves_the_old_file_or_the_new_is_there(self):
        target = self.here / "kept.json"
        ends = set()
        for number in range(8):
            target.write_text("old", encoding="utf-8")
            with self.desktop("-f", str(self.before), "--view", "graph") as desktop:
                desktop.until(lambda: desktop.title().startswith("The whole policy"), "the view")
                desktop.key("ctrl+e")
                desktop.key("ctrl+a")
                desktop.type(str(target))
                desktop.settle()
                desktop.key("Return")
                time.sleep(0.02 * number)
                desktop.program.kill()
                desktop.program.wait()
            text = target.read_text(encoding="utf-8")
            ends.add("old" if text == "old" else "new")
            if text != "old":
                self.assertEqual("Graph", json.loads(text)["kind"])
        self.assertTrue(ends <= {"old", "new"})

    def test_an_input_that_ends_while_it_loads(self):
        pipe = self.here / "pipe.yaml"
        os.mkfifo(pipe)
        whole = AFTER.encode()
        with self.desktop("-f", str(pipe)) as desktop:
            with pipe.open("wb") as writer:
                writer.write(whole[:-60])  # the last binding has no subject any more
                writer.flush()
                time.sleep(0.5)
                self.assertNotIn("pipe.yaml", desktop.title(), "it is not read yet")
            desktop.until(lambda: "pipe.yaml" in desktop.title(), "what there was of the input")
            self.leave(desktop)

    def test_a_pipe_is_no_kubeconfig_that_is_waited_for(self):
        pipe = self.here / "pipe"
        os.mkfifo(pipe)
        server = DisplayServer()
        self.addCleanup(server.close)
        for words, variable in ((["--kubeconfig", str(pipe)], {}), ([], {"KUBECONFIG": str(pipe)})):
            with self.subTest(words):
                done = subprocess.run([PROGRAM, *words, "--screenshot", str(self.here / "x.png")],
                                      text=True, capture_output=True, check=False, timeout=60,
                                      env={**os.environ, **variable, "DISPLAY": server.display})
                self.assertEqual(2, done.returncode)
                self.assertEqual(f"rbacgraph-gui: error: can't read the kubeconfig {pipe}: it is a "
                                 "pipe, which can't be read twice\nhint: write it into a file\n",
                                 done.stderr)
                self.assertFalse((self.here / "x.png").exists())

    def test_an_input_that_is_gone_when_it_is_read_again(self):
        with self.desktop("-f", str(self.before)) as desktop:
            self.opened(desktop)
            self.before.unlink()
            desktop.key("ctrl+r")
            desktop.settle()
            self.assertIn("before.yaml", desktop.title(), "the old one stays")
            desktop.key("ctrl+k")
            desktop.type("who-can list secrets")
            desktop.key("Return")
            desktop.until(lambda: desktop.title().startswith("Who can list"), "an answer")
            self.leave(desktop)

    def test_names_as_long_as_they_get(self):
        for length in (60_000, 100_000):
            long = self.here / f"{length}.yaml"
            long.write_text(AFTER.replace("everywhere", "e" * length), encoding="utf-8")
            with self.subTest(length), self.desktop("-f", str(long), "--view", "graph") as desktop:
                desktop.until(lambda: desktop.title().startswith("The whole policy"), "the view")
                desktop.press(400, 300)
                desktop.settle()
                begun = desktop.processor_seconds()
                desktop.do("mousemove", "500", "320")
                desktop.settle()
                self.assertLess(desktop.processor_seconds() - begun, 5)
                self.leave(desktop)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = pathlib.Path(sys.argv[1]).resolve()
    if missing():
        print(f"skipped: there is no {missing()}")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
