#!/usr/bin/env python3
"""Includes go downhill.

The rooms of the core stand on each other in one direction, and what is public promises nothing of
third parties. This reads every #include of core/, cli/ and gui/ and names those that break a rule:

  * a room includes itself and the rooms below it, nothing else;
  * a public header includes the standard library, tl/expected.hpp and public headers;
  * cli includes its own files and public headers of the core;
  * so does gui, whose rooms stand on each other too; its state knows no ImGui, and only its platform
    knows the window library and OpenGL;
  * what can send to a network is in the hands of one source, source/http_exchange.cpp, which sends
    only what changes nothing.

    include_rules_test.py check DIRECTORY    the rules, on a checkout
    include_rules_test.py selftest           the rules, on small trees with one flaw each
"""

import pathlib
import re
import sys
import tempfile
import unittest

# room -> the rooms it may include, beside itself.
BELOW = {
    "base": set(),
    "k8s": {"base"},
    "policy": {"base", "k8s"},
    "source": {"base", "k8s", "policy"},
    "authz": {"base", "k8s", "policy"},
    "graph": {"base", "k8s", "policy", "authz"},
    "analysis": {"base", "k8s", "policy", "authz", "graph"},
    "layout": {"base", "graph"},
    "report": {"base", "k8s", "policy", "authz", "graph", "analysis", "layout"},
}

# The same of the desktop; "" are the files beside the rooms.
GUI_BELOW = {
    "state": set(),
    "canvas": {"state"},
    "panels": {"state", "canvas"},
    "platform": {"state", "canvas"},
    "": {"state", "canvas", "panels", "platform"},
}
WINDOW_LIBRARIES = ("GLFW/", "GL/", "backends/", "fontconfig/")

# header -> the files that may include it.
ONLY_IN = {
    "curl/curl.h": {"core/src/source/curl_library.h"},
    "source/curl_library.h": {"core/src/source/curl_library.cpp",
                              "core/src/source/http_exchange.cpp"},
    "sys/socket.h": set(),
    "netdb.h": set(),
}

PUBLIC_THIRD_PARTY = {"tl/expected.hpp"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
STANDARD_HEADER = re.compile(r"[a-z0-9_]+")


class Include:
    def __init__(self, file, line, bracket, path):
        self.file, self.line, self.bracket, self.path = file, line, bracket, path


def includes_of(root, directory):
    """Every #include below root/directory, in a stable order."""
    for path in sorted((root / directory).rglob("*")):
        if path.suffix not in {".h", ".hpp", ".cpp"}:
            continue
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start(2)) + 1
            yield Include(path.relative_to(root), line, match[1], match[2])


def room_of(include):
    """The room of the core that an include leads to, or None: it leads elsewhere."""
    parts = pathlib.PurePosixPath(include.path).parts
    if len(parts) > 2 and parts[0] == "rbacgraph":
        return parts[1]
    if include.bracket == '"' and len(parts) > 1:
        return parts[0]
    return None


def is_public(include):
    return include.path.startswith("rbacgraph/")


def flaws_of_core(root):
    for where, depth in ((pathlib.PurePosixPath("core/include/rbacgraph"), 3),
                         (pathlib.PurePosixPath("core/src"), 2)):
        public = where.parts[1] == "include"
        for include in includes_of(root, where):
            room = include.file.parts[depth]
            if room not in BELOW:
                yield include, f"{room} is no room of the core"
                continue
            target = room_of(include)
            if target is not None and target != room and target not in BELOW[room]:
                yield include, f"{room} does not include {target}"
            elif public and include.bracket == '"' and not is_public(include):
                yield include, "a public header includes public headers only"
            elif public and include.bracket == "<" and include.path not in PUBLIC_THIRD_PARTY \
                    and not STANDARD_HEADER.fullmatch(include.path):
                yield include, "a public header includes no third party but tl/expected.hpp"


def flaws_of_cli(root):
    for include in includes_of(root, "cli"):
        if include.bracket == '"' and not is_public(include) \
                and not include.path.startswith("cli/") \
                and not (root / "cli" / include.path).exists():
            yield include, "cli includes its own files and public headers of the core"


def flaws_of_gui(root):
    for include in includes_of(root, "gui"):
        room = include.file.parts[1] if len(include.file.parts) > 2 else ""
        if room not in GUI_BELOW:
            yield include, f"{room} is no room of the desktop"
        elif include.path.startswith(WINDOW_LIBRARIES) and room != "platform":
            yield include, "only platform knows the window"
        elif include.path.startswith("imgui") and room in ("state", ""):
            yield include, "state knows no ImGui"
        elif include.bracket == '"' and not is_public(include):
            parts = pathlib.PurePosixPath(include.path).parts
            target = parts[0] if len(parts) > 1 else ""
            if target not in GUI_BELOW[room] | {room} \
                    or not (root / "gui" / include.path).exists():
                yield include, f"{room or 'gui'} does not include {target or include.path}"


def flaws_of_senders(root):
    for directory in ("core", "cli", "gui"):
        for include in includes_of(root, directory):
            if str(include.file) not in ONLY_IN.get(include.path, {str(include.file)}):
                yield include, "only source/http_exchange.cpp reaches the network"


def flaws(root):
    return [f"{include.file}:{include.line}: {why} ({include.path})"
            for include, why in [*flaws_of_core(root), *flaws_of_cli(root),
                                 *flaws_of_gui(root), *flaws_of_senders(root)]]


def check(root):
    """Prints what is wrong; the exit status."""
    count = sum(1 for directory in ("core", "cli", "gui") for _ in includes_of(root, directory))
    if count == 0:
        print(f"{root} has no sources: nothing was checked", file=sys.stderr)
        return 2
    found = flaws(root)
    for line in found:
        print(line)
    print(f"{count} includes, {len(found)} against the rules")
    return 1 if found else 0


