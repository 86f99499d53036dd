#!/usr/bin/env python3
"""What the samples promise is what the program answers.

A sample is a folder with a cluster, a README.md, a file `commands` and the folder `expected`. Each
line of `commands` is one command, run in the folder of the sample, without a shell; empty lines and
those that begin with # are left out. The command of number NN (01, 02...) has its standard output
in expected/NN.out, its standard error in expected/NN.err and its exit status in expected/NN.status,
and each is compared byte for byte.

    samples_test.py check DIRECTORY PROGRAM   the samples in DIRECTORY; all of them are run
    samples_test.py selftest                  the check itself, on small samples with one flaw each

UPDATE_GOLDEN=1 samples_test.py check ... writes what PROGRAM answers; read the diff before you
commit it.
"""

import difflib
import io
import os
import pathlib
import shlex
import stat
import subprocess
import sys
import tempfile
import unittest

PROGRAM_WORD = "rbacgraph"
TIMEOUT = 60  # seconds, for a command that takes a few hundredths of one


class Flaw(Exception):
    """Something is wrong with the sample itself, so that it cannot be compared."""


def environment():
    """The same for everybody: no colours, one width, one language."""
    kept = {name: value for name, value in os.environ.items()
            if name in {"PATH", "TMPDIR"} or name.startswith(("ASAN_", "LSAN_", "TSAN_", "UBSAN_",
                                                              "LLVM_"))}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb", "LC_ALL": "C.UTF-8",
            "TZ": "UTC"}


def commands_of(sample):
    path = sample / "commands"
    if not path.is_file():
        raise Flaw("commands is missing")
    commands = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise Flaw(f"commands:{number}: {error}") from error
        if words[0] != PROGRAM_WORD:
            raise Flaw(f"commands:{number}: a command begins with {PROGRAM_WORD}")
        commands.append((line, words[1:]))
    if not commands:
        raise Flaw("commands has no command")
    return commands


def answers_of(sample, program, commands):
    """File name -> bytes, what has to be in the folder `expected`."""
    answers = {}
    for number, (line, arguments) in enumerate(commands, 1):
        try:
            run = subprocess.run([program, *arguments], cwd=sample, env=environment(),
                                 stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                                 check=False)
        except subprocess.TimeoutExpired as error:
            raise Flaw(f"no answer in {TIMEOUT} seconds: {line}") from error
        answers[f"{number:02}.out"] = run.stdout
        answers[f"{number:02}.err"] = run.stderr
        answers[f"{number:02}.status"] = f"{run.returncode}\n".encode()
    return answers


def write_answers(expected, answers):
    expected.mkdir(exist_ok=True)
    for path in expected.iterdir():
        if path.name not in answers:
            path.unlink()
    for name, content in answers.items():
        (expected / name).write_bytes(content)


def lines_of(content):
    text = content.decode("utf-8", "backslashreplace")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    else:
        lines[-1] += " (and no newline)"
    return lines


def differences(expected, answers, commands):
    """For people: of each file that differs its command, and a diff."""
    found = []
    wanted = {path.name: path.read_bytes() for path in sorted(expected.iterdir())} \
        if expected.is_dir() else {}
    for name in sorted(wanted.keys() - answers.keys()):
        found.append(f"expected/{name}: belongs to no command")
    for name, answer in answers.items():
        if name not in wanted:
            found.append(f"expected/{name} is missing")
            continue
        if wanted[name] == answer:
            continue
        command = commands[int(name.split(".")[0]) - 1][0]
        diff = list(difflib.unified_diff(lines_of(wanted[name]), lines_of(answer),
                                         f"expected/{name}", "the program's", lineterm="", n=2))
        found.append("\n".join([f"$ {command}", *(diff or ["(only the bytes at line ends)"])]))
    return found


def check_sample(sample, program, update):
    """The flaws of one sample, and how many commands it has."""
    readme = sample / "README.md"
    if not readme.is_file() or not readme.read_text(encoding="utf-8").startswith("# "):
        return ["README.md with a title is missing"], 0
    try:
        commands = commands_of(sample)
        answers = answers_of(sample, program, commands)
    except Flaw as flaw:
        return [str(flaw)], 0
    if update:
        write_answers(sample / "expected", answers)
    return differences(sample / "expected", answers, commands), len(commands)


