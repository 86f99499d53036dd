"""Further formats of pictures, read back by readers that are not ours.

    picture_formats_test.py PROGRAM PROJECT graphml|csv|mermaid|page

On the samples' clusters and on one of hostile names: networkx finds the nodes and edges of the JSON
in the GraphML, with every field; so does Python's csv in the tables; the Mermaid package's parser
accepts every flowchart, with a vertex for each node (RBACGRAPH_MERMAID names a node_modules folder
with mermaid and jsdom); headless Chromium opens the page without a message or a request, finds a
node by search, shows rules on a click and prints. What is not installed is skipped, and said.
"""
import base64
import collections
import csv
import fcntl
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import outputs_test
from picture_inputs import ALL, PictureTest

MERMAID = """
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";
import fs from "node:fs";
const require = createRequire(process.argv[2] + "/x.js");
const {JSDOM} = require("jsdom");
globalThis.window = new JSDOM("<body></body>").window;
globalThis.document = window.document;
const mermaid = (await import(pathToFileURL(process.argv[2] + "/mermaid/dist/mermaid.core.mjs"))).default;
mermaid.initialize({startOnLoad: false, maxEdges: 100000, maxTextSize: 10000000});
const {db} = await mermaid.mermaidAPI.getDiagramFromText(fs.readFileSync(0, "utf8"));
const texts = {};
for (const [id, vertex] of db.getVertices()) texts[id] = vertex.text;
console.log(JSON.stringify({texts, edges: db.getEdges().map((edge) => [edge.start, edge.end])}));
"""


def flat(object_):
    """As core/include/rbacgraph/report/graphml.h says: dots for members, JSON text for lists."""
    out = {}
    for name, value in object_.items():
        if isinstance(value, dict):
            out |= {f"{name}.{inner}": part for inner, part in value.items()}
        elif name not in ("id", "from", "to"):
            out[name] = value
    return out


def taken_back(data):
    lists = ("rules", "verbs", "resourceNames", "powerful", "folded.names")
    out = {}
    for name, value in data.items():
        if name in lists:
            value = json.loads(value)
        elif isinstance(value, str):
            value = unescaped(value)
        out[name] = value
    return out


def unescaped(text):
    """The second rule of core/include/rbacgraph/report/csv.h."""
    return re.sub(r"\\(\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))",
                  lambda m: "\\" if m[1] == "\\" else chr(int(m[2] or m[3] or m[4], 16)), text)


