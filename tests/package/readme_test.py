#!/usr/bin/env python3
"""Runs every rbacgraph command that the README shows.

Commands after `$ ` stand before their output: standard output has to be what follows, but for the
headline, which is on standard error. The others run in a folder with the files that they name, and
have to be answered: yes, no, or a table, never a usage error or an unreadable input.

    readme_test.py RBACGRAPH README
"""

import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

REVIEW = '{"user":"mia","resourceAttributes":{"verb":"list","resource":"secrets","namespace":"shop"}}\n'


def code_blocks(text):
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def run(program, command, folder):
    words = shlex.split(command, comments=True)
    assert words[0] == "rbacgraph", command
    return subprocess.run([program, *words[1:]], cwd=folder, capture_output=True, text=True,
                          env={"NO_COLOR": "1", "PATH": "/usr/bin:/bin"}, check=False)


def check_console(program, root, block):
    command, *shown = block.rstrip("\n").split("\n")
    done = run(program, command.removeprefix("$ "), root)
    said = done.stderr.split("\n")[:1] + done.stdout.rstrip("\n").split("\n")
    # A difference is an answer too.
    if done.returncode not in (0, 1) or said != shown:
        return [f"{command}\n  shown: {shown}\n  said:  {said} (exit {done.returncode})"]
    return []


def main():
    program, readme = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    root = readme.parent
    wrong, ran = [], 0
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(root / "samples/first-look/cluster.yaml", pathlib.Path(folder, "dump.json"))
        for side in ("base", "head"):
            shutil.copytree(root / "samples/a-pull-request" / side, pathlib.Path(folder, side))
        pathlib.Path(folder, "groups.csv").write_text("mia,on-call\n")
        pathlib.Path(folder, "reviews.ndjson").write_text(REVIEW)
        for language, block in code_blocks(readme.read_text(encoding="utf-8")):
            if language == "console":
                ran += 1
                wrong += check_console(program, root, block)
            for command in block.splitlines() if language == "sh" else []:
                if not shlex.split(command, comments=True):
                    continue
                ran += 1
                done = run(program, command, folder)
                if done.returncode not in (0, 1):
                    wrong.append(f"{command}\n  exit {done.returncode}: {done.stderr}")
    print(f"{ran} commands of the README run, {len(wrong)} wrong")
    print("\n".join(wrong))
    sys.exit(1 if wrong or ran == 0 else 0)


if __name__ == "__main__":
    main()