def check(directory, program, update=False, out=sys.stdout):
    """Prints what is wrong; the exit status."""
    directory, program = pathlib.Path(directory), str(pathlib.Path(program).resolve())
    samples = sorted(path for path in directory.iterdir() if path.is_dir()) \
        if directory.is_dir() else []
    if not samples:
        print(f"{directory} has no samples: nothing was checked", file=out)
        return 2
    index = directory / "README.md"
    contents = index.read_text(encoding="utf-8") if index.is_file() else ""
    wrong = commands = 0
    for sample in samples:
        flaws, count = check_sample(sample, program, update)
        commands += count
        if f"({sample.name}/)" not in contents:
            flaws.append(f"{index.name} of all samples has no link to {sample.name}/")
        wrong += bool(flaws)
        for flaw in flaws:
            print(f"-- {sample.name}: {flaw}\n", file=out)
    print(f"{len(samples)} samples, {commands} commands, {wrong} samples not as expected", file=out)
    if wrong:
        print("If the program is right: UPDATE_GOLDEN=1, then read the diff.", file=out)
    return 1 if wrong else 0


class Check(unittest.TestCase):
    """Each test has a flaw in one small sample; the program is a script."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        root = pathlib.Path(holder.name)
        self.samples = root / "samples"
        self.program = root / "program"
        self.program.write_text('#!/bin/sh\necho "out $*"\necho "err $COLUMNS" >&2\nexit 1\n',
                                encoding="utf-8")
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)
        self.write("README.md", "# Samples\n[one](one/)\n")
        self.write("one/README.md", "# One\n")
        self.write("one/commands", "# comment\n\nrbacgraph who-can 'a b' -f .\n")
        self.write("one/expected/01.out", "out who-can a b -f .\n")
        self.write("one/expected/01.err", "err 100\n")
        self.write("one/expected/01.status", "1\n")

    def write(self, name, text):
        path = self.samples / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run_check(self, update=False):
        out = io.StringIO()
        status = check(self.samples, self.program, update, out)
        return status, out.getvalue()

    def assert_refused(self, why):
        status, text = self.run_check()
        self.assertEqual(1, status, text)
        self.assertIn(why, text)

    def test_accepts_what_is_as_expected(self):
        self.assertEqual((0, "1 samples, 1 commands, 0 samples not as expected\n"),
                         self.run_check())

    def test_a_folder_without_samples_is_an_error(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assertEqual(2, check(empty, self.program, out=io.StringIO()))
        self.assertEqual(2, check(self.samples / "none", self.program, out=io.StringIO()))

    def test_shows_what_differs(self):
        self.write("one/expected/01.out", "out of luck\n")
        self.assert_refused("$ rbacgraph who-can 'a b' -f .\n--- expected/01.out")
        self.assertIn("-out of luck\n+out who-can a b -f .", self.run_check()[1])

    def test_a_missing_newline_differs(self):
        self.write("one/expected/01.err", "err 100")
        self.assert_refused("-err 100 (and no newline)\n+err 100")

    def test_the_status_counts(self):
        self.write("one/expected/01.status", "0\n")
        self.assert_refused("-0\n+1")

    def test_refuses_a_stray_file(self):
        self.write("one/expected/02.out", "")
        self.assert_refused("expected/02.out: belongs to no command")

    def test_refuses_a_missing_file(self):
        (self.samples / "one/expected/01.err").unlink()
        self.assert_refused("expected/01.err is missing")

    def test_refuses_a_sample_without_readme_commands_or_link(self):
        (self.samples / "one/README.md").unlink()
        self.assert_refused("README.md with a title is missing")
        self.write("one/README.md", "# One\n")
        self.write("README.md", "# Samples\n")
        self.assert_refused("has no link to one/")
        self.write("one/commands", "# nothing\n")
        self.assert_refused("commands has no command")
        (self.samples / "one/commands").unlink()
        self.assert_refused("commands is missing")

    def test_refuses_other_programs(self):
        self.write("one/commands", "rm -r .\n")
        self.assert_refused("commands:1: a command begins with rbacgraph")

    def test_update_writes_and_takes_away(self):
        self.write("one/expected/01.out", "old\n")
        self.write("one/expected/07.err", "stray\n")
        self.assertEqual(0, self.run_check(update=True)[0])
        self.assertEqual((0, "1 samples, 1 commands, 0 samples not as expected\n"),
                         self.run_check())


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "check":
        return check(sys.argv[2], sys.argv[3], os.environ.get("UPDATE_GOLDEN", "") not in {"", "0"})
    if sys.argv[1:] == ["selftest"]:
        return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