class Formats(PictureTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        files, folder = cls.hostile
        cls.hostile_question = ["graph", *files]
        cls.questions = [(["graph", *sample, *more], where) for sample, where in cls.samples for more in ([], ALL)]
        cls.questions.append((cls.hostile_question + ALL, folder))


class Graphml(Formats):
    def test_networkx_finds_the_json(self):
        try:
            import networkx  # pylint: disable=import-outside-toplevel
        except ImportError:
            self.skipTest("python3-networkx is not installed")
        seen = 0
        for question, folder in self.questions:
            with self.subTest(question=question):
                document = json.loads(self.output([*question, "-o", "json"], folder))
                graph = networkx.read_graphml(io.BytesIO(self.output([*question, "-o", "graphml"], folder)),
                                              force_multigraph=True)
                self.assertTrue(graph.is_directed())
                self.assertEqual({node["id"]: flat(node) for node in document["nodes"]},
                                 {name: taken_back(data) for name, data in graph.nodes(data=True)})
                wanted = collections.Counter(json.dumps([edge["from"], edge["to"], flat(edge)], sort_keys=True)
                                             for edge in document["edges"])
                found = collections.Counter(json.dumps([a, b, taken_back(data)], sort_keys=True)
                                            for a, b, data in graph.edges(data=True))
                self.assertEqual(wanted, found)
                self.assertEqual(document["hidden"]["nodes"], graph.graph["hidden.nodes"])
                self.assertEqual(document["hidden"]["why"], json.loads(graph.graph["hidden.why"]))
                seen += len(document["nodes"])
        self.assertGreater(seen, 300)


class Csv(Formats):
    def rows(self, question, folder, output):
        text = self.output([*question, "-o", output], folder).decode("utf-8")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def test_tables_have_the_json(self):
        for question, folder in self.questions:
            with self.subTest(question=question):
                document = json.loads(self.output([*question, "-o", "json"], folder))
                value = outputs_test.csv_value
                nodes = self.rows(question, folder, "csv-nodes")
                self.assertEqual([(node["id"], node["kind"], node.get("namespace", ""), node["name"])
                                  for node in document["nodes"]],
                                 [tuple(value(row[each]) for each in ("ID", "KIND", "NAMESPACE", "NAME"))
                                  for row in nodes])
                edges = self.rows(question, folder, "csv")
                self.assertEqual([(edge["from"], edge["kind"], edge["to"], edge.get("namespace", ""),
                                   " ".join(map(str, edge.get("rules", []))), str(edge.get("count", 1)))
                                  for edge in document["edges"]],
                                 [tuple(value(row[each]) for each in
                                        ("FROM ID", "RELATION", "TO ID", "NAMESPACE", "RULES", "COUNT")) for row in edges])
                for row in [*nodes, *edges]:
                    for cell in row.values():
                        self.assertNotRegex(cell, r"\A[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class Mermaid(Formats):
    def test_the_package_parses_it(self):
        modules = os.environ.get("RBACGRAPH_MERMAID", "")
        if not shutil.which("node") or not pathlib.Path(modules, "mermaid").is_dir():
            self.skipTest("RBACGRAPH_MERMAID names no node_modules folder with mermaid and jsdom")
        script = self.folder / "parse.mjs"
        script.write_text(MERMAID)
        for question, folder in self.questions[-5:]:
            with self.subTest(question=question):
                document = json.loads(self.output([*question, "-o", "json"], folder))
                done = subprocess.run(["node", str(script), modules], input=self.output([*question, "-o", "mermaid"], folder),
                                      capture_output=True, timeout=120, check=False)
                self.assertEqual(0, done.returncode, done.stderr)
                parsed = json.loads(done.stdout)
                word = lambda id_: "".join(chr(b) if chr(b).isascii() and chr(b).isalnum() else f"_{b:02x}"
                                           for b in id_.encode("utf-8"))
                self.assertEqual({word(node["id"]) for node in document["nodes"]} | {"caption"}, set(parsed["texts"]))
                self.assertEqual([[word(edge["from"]), word(edge["to"])] for edge in document["edges"]],
                                 parsed["edges"])


class Chromium:
    """A page in headless Chromium, spoken to through a pipe."""

    def __init__(self, program, folder):
        read, self.write_end = os.pipe()
        self.read_end, write = os.pipe()

        # 3 and 4 are the numbers by which Chromium knows them; first out of each other's way.
        moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (read, write)]

        def inherit():
            os.dup2(moved[0], 3)
            os.dup2(moved[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             "--disable-background-networking", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile"],
            preexec_fn=inherit, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (read, write, *moved):
            os.close(end)
        self.rest, self.number, self.events = b"", 0, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            got = os.read(self.read_end, 1 << 16)
            if not got:
                raise RuntimeError("Chromium went away")
            self.rest += got
        first, self.rest = self.rest.split(b"\0", 1)
        return json.loads(first)

    def call(self, method, **parameters):
        self.number += 1
        order = {"id": self.number, "method": method, "params": parameters}
        if hasattr(self, "session"):
            order["sessionId"] = self.session
        os.write(self.write_end, json.dumps(order).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]
            self.events.append(message)

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())

    def ask(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.write_end)
        os.close(self.read_end)


class Page(Formats):
    @classmethod
    def setUpClass(cls):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            raise unittest.SkipTest("chromium is not installed")
        super().setUpClass()
        cls.browser = Chromium(program, cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        super().tearDownClass()

    def page(self, question, folder):
        path = self.folder / "page.html"
        path.write_bytes(self.output([*question, "-o", "html"], folder))
        self.browser.open(path)
        return path

    def assert_quiet(self, path):
        told = [event for event in self.browser.events
                if event["method"] in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")]
        self.assertEqual([], told)
        asked = [event["params"]["request"]["url"] for event in self.browser.events
                 if event["method"] == "Network.requestWillBeSent"]
        self.assertEqual({path.as_uri()}, set(asked))

    def test_pages_are_quiet_and_whole(self):
        for question, folder in [self.questions[0], (self.hostile_question, self.folder), self.questions[-1]]:
            with self.subTest(question=question):
                path = self.page(question, folder)
                document = json.loads(self.output([*question, "-o", "json"], folder))
                self.assertEqual([node["id"] for node in document["nodes"]],
                                 self.browser.ask("nodes.map((node) => node.id)"))
                self.assertEqual(len(document["edges"]), self.browser.ask("edges.length"))
                self.assertTrue(self.browser.ask("nodes.every((node) => node.element)"))
                self.assertTrue(self.browser.ask("edges.every((edge) => edge.element)"))
                # Whatever names hold, these are all the elements that there may be.
                self.assertEqual(0, self.browser.ask(
                    "document.querySelectorAll('img, iframe, object, [onerror], [onclick], script[src], link').length"))
                self.assertEqual(2, self.browser.ask("document.scripts.length"))
                self.assert_quiet(path)

    def test_search_click_keys_and_print(self):
        sample = self.project / "samples/first-look/cluster.yaml"
        if not sample.is_file():
            sample = sorted((self.project / "samples").glob("*/cluster.yaml"))[0]
        path = self.page(["graph", "-f", str(sample), *ALL], self.project)
        ask = self.browser.ask
        at = ask("nodes.findIndex((node) => node.rules && node.rules.length)")
        self.assertGreaterEqual(at, 0)
        name = ask(f"nodes[{at}].id")
        ask("document.body.focus(); null")
        self.browser.call("Input.dispatchKeyEvent", type="keyDown", key="/", text="/")
        self.assertEqual("search", ask("document.activeElement.id"))
        self.browser.call("Input.insertText", text=name)
        self.assertRegex(ask("document.getElementById('found').textContent"), "found")
        self.browser.call("Input.dispatchKeyEvent", type="keyDown", key="Enter", text="\r")
        self.assertEqual(at, ask("selected.at"))
        rule = ask(f"nodes[{at}].rules[0]")
        shown = ask("document.getElementById('details').textContent")
        self.assertIn("rule " + str(rule["index"]), shown)
        self.assertIn(rule["place"], shown)
        self.browser.call("Input.dispatchKeyEvent", type="keyDown", key="Escape")
        self.assertIsNone(ask("selected"))
        box = ask(f"(() => {{ const b = nodes[{at}].element.getBoundingClientRect(); "
                  "return [b.x + b.width / 2, b.y + b.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.browser.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)
        self.assertEqual(at, ask("selected.at"))
        self.assertIn(rule["place"], ask("document.getElementById('details').textContent"))
        ask("document.querySelector('#kinds .chip').click(); null")
        self.assertRegex(ask("document.getElementById('counter').textContent"), r"^\d+ of \d+ nodes?, 1 filter")
        printed = self.browser.call("Page.printToPDF", preferCSSPageSize=True)["data"]
        self.assertGreater(len(printed), 10000)
        self.assert_quiet(path)

    def big(self, name, users=60):
        """A role that more users have than fit a screen or a page."""
        api = "rbac.authorization.k8s.io"
        role = {"apiVersion": api + "/v1", "kind": "ClusterRole", "metadata": {"name": "reader"},
                "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}
        bindings = [{"apiVersion": api + "/v1", "kind": "RoleBinding", "metadata": {"name": f"b{at}", "namespace": "shop"},
                     "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": "reader"},
                     "subjects": [{"kind": "User", "apiGroup": api, "name": f"user-{at:02}"}]} for at in range(users)]
        (self.folder / name).write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [role, *bindings]}),
                                        encoding="utf-8")

    def test_a_comparison_opens_at_the_top(self):
        self.big("before.json", 30)
        self.big("after.json")
        path = self.folder / "page.html"
        path.write_bytes(self.output(["diff", "before.json", "after.json", *ALL, "-o", "html"], self.folder, (0, 1)))
        self.browser.open(path)
        self.assertGreater(self.browser.ask("nodes.filter((node) => node.start).length"), 1)
        self.assertGreater(self.browser.ask("all.height - camera.height"), 0, "the picture fits, and shows nothing")
        self.assertEqual(0, self.browser.ask("camera.y - all.y"))

    def test_print_repeats_heads_and_has_the_picture_on_one_page(self):
        if not shutil.which("pdftotext"):
            self.skipTest("poppler-utils is not installed")
        self.big("many.json")
        self.page(["graph", "-f", "many.json", *ALL], self.folder)
        printed = self.browser.call("Page.printToPDF", preferCSSPageSize=True)["data"]
        pdf = self.folder / "page.pdf"
        pdf.write_bytes(base64.b64decode(printed))
        tell = lambda *command: subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode("utf-8")
        pages = tell("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
        # The whole picture, on a page as tall as it is.
        self.assertEqual(60, len(set(re.findall(r"user-\d\d", pages[0]))))
        self.assertRegex(tell("pdfinfo", "-f", "1", "-l", "1", str(pdf)), r"Page +1 size: +59\d[.\d]* x 84\d")
        self.assertRegex(tell("pdfinfo", "-f", "2", "-l", "2", str(pdf)), r"Page +2 size: +84\d[.\d]* x 59\d")
        rows = [page for page in pages[1:] if "bound by" in page]
        self.assertGreater(len(rows), 1)
        for page in rows:
            self.assertRegex(page, r"From +Kind +Relation +To")

    def test_the_same_bytes(self):
        once = self.output([*self.hostile_question, "-o", "html"], self.folder)
        self.assertEqual(once, self.output([*self.hostile_question, "-o", "html"], self.folder))
        self.assertNotIn(str(self.folder).encode(), once)


if __name__ == "__main__":
    PictureTest.take(sys.argv[1:])
    CASE = {"graphml": Graphml, "csv": Csv, "mermaid": Mermaid, "page": Page}[sys.argv[3]]
    DONE = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(CASE))
    if not DONE.wasSuccessful():
        sys.exit(1)
    # Skipped, though others passed: what was not looked at must be seen in the count.
    sys.exit(77 if DONE.skipped else 0)
