#!/usr/bin/env python3
"""The completion scripts in the shells that they are for, at a terminal, with the Tab key.

    completion_test.py RBACGRAPH
"""

import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = ""
PATIENCE = 30
POLICY = """apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {kind: ServiceAccount, namespace: ci, name: runner}
- {kind: Group, apiGroup: rbac.authorization.k8s.io, name: "$(touch pwned) now"}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: view}
rules: [{apiGroups: [example.com], resources: [zebras], verbs: [zap]}]
"""

# What is typed before the Tab, and what the program gets when Enter follows.
LINES = (
    ("who-c", ["who-can"]),
    ("who-can deletecoll", ["who-can", "deletecollection"]),
    ("who-can get,deletecoll", ["who-can", "get,deletecollection"]),
    ("who-can get deployments.a", ["who-can", "get", "deployments.apps"]),
    ("who-can get pods/ex", ["who-can", "get", "pods/exec"]),
    ("who-can --expand", ["who-can", "--expand-groups"]),
    ("who-can get pods -o wi", ["who-can", "get", "pods", "-o", "wide"]),
    ("who-can get pods --output=wi", ["who-can", "get", "pods", "--output=wide"]),
    ("who-can -f shop.ya", ["who-can", "-f", "shop.yaml"]),
    ("who-can --filename=shop.ya", ["who-can", "--filename=shop.yaml"]),
    ("who-can -f shop.yaml zap zeb", ["who-can", "-f", "shop.yaml", "zap", "zebras"]),
    ("who-can -f ~/shop.yaml zap zeb", ["who-can", "-f", "{home}/shop.yaml", "zap", "zebras"]),
    ("can-i -f shop.yaml --as sa:c", ["can-i", "-f", "shop.yaml", "--as", "sa:ci/"]),
    ("can-i -f shop.yaml --as sa:ci/r", ["can-i", "-f", "shop.yaml", "--as", "sa:ci/runner"]),
    # A name that is a command for a shell: it has to arrive as a name.
    ("can-i -f shop.yaml --as group:", ["can-i", "-f", "shop.yaml", "--as",
                                        "group:$(touch pwned) now"]),
    ("who-can --context st", ["who-can", "--context", "stage"]),
    ("who-can --kubeconfig ~/other --context=ot",
     ["who-can", "--kubeconfig", "{home}/other", "--context=other one"]),
    ("can-i --as-group= -f shop.yaml --as-group ",
     ["can-i", "--as-group=", "-f", "shop.yaml", "--as-group", "$(touch pwned) now"]),
)


class Shell:
    """An interactive shell at a terminal of its own."""

    def __init__(self, words, folder, environment):
        self.text = ""
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, environment)
        self.pid = pid

    def write(self, text):
        os.write(self.terminal, text.encode())

    def read_until(self, is_there):
        until = time.monotonic() + PATIENCE
        while not is_there():
            if time.monotonic() > until:
                raise AssertionError(f"not in time: {self.text!r}")
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.text += os.read(self.terminal, 65536).decode(errors="replace")

    def close(self):
        os.close(self.terminal)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


