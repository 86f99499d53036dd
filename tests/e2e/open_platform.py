"""The recorded cluster "open-platform" of the shared data, put into a real API server, and the
questions that were recorded with it. The server's answers of today count, not the recorded ones.
"""

import json
import os
import pathlib

RBAC = "/apis/rbac.authorization.k8s.io/v1"
PLURALS = {"Namespace": "namespaces", "ServiceAccount": "serviceaccounts", "ClusterRole": "clusterroles",
           "Role": "roles", "ClusterRoleBinding": "clusterrolebindings", "RoleBinding": "rolebindings"}


def folder(project):
    """Where it is, or None."""
    shared = pathlib.Path(os.environ.get("RBACGRAPH_SHARED") or project / "../shared")
    found = shared / "conformance/open-platform"
    return found if (found / "objects.json").exists() else None


def objects(found):
    """(path, object), namespaces first."""
    items = json.loads((found / "objects.json").read_text())["items"]
    for item in sorted(items, key=lambda item: list(PLURALS).index(item["kind"])):
        meta = item["metadata"]
        kept = {key: meta[key] for key in ("name", "labels", "annotations") if key in meta}
        base = RBAC if "Role" in item["kind"] else "/api/v1"
        inside = f"/namespaces/{meta['namespace']}" if "namespace" in meta else ""
        rest = {key: value for key, value in item.items()
                if key in ("rules", "aggregationRule", "roleRef", "subjects")}
        yield f"{base}{inside}/{PLURALS[item['kind']]}", {"metadata": kept, **rest}


def lines(found, name):
    return [json.loads(line) for line in (found / f"{name}.ndjson").read_text().splitlines()]


def reviews(found):
    """The specs, as a SubjectAccessReview has them."""
    return [line["spec"] for line in lines(found, "reviews")]


def questions(found):
    """who-can and rules, as words of a command line."""
    for line in lines(found, "who_can"):
        query = line["query"]
        if "nonResourceAttributes" in query:
            yield ["who-can", query["nonResourceAttributes"]["verb"], query["nonResourceAttributes"]["path"]]
            continue
        asked = query["resourceAttributes"]
        words = ["who-can", asked["verb"], asked["resource"], f"--api-group={asked.get('group', '')}"]
        for option in ("subresource", "name", "namespace"):
            if asked.get(option):
                words.append(f"--{option}={asked[option]}")
        yield words
    for line in lines(found, "subjects"):
        subject = line["subject"]
        where = f"{subject['namespace']}/" if subject["kind"] == "ServiceAccount" else ""
        kind = {"ServiceAccount": "sa", "User": "user", "Group": "group"}[subject["kind"]]
        yield ["rules", f"{kind}:{where}{subject['name']}"]
