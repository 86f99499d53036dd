#!/usr/bin/env python3
"""The program at a terminal: the progress line, Ctrl-C, SIGTERM.

    terminal_test.py RBACGRAPH

Inputs are FIFOs that this test fills, so that nothing hangs on how fast the machine is: what has to
be seen is waited for, and only then the next step is taken.
"""

import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = ""
PATIENCE = 60  # seconds, for what takes one
CLEAR = "\r\x1b[K"
POLICY = """apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: pod-reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: mia-reads}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pod-reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: mia}
"""


class Terminal:
    """Standard error of a process: a terminal, or a pipe."""

    def __init__(self, is_terminal):
        self.reading, self.writing = pty.openpty() if is_terminal else os.pipe()
        self.text = ""

    def started(self):
        os.close(self.writing)

    def read(self, seconds):
        """One chunk, if it comes in time. False at the end."""
        if not select.select([self.reading], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self.reading, 65536)
        except OSError:  # EIO: how a terminal says that nobody is left
            chunk = b""
        self.text += chunk.decode().replace("\r\n", "\n")
        return bool(chunk)

    def wait_for(self, wanted):
        until = time.monotonic() + PATIENCE
        while wanted not in self.text:
            if time.monotonic() > until or not self.read(1):
                raise AssertionError(f"{wanted!r} did not come: {self.text!r}")

    def rest(self):
        while self.read(PATIENCE):
            pass
        os.close(self.reading)
        return self.text

    @staticmethod
    def screen(text):
        """What is left to be seen of it."""
        return "\n".join(line.rsplit(CLEAR, 1)[-1] for line in text.split("\n"))


