#!/usr/bin/env python3
"""The manual pages: troff has nothing to say against them, and nothing of the help is missing.

    man_test.py RBACGRAPH
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""


def must(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, check=True, **more)
    if done.stderr:
        raise AssertionError(f"{words}: {done.stderr}")
    return done.stdout


def help_of(command):
    return must(PROGRAM, "help", *command).replace("…", "...")


def squeezed(text):
    return " ".join(text.split())


class ManTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name, "man")
        must(PROGRAM, "__write-files", cls.temporary.name)
        cls.commands = re.findall(r"^  (\S+) +\S", help_of([]).split("\nExamples:")[0], re.MULTILINE)

    def rendered(self, name):
        """As `man` shows it in 100 columns, without bold and underline."""
        return must("man", "-l", str(self.folder / name),
                    env={**os.environ, "MANWIDTH": "100", "MAN_KEEP_FORMATTING": "",
                         "LC_ALL": "C.UTF-8", "MANPAGER": "cat", "MANROFFOPT": "-c",
                         "TERM": "dumb"})

    def test_there_is_a_page_for_each_command(self):
        self.assertIn("who-can", self.commands)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         sorted(["rbacgraph.1", *(f"rbacgraph-{name}.1" for name in self.commands)]))

    def test_troff_has_no_warnings(self):
        for path in self.folder.iterdir():
            for device in ("utf8", "ascii"):
                self.assertTrue(must("groff", "-ww", "-man", f"-T{device}", str(path)), path.name)

    def test_they_are_ascii_and_say_nothing_of_the_day(self):
        for path in self.folder.iterdir():
            text = path.read_bytes().decode("ascii")
            self.assertRegex(text.split("\n")[0], r'^\.TH \S+ 1 "" "rbacgraph \d+\.\d+\.\d+" ')

    def test_each_option_of_the_help_is_there_as_the_help_says_it(self):
        for command in self.commands:
            text = squeezed(re.sub(".\b", "", self.rendered(f"rbacgraph-{command}.1")))
            options = help_of([command]).split("\nExamples:")[1]
            found = re.findall(r"^  (?:-(\w), |    )(--[a-z-]+)(\S*(?: \S+)?)", options, re.MULTILINE)
            self.assertGreaterEqual(len(found), 3, command)
            for letter, name, _ in found:
                self.assertRegex(text, rf"(?<!\S){f'-{letter}, ' if letter else ''}{name}\b")
            # The whole right column too, broken into lines elsewhere.
            for entry in re.split(r"\n(?=  (?:-|    --))|\n\n\w+:\n", options):
                entry = squeezed(entry)
                what = re.sub(r"^(-\w, )?--\S+ (\S*[A-Z|]\S* )?", "", entry)
                if entry.startswith("-"):
                    self.assertIn(what, text, command)

    def test_usage_and_examples_are_there_to_the_letter(self):
        for command in self.commands:
            text = squeezed(re.sub(".\b", "", self.rendered(f"rbacgraph-{command}.1")))
            shown = help_of([command])
            lines = re.findall(r"^  (rbacgraph .*)$", shown, re.MULTILINE)
            self.assertGreaterEqual(len(lines), 2, command)
            for line in lines:
                self.assertIn(squeezed(line), text, command)

    def test_the_overview_has_every_command(self):
        text = self.rendered("rbacgraph.1")
        for command in self.commands:
            self.assertRegex(text, rf"(?m)^ +{command}\b")
            self.assertIn(f"rbacgraph-{command}(1)", text)
        for status in ("0", "1", "2", "3", "130"):
            self.assertRegex(text, rf"(?m)^ +{status} +\w")


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
