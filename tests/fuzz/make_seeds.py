#!/usr/bin/env python3
"""Makes what the fuzz targets start from: pieces of the samples, the recordings and, where there is
one, the shared corpus, each in the shape that its target reads.

    make_seeds.py OUTPUT_DIRECTORY SOURCE_DIRECTORY [SHARED_DIRECTORY]
"""

import hashlib
import json
import pathlib
import shlex
import shutil
import sys

import yaml

MOST = 16384  # bytes; what is longer is not mutated well
FEW = 400     # reviews and the like: more of the same teach a fuzzer nothing
KUBECONFIG = """apiVersion: v1
kind: Config
current-context: c
preferences: {}
clusters:
- name: k
  cluster:
    server: https://api.example:6443/k8s/clusters/c-x
    tls-server-name: api.example
    certificate-authority-data: Q0E=
    proxy-url: socks5://proxy.example:1080
    disable-compression: true
    extensions:
    - {name: client.authentication.k8s.io/exec, extension: {audience: a}}
- {name: h, cluster: {server: "plain.example:80", insecure-skip-tls-verify: true}}
users:
- name: u
  user:
    as: jane
    as-uid: "7"
    as-groups: [dev]
    as-user-extra: {k: [v]}
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: bin/plugin
      args: [get-token]
      env: [{name: A, value: b}]
      interactiveMode: IfAvailable
      provideClusterInfo: true
      installHint: get it
- {name: t, user: {token: secret}}
- {name: b, user: {username: jane, password: secret}}
- {name: p, user: {auth-provider: {name: oidc, config: {id-token: secret}}}}
- {name: x, user: {client-certificate-data: Q0E=, client-key-data: Q0E=}}
contexts:
- {name: c, context: {cluster: k, user: u, namespace: shop}}
- {name: d, context: {cluster: h, user: t}}
- {name: e, context: {cluster: k, user: b}}
- {name: f, context: {cluster: k, user: p}}
- {name: g, context: {cluster: k, user: x}}
"""


def write(folder, data):
    data = data if isinstance(data, bytes) else data.encode()
    if 0 < len(data) <= MOST:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def manifests(roots):
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in (".yaml", ".yml", ".json", ".ndjson"):
                yield path.read_bytes()


def as_objects(text):
    try:
        return [each for each in yaml.safe_load_all(text) if isinstance(each, dict)]
    except (yaml.YAMLError, ValueError, RecursionError):
        return []


def main():
    out, source, *shared = (pathlib.Path(argument) for argument in sys.argv[1:])
    shutil.rmtree(out, ignore_errors=True)
    roots = [source / "samples", source / "tests/data/contract"]
    if shared and (shared[0] / "corpus").is_dir():
        roots.append(shared[0] / "corpus")
    for text in manifests(roots):
        write(out / "yaml", text)
        if len(text) > MOST:
            continue
        objects = as_objects(text)
        if text[:1] in b"{[":
            write(out / "json", text)
        if not objects:
            continue
        try:
            lines = "\n".join(json.dumps(each) for each in objects)
            write(out / "json", lines)
            write(out / "snapshot", '"cluster":{},"coverage":[],"items":' + json.dumps(objects))
            first = json.dumps(objects[:1])
            write(out / "snapshot", '"coverage":[{"kind":"Role","state":"partial"}],"items":'
                  + first + "\0" + lines)
        except TypeError:  # dates have no JSON
            pass
    for path in sorted((source / "samples").glob("*/commands")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("rbacgraph"):
                continue
            words, kept = shlex.split(line)[1:], []
            while words:
                word = words.pop(0)
                if word in ("-f", "--filename", "--group-map", "--reviews"):
                    words.pop(0)
                else:
                    kept.append(word)
            write(out / "query", "\n".join(kept))
            write(out / "query", "\n".join(["__complete", "--", *kept]))
    for path in sorted((source / "samples").glob("*/*.csv")):
        write(out / "group_map", path.read_bytes())
    write(out / "group_map", "mia,ops\nmia,dev\n")
    write(out / "group_map", 'user,group\n"a, b","c ""d"""\n')
    write(out / "group_map", "mia: [ops, dev]\njo:\n- ops\n")
    write(out / "group_map", '{"mia": ["ops"], "jo": []}')
    write(out / "kubeconfig", KUBECONFIG)
    write(out / "kubeconfig", json.dumps(yaml.safe_load(KUBECONFIG)))
    count = 0
    for path in sorted((source / "tests/data").rglob("reviews.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines()[::17]:
            recorded = json.loads(line)
            write(out / "review", json.dumps(recorded.get("spec", recorded)))
            count += 1
            if count > FEW:
                break
    write(out / "review", json.dumps({"apiVersion": "authorization.k8s.io/v1",
                                      "kind": "SubjectAccessReview",
                                      "spec": {"user": "mia", "groups": ["a"], "extra": {"k": ["v"]},
                                               "nonResourceAttributes": {"verb": "get",
                                                                         "path": "/healthz"}}}))


if __name__ == "__main__":
    main()