class Run:
    """The program, reading the FIFO `slow.yaml` that the test writes."""

    def __init__(self, folder, words, is_terminal=True, ignored=(), stdout=subprocess.PIPE):
        self.fifo = pathlib.Path(folder, "slow.yaml")
        if not self.fifo.exists():
            os.mkfifo(self.fifo)
        self.err = Terminal(is_terminal)

        def before():
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)
        self.process = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn
            [PROGRAM, *words], cwd=folder, stdin=subprocess.PIPE, stdout=stdout,
            stderr=self.err.writing, preexec_fn=before)
        self.err.started()

    def write_begin(self):
        """Opens the FIFO, which waits until the program does, and writes less than all of it."""
        self.writer = open(self.fifo, "w", encoding="utf-8")
        self.writer.write(POLICY[:40])
        self.writer.flush()

    def write_end(self):
        self.writer.write(POLICY[40:])
        self.writer.close()

    def end(self):
        """(status, stdout, stderr)"""
        err = self.err.rest()
        out = self.process.stdout.read().decode() if self.process.stdout else ""
        status = self.process.wait(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()
        return status, out, err


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name


class ProgressTest(Case):
    WORDS = ["who-can", "get", "pods", "-f", "slow.yaml"]

    def test_is_shown_while_waiting_and_leaves_nothing(self):
        run = Run(self.folder, self.WORDS)
        run.write_begin()
        run.err.wait_for(CLEAR + "reading slow.yaml")
        run.write_end()
        status, out, err = run.end()
        self.assertEqual(status, 0)
        self.assertIn("mia", out)
        self.assertNotIn("reading", Terminal.screen(err))
        self.assertIn("Who can get pods", Terminal.screen(err))

    def test_tells_how_far_it_is(self):
        run = Run(self.folder, self.WORDS)
        run.write_begin()
        filler = "#" + "x" * 99998 + "\n"
        for _ in range(15):
            run.writer.write("\n" + filler)
        run.writer.flush()
        # 1.5 MB less what has not come through the pipe yet.
        run.err.wait_for(CLEAR + "reading slow.yaml: 1.")
        run.write_end()
        self.assertRegex(run.end()[2], r"reading slow\.yaml: 1\.\d MB")

    def test_is_kept_from_pipes_and_from_the_quiet(self):
        for words, is_terminal in ((self.WORDS, False), ([*self.WORDS, "-q"], True)):
            run = Run(self.folder, words, is_terminal)
            run.write_begin()
            # Longer than the line waits for: it would have come.
            run.err.read(1.5)
            run.write_end()
            status, out, err = run.end()
            self.assertEqual(status, 0)
            self.assertIn("mia", out)
            self.assertNotIn("reading", err)
            self.assertNotIn("\x1b[K", err)

    def test_is_kept_from_who_types_the_input(self):
        parent, child = pty.openpty()
        process = subprocess.Popen([PROGRAM, "who-can", "get", "pods", "-f", "-"], stdin=child,
                                   stdout=subprocess.PIPE, stderr=child)
        os.close(child)
        time.sleep(1.5)
        os.write(parent, POLICY.encode() + b"\x04")
        self.assertIn(b"mia", process.stdout.read())
        self.assertEqual(process.wait(PATIENCE), 0)
        process.stdout.close()
        self.assertNotIn(b"reading", os.read(parent, 65536))
        os.close(parent)


class InterruptTest(Case):
    WORDS = ProgressTest.WORDS

    def test_ends_reading_and_answers_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            run = Run(self.folder, self.WORDS)
            run.write_begin()
            run.err.wait_for("reading slow.yaml")
            run.process.send_signal(number)
            status, out, err = run.end()
            run.writer.close()
            self.assertEqual((status, out), (130, ""))
            self.assertEqual(Terminal.screen(err), "rbacgraph: interrupted\n")

    def test_ends_waiting_for_somebody_who_opens_the_fifo(self):
        run = Run(self.folder, self.WORDS)
        run.err.wait_for("reading slow.yaml")
        run.process.send_signal(signal.SIGINT)
        status, out, err = run.end()
        self.assertEqual((status, out), (130, ""))
        self.assertEqual(Terminal.screen(err), "rbacgraph: interrupted\n")

    def test_in_a_pipe_there_is_nothing_to_clear(self):
        run = Run(self.folder, self.WORDS, is_terminal=False)
        run.write_begin()
        time.sleep(0.5)  # until the handlers are there
        run.process.send_signal(signal.SIGINT)
        status, out, err = run.end()
        run.writer.close()
        self.assertEqual((status, out, err), (130, "", "rbacgraph: interrupted\n"))

    def test_a_second_one_kills_at_once(self):
        run = Run(self.folder, self.WORDS)
        run.err.wait_for("reading slow.yaml")
        os.kill(run.process.pid, signal.SIGSTOP)
        # Two while it is stopped would be one: the second comes when the first was taken.
        run.process.send_signal(signal.SIGINT)
        os.kill(run.process.pid, signal.SIGCONT)
        time.sleep(0.05)
        run.process.send_signal(signal.SIGINT)
        self.assertEqual(run.end()[0], -signal.SIGINT)

    def test_stays_ignored_where_it_was(self):
        run = Run(self.folder, self.WORDS, ignored=[signal.SIGINT])
        run.write_begin()
        run.err.wait_for("reading slow.yaml")
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        run.write_end()
        status, out, _ = run.end()
        self.assertEqual(status, 0)
        self.assertIn("mia", out)

    def test_ends_waiting_for_reviews(self):
        pathlib.Path(self.folder, "all.yaml").write_text(POLICY, encoding="utf-8")
        run = Run(self.folder, ["can-i", "--reviews", "-", "-f", "all.yaml", "-q"])
        review = {"user": "mia", "resourceAttributes": {"verb": "get", "resource": "pods"}}
        run.process.stdin.write(json.dumps(review).encode() + b"\n")
        run.process.stdin.flush()
        line = run.process.stdout.readline()
        run.process.send_signal(signal.SIGINT)
        status, out, err = run.end()
        self.assertTrue(line.startswith(b'{"allowed":true'))
        self.assertEqual((status, out), (130, ""))
        self.assertEqual(Terminal.screen(err), "rbacgraph: interrupted: the output is not complete\n")

    def test_an_output_that_was_begun_does_not_look_complete(self):
        people = "".join(f"- {{apiGroup: rbac.authorization.k8s.io, kind: User, name: u{i}}}\n"
                         for i in range(3000))
        pathlib.Path(self.folder, "wide.yaml").write_text(POLICY + people, encoding="utf-8")
        run = Run(self.folder, ["who-can", "get", "pods", "-o", "json", "-f", "wide.yaml"],
                  is_terminal=False)
        # It writes more than the pipe holds, and nobody reads.
        first = os.read(run.process.stdout.fileno(), 1)
        time.sleep(0.5)
        run.process.send_signal(signal.SIGINT)
        time.sleep(1)
        status, out, err = run.end()
        self.assertEqual(status, 130)
        self.assertTrue(err.endswith("\nrbacgraph: interrupted: the output is not complete\n"), err)
        with self.assertRaises(json.JSONDecodeError):
            json.loads(first.decode() + out)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