class ShellTest:
    """What is the same for all shells. Each is a TestCase of its own."""

    name = ""

    def setUp(self):
        self.assertTrue(shutil.which(self.name), f"{self.name} is missing: script/install-packages")
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.home = pathlib.Path(temporary.name).resolve()
        (self.home / "shop.yaml").write_text(POLICY, encoding="utf-8")
        context = "contexts: [{{name: {}, context: {{cluster: k}}}}]"
        (self.home / ".kube").mkdir()
        (self.home / ".kube/config").write_text(context.format("stage"), encoding="utf-8")
        (self.home / "other").write_text(context.format("other one"), encoding="utf-8")
        # Enter runs this: it completes as the program does, and else notes its arguments.
        tools = self.home / "bin"
        tools.mkdir()
        stand_in = tools / "rbacgraph"
        stand_in.write_text(
            "#!/bin/bash\n"
            f'case "$1" in __complete | completion) exec "{PROGRAM}" "$@" ;; esac\n'
            'printf "%s\\0" "$@" >"$HOME/arguments.new"\n'
            'mv "$HOME/arguments.new" "$HOME/arguments"\n')
        stand_in.chmod(0o755)
        self.environment = {"HOME": str(self.home), "PATH": f"{tools}:/usr/bin:/bin",
                            "TERM": "dumb", "LC_ALL": "C.UTF-8"}

    def start(self):
        raise NotImplementedError

    def enter(self, shell, typed):
        """The arguments that the program gets from what was typed, Tab and Enter."""
        arguments = self.home / "arguments"
        arguments.unlink(missing_ok=True)
        # A shell works its keys off one after the other, so Enter waits for what Tab does.
        shell.write(f"rbacgraph {typed}\t\n")
        shell.read_until(arguments.exists)
        return arguments.read_text().split("\0")[:-1]

    def test_tab(self):
        shell = self.start()
        self.addCleanup(shell.close)
        for typed, wanted in LINES:
            with self.subTest(typed):
                self.assertEqual(self.enter(shell, typed),
                                 [word.format(home=self.home) if "{home}" in word else word
                                  for word in wanted])
        self.assertFalse((self.home / "pwned").exists())


class BashTest(ShellTest, unittest.TestCase):
    name = "bash"

    def start(self):
        (self.home / "rc").write_text(
            "PS1='ready> '\nbind 'set enable-bracketed-paste off'\n"
            "source <(rbacgraph completion bash)\n")
        return Shell(["bash", "--noprofile", "--rcfile", str(self.home / "rc"), "-i"], self.home,
                     self.environment)

    def test_stays_whole_without_colon_as_a_word_break(self):
        script = self.home / "script"
        script.write_text(
            "source <(rbacgraph completion bash)\n"
            "COMP_LINE='rbacgraph can-i -f shop.yaml --as sa:c'; COMP_POINT=${#COMP_LINE}\n"
            "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n"
            "COMP_WORDS=(rbacgraph can-i -f shop.yaml --as sa:c); COMP_CWORD=5\n"
            "compopt() { :; }\n_rbacgraph\nprintf '<%s>' \"${COMPREPLY[@]}\"\n")
        done = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=True,
                              cwd=self.home, env=self.environment)
        self.assertEqual((done.stdout, done.stderr), ("<sa:ci/>", ""))


class ZshTest(ShellTest, unittest.TestCase):
    name = "zsh"

    def start(self):
        functions = self.home / "functions"
        functions.mkdir()
        (functions / "_rbacgraph").write_text(subprocess.run(
            [PROGRAM, "completion", "zsh"], capture_output=True, text=True, check=True).stdout)
        (self.home / ".zshrc").write_text(
            "PS1='ready> '\nunsetopt zle_bracketed_paste 2>/dev/null\n"
            f"fpath=({functions} $fpath)\nautoload -Uz compinit\ncompinit -u -D\n")
        return Shell(["zsh", "-d", "-i"], self.home, self.environment)


class FishTest(ShellTest, unittest.TestCase):
    name = "fish"

    def test_tab(self):
        """fish itself tells what it would insert for a line."""
        for typed, wanted in LINES:
            with self.subTest(typed):
                done = subprocess.run(
                    ["fish", "-c",
                     "rbacgraph completion fish | source; complete -C $argv[1]", "--",
                     f"rbacgraph {typed}"],
                    capture_output=True, text=True, check=True, cwd=self.home,
                    env=self.environment)
                self.assertEqual(done.stderr, "")
                offered = [line.split("\t")[0] for line in done.stdout.splitlines()]
                self.assertIn(wanted[-1].format(home=self.home), offered)
        self.assertFalse((self.home / "pwned").exists())


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
