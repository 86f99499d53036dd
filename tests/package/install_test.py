#!/usr/bin/env python3
"""Installs a build into an empty place and uses what is there, as somebody does who has no sources.

    install_test.py CMAKE BUILD_DIRECTORY SOURCE_DIRECTORY CXX
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD, SOURCE, CXX = sys.argv[1:5]
SOURCE = pathlib.Path(SOURCE)
DOCUMENTS = "share/doc/rbacgraph"

# What consumer.cpp says of samples/first-look, whose README has the same five subjects.
ANSWER = """rbacgraph {version}
group:on-call 1
group:system:masters cluster-wide 1
sa:ops/vault-sync cluster-wide 1
sa:shop/checkout 1
sa:stage/ci 1
"""


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          check=False, **more)
    return done.returncode, done.stdout, done.stderr


def must(*words, **more):
    status, out, err = run(*words, **more)
    if status != 0:
        raise AssertionError(f"{words}: exit {status}\n{out}\n{err}")
    return out


def install(prefix, component):
    must(CMAKE, "--install", BUILD, "--prefix", prefix, "--component", component)


def files_below(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")
            if path.is_symlink() or not path.is_dir()}


def version():
    found = re.search(r"VERSION (\d+\.\d+\.\d+)", (SOURCE / "CMakeLists.txt").read_text())
    return found.group(1)


class Prefix(unittest.TestCase):
    component = ""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.prefix = cls.folder / "prefix"
        install(cls.prefix, cls.component)


class Runtime(Prefix):
    component = "Runtime"

    def test_has_what_users_need_and_no_more(self):
        found = files_below(self.prefix)
        commands = re.findall(r"^  (\S+) +\S", must(self.prefix / "bin/rbacgraph", "help")
                              .split("\nExamples:")[0], re.MULTILINE)
        wanted = {"bin/rbacgraph", "bin/kubectl-rbacgraph", "bin/kubectl_complete-rbacgraph",
                  "share/man/man1/rbacgraph.1",
                  *(f"share/man/man1/rbacgraph-{name}.1" for name in commands),
                  "share/bash-completion/completions/rbacgraph",
                  "share/zsh/site-functions/_rbacgraph",
                  "share/fish/vendor_completions.d/rbacgraph.fish",
                  *(f"{DOCUMENTS}/{name}" for name in ("LICENSE", "NOTICE", "README.md",
                                                       "CHANGELOG.md")),
                  *(f"{DOCUMENTS}/core/schema/{path.name}"
                    for path in (SOURCE / "core/schema").iterdir())}
        self.assertEqual(found, wanted)

    def test_runs_and_is_a_plugin_of_kubectl(self):
        program = self.prefix / "bin/rbacgraph"
        self.assertTrue(must(program, "--version").startswith(f"rbacgraph {version()}\n"))
        self.assertIn("\nUsage: rbacgraph COMMAND", must(program, "help"))
        plugin = self.prefix / "bin/kubectl-rbacgraph"
        self.assertEqual(os.readlink(plugin), "rbacgraph")
        self.assertIn("\nUsage: kubectl rbacgraph COMMAND", must(plugin, "help"))

    def test_completes_behind_kubectl(self):
        helper = self.prefix / "bin/kubectl_complete-rbacgraph"
        self.assertEqual(must(helper, "completion", "z"), "zsh\n:4\n")

    def test_says_which_commit_it_is(self):
        told = json.loads(must(self.prefix / "bin/rbacgraph", "version", "-o", "json"))
        self.assertEqual((told["apiVersion"], told["kind"]), ("rbacgraph/v1", "Version"))
        self.assertEqual(told["version"], version())
        names = [each["name"] for each in told["libraries"]]
        self.assertEqual(names, ["Boost", "CLI11", "OpenSSL", "fmt", "libpng", "libyaml",
                                 "nlohmann/json", "simdjson", "zlib"])
        for each in told["libraries"] + [told["compiler"]]:
            self.assertRegex(each["version"], r"^\d+(\.\d+)+$")
        for name, module in (("libyaml", "yaml-0.1"), ("simdjson", "simdjson"), ("fmt", "fmt"),
                             ("OpenSSL", "libcrypto")):
            at = names.index(name)
            self.assertEqual(told["libraries"][at]["version"],
                             must("pkg-config", "--modversion", module).strip())
        if (SOURCE / ".git").exists():
            self.assertRegex(told["commit"], "^[0-9a-f]{40}$")
            self.assertIsInstance(told["modified"], bool)
        else:
            self.assertNotIn("commit", told)


class Development(Prefix):
    component = "Development"

    def test_has_the_headers_the_archive_and_how_to_find_them(self):
        found = files_below(self.prefix)
        headers = {f"include/{path.relative_to(SOURCE / 'core/include').as_posix()}"
                   for path in (SOURCE / "core/include").rglob("*.h")}
        self.assertEqual({name for name in found if name.startswith("include/")}, headers)
        others = {re.sub("^lib/[a-z0-9_]+-linux-gnu[a-z0-9]*/", "lib/", name)
                  for name in found - headers}
        others = {name for name in others if not re.search("/rbacgraphTargets-.*cmake$", name)}
        self.assertEqual(others, {"lib/librbacgraph_core.a",
                                  "lib/pkgconfig/rbacgraph.pc",
                                  "lib/cmake/rbacgraph/rbacgraphConfig.cmake",
                                  "lib/cmake/rbacgraph/rbacgraphConfigVersion.cmake",
                                  "lib/cmake/rbacgraph/rbacgraphTargets.cmake",
                                  f"{DOCUMENTS}/LICENSE", f"{DOCUMENTS}/NOTICE",
                                  f"{DOCUMENTS}/core/README.md"})

    def test_no_file_names_the_source_or_build_directory(self):
        for name in files_below(self.prefix):
            if name.endswith((".cmake", ".pc")):
                text = (self.prefix / name).read_text()
                self.assertNotIn(str(SOURCE), text, name)
                self.assertNotIn(str(BUILD), text, name)

    def check_answer(self, consumer):
        sample = SOURCE / "samples/first-look/cluster.yaml"
        self.assertEqual(must(consumer, sample, "list", "secrets"),
                         ANSWER.format(version=version()))
        self.assertEqual(run(consumer, "missing.yaml", "list", "secrets"),
                         (3, "", "consumer: missing.yaml: No such file or directory\n"))

    def configure(self, source, build):
        return run(CMAKE, "-S", source, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
                   f"-DCMAKE_CXX_COMPILER={CXX}", "-DCMAKE_BUILD_TYPE=Release")

    def test_a_cmake_project_finds_and_links_it(self):
        build = self.folder / "consumer"
        status, out, err = self.configure(SOURCE / "tests/package/consumer", build)
        self.assertEqual(status, 0, out + err)
        must(CMAKE, "--build", build)
        self.check_answer(build / "consumer")

    def test_other_minor_versions_are_refused(self):
        major, minor, _ = (int(part) for part in version().split("."))
        for wanted, fits in ((f"{major}.{minor}", True), (f"{major}.{minor}.999", False),
                             (f"{major}.{minor + 1}", False), (f"{major + 1}.0", False)):
            project = self.folder / f"wants-{wanted}"
            project.mkdir()
            (project / "CMakeLists.txt").write_text(
                "cmake_minimum_required(VERSION 3.25)\nproject(wants LANGUAGES CXX)\n"
                f"find_package(rbacgraph {wanted} CONFIG REQUIRED)\n")
            status, out, err = self.configure(project, project / "build")
            self.assertEqual(status == 0, fits, f"{wanted}\n{out}{err}")

    def test_pkg_config_finds_it_wherever_it_is_moved(self):
        moved = self.folder / "moved"
        must("cp", "-a", self.prefix, moved)
        folder = next(moved.rglob("rbacgraph.pc")).parent
        environment = {**os.environ, "PKG_CONFIG_PATH": str(folder)}
        flags = must("pkg-config", "--cflags", "--libs", "rbacgraph", env=environment).split()
        self.assertIn(f"-I{moved}/include", [os.path.normpath(flag) for flag in flags])
        self.assertEqual(must("pkg-config", "--modversion", "rbacgraph", env=environment).strip(),
                         version())
        consumer = self.folder / "by-pkg-config"
        must(CXX, "-std=c++20", SOURCE / "tests/package/consumer/consumer.cpp", "-o", consumer,
             *flags)
        self.check_answer(consumer)


if __name__ == "__main__":
    del sys.argv[1:5]
    unittest.main()