class Rules(unittest.TestCase):
    """Each test plants one include in a small tree."""

    def flaws_with(self, file, line):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            for name, text in {
                "core/include/rbacgraph/base/name.h": "#include <string>\n",
                "core/src/base/name.cpp": '#include "rbacgraph/base/name.h"\n',
                "gui/state/view.h": "#include <string>\n",
                "gui/panels/app.h": "#include <imgui.h>\n",
                "cli/main.cpp": '#include "cli/run.h"\n#include <fmt/format.h>\n',
                file: f"// A comment first.\n{line}\n",
            }.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return flaws(root)

    def assert_refused(self, file, line, why):
        self.assertEqual([f"{file}:2: {why}"], self.flaws_with(file, line))

    def assert_allowed(self, file, line):
        self.assertEqual([], self.flaws_with(file, line))

    def test_refuses_a_room_above(self):
        self.assert_refused("core/src/k8s/role.cpp", '#include "rbacgraph/policy/snapshot.h"',
                            "k8s does not include policy (rbacgraph/policy/snapshot.h)")

    def test_refuses_a_room_above_by_its_private_header(self):
        self.assert_refused("core/src/authz/decide.cpp", '#include "graph/nodes.h"',
                            "authz does not include graph (graph/nodes.h)")

    def test_refuses_a_room_above_in_a_public_header(self):
        self.assert_refused("core/include/rbacgraph/base/id.h", '#  include "rbacgraph/k8s/role.h"',
                            "base does not include k8s (rbacgraph/k8s/role.h)")

    def test_refuses_a_room_above_in_angle_brackets(self):
        self.assert_refused("core/src/base/id.cpp", "#include <rbacgraph/k8s/role.h>",
                            "base does not include k8s (rbacgraph/k8s/role.h)")

    def test_refuses_source_in_report(self):
        self.assert_refused("core/src/report/json.cpp", '#include "rbacgraph/source/read.h"',
                            "report does not include source (rbacgraph/source/read.h)")

    def test_refuses_authz_in_source(self):
        self.assert_refused("core/src/source/read.cpp", '#include "rbacgraph/authz/decision.h"',
                            "source does not include authz (rbacgraph/authz/decision.h)")

    def test_refuses_policy_in_layout(self):
        self.assert_refused("core/src/layout/ranks.cpp", '#include "rbacgraph/policy/snapshot.h"',
                            "layout does not include policy (rbacgraph/policy/snapshot.h)")

    def test_refuses_a_third_party_in_a_public_header(self):
        for header in ("boost/graph/graph_traits.hpp", "nlohmann/json.hpp", "yaml.h",
                       "fmt/format.h", "sys/stat.h"):
            self.assert_refused("core/include/rbacgraph/graph/access_graph.h",
                                f"#include <{header}>",
                                "a public header includes no third party but tl/expected.hpp "
                                f"({header})")

    def test_refuses_a_private_header_in_a_public_one(self):
        self.assert_refused("core/include/rbacgraph/graph/access_graph.h",
                            '#include "graph/nodes.h"',
                            "a public header includes public headers only (graph/nodes.h)")

    def test_refuses_private_headers_of_the_core_in_cli(self):
        self.assert_refused("cli/who_can.cpp", '#include "policy/aggregation.h"',
                            "cli includes its own files and public headers of the core "
                            "(policy/aggregation.h)")

    def test_refuses_what_is_above_in_the_desktop(self):
        self.assert_refused("gui/state/view.cpp", '#include "panels/app.h"',
                            "state does not include panels (panels/app.h)")
        self.assert_refused("gui/state/view.cpp", "#include <imgui.h>",
                            "state knows no ImGui (imgui.h)")
        self.assert_refused("gui/panels/app.cpp", "#include <GLFW/glfw3.h>",
                            "only platform knows the window (GLFW/glfw3.h)")
        self.assert_refused("gui/panels/app.cpp", '#include "cli/run.h"',
                            "panels does not include cli (cli/run.h)")
        self.assert_allowed("gui/panels/app.cpp", '#include "state/view.h"')
        self.assert_allowed("gui/platform/window.cpp", "#include <GLFW/glfw3.h>")

    def test_refuses_a_folder_that_is_no_room(self):
        self.assert_refused("core/src/util/strings.cpp", "#include <string>",
                            "util is no room of the core (string)")

    def test_refuses_a_second_sender(self):
        why = "only source/http_exchange.cpp reaches the network"
        for line in ("#include <curl/curl.h>", '#include "source/curl_library.h"',
                     "#include <sys/socket.h>"):
            path = line.split()[1].strip('<>"')
            self.assert_refused("core/src/source/cluster.cpp", line, f"{why} ({path})")

    def test_allows_what_is_below(self):
        self.assert_allowed("core/src/source/http_exchange.cpp", '#include "source/curl_library.h"')
        self.assert_allowed("core/src/graph/walk.cpp", '#include "rbacgraph/authz/decision.h"')
        self.assert_allowed("core/src/graph/walk.cpp", "#include <boost/graph/graph_traits.hpp>")
        self.assert_allowed("core/src/report/json.cpp", '#include "rbacgraph/analysis/answer.h"')
        self.assert_allowed("core/include/rbacgraph/base/result.h", "#include <tl/expected.hpp>")
        self.assert_allowed("cli/who_can.cpp", '#include "rbacgraph/analysis/who_can.h"')

    def test_a_tree_without_sources_is_an_error(self):
        with tempfile.TemporaryDirectory() as directory:
            self.assertEqual(2, check(pathlib.Path(directory)))


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "check":
        return check(pathlib.Path(sys.argv[2]))
    if sys.argv[1:] == ["selftest"]:
        return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
