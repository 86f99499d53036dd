#!/usr/bin/env python3
"""Inputs that are made to hurt a reader, and what has to become of them.

    hostile.py list                       the shapes
    hostile.py write SHAPE SIZE           one of them, to standard output
    hostile.py check PROGRAM [DIVISOR]    runs all of them, at their full size divided by DIVISOR

`check` measures time and memory of each, and fails where the program crashes, takes too much of
either, exits with another status, or says something else than is written here.
"""
import os
import subprocess
import sys
import tempfile
import time

ROLE = '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"%s"},"rules":%s}'
HEAD = "apiVersion: rbac.authorization.k8s.io/v1\nkind: %s\nmetadata: {name: big}\n"
RULE = '{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}'
SUBJECT = '{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"user-%07d"}'
BINDING = ('{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"b"},'
           '"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"},"subjects":[%s]}')
SMALL = ROLE % ("small", "null") + "\n"


def many(count, one):
    return (one(i) for i in range(count))


def laughs(count):
    yield HEAD % "ClusterRole" + "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for i in range(1, count):
        yield "a%d: &a%d [%s]\n" % (i, i, ", ".join(["*a%d" % (i - 1)] * 9))


def looked_into_laughs(count):
    """Lists in lists are looked into, so these aliases are followed."""
    yield "x: &a0 {kind: Box}\n"
    for i in range(1, count):
        alias = "*a%d" % (i - 1)
        yield "l%d: &a%d {items: [%s, %s, %s]}\n" % (i, i, alias, alias, alias)
    yield "items: [*a%d]\n" % (count - 1)


def joined(before, parts, after):
    yield before
    for i, part in enumerate(parts):
        yield part if i == 0 else ",\n" + part
    yield after


# name: (full size, what makes the text, exit status, part of what is said, bytes of memory a byte of input or None)
SHAPES = {
    "deep-json": (1_000_000, lambda n: [SMALL, "[" * n], 0, "nested more than 256 deep", None),
    "deep-yaml": (1_000_000, lambda n: ["# yaml\n" + SMALL + "---\na: ", "[" * n], 0, "nested more than 256 deep", None),
    "deep-block-yaml": (5_000, lambda n: ["# yaml\n" + SMALL + "---\n"] + [" " * i + "a:\n" for i in range(n)], 0,
                        "nested more than 256 deep", None),
    "laughs": (40, laughs, 0, "", None),
    "looked-into-laughs": (40, looked_into_laughs, 3, "with its aliases written out", None),
    "long-string-json": (200_000_000, lambda n: [SMALL, '{"kind":"ConfigMap","apiVersion":"v1","data":{"x":"', "x" * n, '"}}'],
                         0, "", 4),
    "long-string-yaml": (200_000_000, lambda n: ["# yaml\n" + SMALL + "---\nkind: ConfigMap\ndata: ", "x" * n], 0, "", 8),
    "long-name": (200_000_000, lambda n: [SMALL, ROLE % ("x" * n, "null")], 0, "a word of more than 65536 bytes", 4),
    "many-documents-json": (1_000_000, lambda n: many(n, lambda i: ROLE % (i, "null") + "\n"), 0, "", 8),
    "many-documents-yaml": (1_000_000, lambda n: many(n, lambda i: "---\n" + ROLE % (i, "null") + "\n"), 0, "", 8),
    "many-broken-lines": (1_000_000, lambda n: [SMALL, '{"a":}\n' * n], 0, "so many lines of it are broken", None),
    "many-bad-strings": (1_000_000, lambda n: [SMALL, '{"\x01\n' * n], 0, "so many lines of it are broken", None),
    "many-refused": (1_000_000, lambda n: [SMALL, (ROLE % ("r", "7") + "\n") * n], 0, "refused-object", None),
    "many-broken-yaml": (1_000_000, lambda n: ["# yaml\n" + SMALL, "---\na: [\n" * n], 0, "unreadable-document", None),
    "zeros": (200_000_000, lambda n: ["\0" * n], 3, "it is not text but something binary", 1),
    "many-keys": (1_000_000, lambda n: joined('{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"r","labels":{',
                                             many(n, lambda i: '"k%d":"v"' % i), "}}}"), 0, "", 12),
    "many-subjects": (1_000_000, lambda n: [SMALL] + [BINDING % ",\n".join(many(n, lambda i: SUBJECT % i))], 0, "", 3),
    "many-rules": (1_000_000, lambda n: joined(SMALL + ROLE.split("%s")[0] + 'r"},"rules":[', many(n, lambda i: RULE), "]}"), 0, "", 4),
    "many-gaps": (1_000_000, lambda n: joined('{"apiVersion":"rbacgraph/v1","kind":"Snapshot","coverage":[',
                                             many(n, lambda i: '{"kind":"Role","namespace":"n%d","state":"refused"}' % i),
                                             '],"items":[' + SMALL + "]}"), 0, "", 16),
}


def write(shape, size, to):
    for piece in SHAPES[shape][1](size):
        to.write(piece.encode())


def run(program, path):
    """Status, what was said, seconds, and the most memory in bytes."""
    said = tempfile.TemporaryFile()
    begin = time.monotonic()
    child = subprocess.Popen([program, "who-can", "get", "pods", "-f", path], stdout=subprocess.DEVNULL, stderr=said)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - begin
    said.seek(0)
    return os.waitstatus_to_exitcode(status), said.read().decode(errors="replace"), seconds, usage.ru_maxrss * 1024


def check(program, divisor):
    constant = 64 << 20  # what any run may take besides
    bad = 0
    with tempfile.TemporaryDirectory() as directory:
        for shape, (size, _, expected, text, factor) in SHAPES.items():
            path = os.path.join(directory, "input.json")
            size = max(size // divisor, 300) if size > 300 else size
            # Not in this process: a child's memory counts from what its parent had.
            with open(path, "wb") as to:
                subprocess.run([sys.executable, __file__, "write", shape, str(size)], stdout=to, check=True)
            bytes_in = os.path.getsize(path)
            status, said, seconds, memory = run(program, path)
            problems = []
            if status != expected:
                problems.append("exit status %d, not %d" % (status, expected))
            if text not in said:
                problems.append("it does not say %r but %r" % (text, said[:400]))
            if len(said) > 20_000:
                problems.append("it says %d bytes" % len(said))
            if factor and memory > constant + factor * bytes_in:
                problems.append("it takes more than %d times its input" % factor)
            if seconds > 120:
                problems.append("it takes long")
            print("%-22s %9d: %6.1f MB in, %7.2f s, %7.1f MB, %4.1f x, status %d" % (
                shape, size, bytes_in / 1e6, seconds, memory / 1e6, memory / max(bytes_in, 1), status), flush=True)
            for problem in problems:
                print("  FAILED: " + problem)
            bad += bool(problems)
    return 1 if bad else 0


def main(words):
    if words[:1] == ["list"]:
        print("\n".join("%s %d" % (name, shape[0]) for name, shape in SHAPES.items()))
        return 0
    if words[:1] == ["write"] and len(words) == 3:
        write(words[1], int(words[2]), sys.stdout.buffer)
        return 0
    if words[:1] == ["check"] and len(words) in (2, 3):
        return check(words[1], int(words[2]) if len(words) == 3 else 1)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
