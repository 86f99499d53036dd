"""Drawings, read back by readers that are not ours: Graphviz' own programs and an XML parser.

    drawings_test.py PROGRAM PROJECT

On the samples' clusters and on one of hostile names: nodes and edges of the DOT are those of the
JSON, every name is in the SVG as the JSON has it, three runs and two locales give the same bytes.
"""
import json
import re
import shutil
import struct
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ET
import zlib

from picture_inputs import ALL, PictureTest

API = "rbac.authorization.k8s.io"
SVG = "{http://www.w3.org/2000/svg}"


def shown(name):
    """As core/include/rbacgraph/report/display.h says."""
    def escape(match):
        point = ord(match[0])
        simple = {10: "\\n", 9: "\\t", 13: "\\r"}.get(point)
        return simple or (f"\\x{point:02x}" if point < 0x80 else f"\\u{point:04x}" if point < 0x10000
                          else f"\\U{point:08x}")
    return re.sub("[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                  "\uffff\U000e0000-\U000e0fff]", escape, name)


def read_png(png):
    """Width, height and the colours of the first rows; the file must be whole."""
    chunks, at = [], 8
    while at < len(png):
        size, = struct.unpack(">I", png[at:at + 4])
        chunk = png[at + 4:at + 8 + size]
        assert zlib.crc32(chunk) == struct.unpack(">I", png[at + 8 + size:at + 12 + size])[0]
        chunks.append((chunk[:4], chunk[4:]))
        at += 12 + size
    assert chunks[-1] == (b"IEND", b"")
    width, height, bits, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    channels = {2: 3, 6: 4}[kind]
    assert bits == 8
    rows = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    stride = width * channels
    assert len(rows) == height * (stride + 1)
    above, colours = bytearray(stride), set()
    for y in range(min(height, 200)):
        how, row = rows[y * (stride + 1)], bytearray(rows[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        if how == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, above)) if any(row) else above
        for x in range(stride if how in (1, 3, 4) else 0):
            left = row[x - channels] if x >= channels else 0
            corner = above[x - channels] if x >= channels else 0
            guess = left + above[x] - corner
            paeth = min((left, above[x], corner), key=lambda near, guess=guess: abs(guess - near))
            row[x] = (row[x] + (0, left, 0, (left + above[x]) // 2, paeth)[how]) & 255
        colours |= {bytes(row[x:x + 3]) for x in range(0, stride, channels)}
        above = row
    return width, height, colours


def texts(svg):
    return "".join("".join(text.itertext()) for text in svg.iter(SVG + "text")).replace("\u00a0", " ")


class Drawings(PictureTest):
    @property
    def inputs(self):
        return [*self.samples, self.hostile]

    def test_graphviz_reads_what_the_document_says(self):
        for inputs, folder in self.inputs:
            with self.subTest(inputs=inputs):
                graph = json.loads(self.output(["graph", *inputs, *ALL, "-o", "json"], folder))
                dot = self.output(["graph", *inputs, *ALL, "-o", "dot"], folder)
                read = subprocess.run(
                    ["gvpr", r'N { printf("N%s\0", name) } E { printf("E%s\0%s\0", tail.name, head.name) }'.replace(
                        r"\0", "\x01")], input=dot, capture_output=True, check=True, timeout=60)
                self.assertEqual(read.stderr, b"")
                nodes, edges = set(), []
                words = read.stdout.decode("utf-8").split("\x01")
                while words and words[0]:
                    word = words.pop(0)
                    if word[0] == "N":
                        nodes.add(word[1:])
                    else:
                        edges.append((word[1:], words.pop(0)))
                self.assertEqual(nodes, {node["id"] for node in graph["nodes"]})
                self.assertEqual(sorted(edges), sorted((edge["from"], edge["to"]) for edge in graph["edges"]))

    def test_dot_draws_it(self):
        for inputs, folder in self.inputs:
            dot = self.output(["graph", *inputs, "-o", "dot"], folder)
            drawn = subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True, check=True, timeout=120)
            ET.fromstring(drawn.stdout)
            self.assertNotIn(b"syntax", drawn.stderr)

    def test_svg_has_every_name(self):
        for inputs, folder in self.inputs:
            with self.subTest(inputs=inputs):
                graph = json.loads(self.output(["graph", *inputs, *ALL, "-o", "json"], folder))
                # Graphviz' and, of more than it is asked to draw, ours.
                svg = ET.fromstring(self.output(["graph", *inputs, *ALL, "-o", "svg"], folder))
                self.assertEqual({each.tag for each in svg.iter() if "script" in each.tag or "foreign" in each.tag}, set())
                text = texts(svg)
                for node in graph["nodes"]:
                    self.assertIn(shown(node["name"]).replace("\u00a0", " "), text)

    def test_no_text_begins_with_its_gap(self):
        """Readers of SVG trim it, and letters would stand at the name."""
        for inputs, folder in self.samples:
            for more in ([], ALL):
                svg = ET.fromstring(self.output(["graph", *inputs, *more, "-o", "svg"], folder))
                for text in svg.iter(SVG + "text"):
                    shown_text = "".join(text.itertext())
                    if shown_text.strip(" \u00a0"):
                        self.assertFalse(shown_text.startswith((" ", "\u00a0")), (inputs, shown_text))

    def test_captions_say_what_the_answer_says(self):
        """Every note of the text is below the picture, and what the first warning says."""
        squeezed = lambda text: re.sub(r"[\s\u00a0]", "", text).lower()
        seen = {"note": 0, "warning": 0}
        for command in (["who-can", "list", "secrets"], ["explain", "group:system:nodes", "get", "nodes"],
                        ["rules", "group:system:nodes"], ["lookup", "--regex", "."]):
            for inputs, folder in self.samples:
                told = subprocess.run([self.program, *command, *inputs], cwd=folder, capture_output=True, check=False,
                                      timeout=60).stderr.decode("utf-8")
                svg = ET.fromstring(self.output([*command, *inputs, "-o", "svg"], folder, (0, 1)))
                text = squeezed(texts(svg))
                first = True
                for line in told.splitlines():
                    kind, _, words = line.partition(": ")
                    if kind == "warning":
                        words = re.sub(r"^\S+:\d+:\d+: ", "", words) if first else ""
                        first = False
                    if kind in seen:
                        seen[kind] += 1
                        self.assertIn(squeezed(words), text, (command, inputs))
        self.assertGreater(min(seen.values()), 5, seen)

    def test_letters_are_clear_of_cut_corners(self):
        """A binding's texts are on the inner side of the lines that cut its corners off."""
        seen = 0
        for inputs, folder in self.samples:
            svg = ET.fromstring(self.output(["graph", *inputs, *ALL, "-o", "svg"], folder))
            for group in svg.iter(SVG + "g"):
                letters = [text for text in group.findall(SVG + "g/" + SVG + "a/" + SVG + "text") +
                           group.findall(SVG + "text") if (text.text or "").strip("\u00a0") in ("CB", "RB")]
                lines = group.findall(".//" + SVG + "polyline")
                if group.get("class") != "node" or not letters or not lines:
                    continue
                seen += 1
                left, base = float(letters[0].get("x")), float(letters[0].get("y"))
                top = base - 0.73 * float(letters[0].get("font-size"))
                for line in lines:
                    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.get("points").split())
                    if max(x1, x2) > left + 40 or max(y1, y2) > base:
                        continue  # another corner
                    # The line runs from the left edge up to the upper edge.
                    self.assertGreater((left - min(x1, x2)) + (top - min(y1, y2)), abs(x2 - x1) + 1.2)
        self.assertGreater(seen, 10)

    def test_same_bytes(self):
        for command in (["graph"], ["who-can", "get", "pods"], ["lint"]):
            for output in ("dot", "svg"):
                arguments = [*command, *self.hostile[0], "-o", output]
                first = self.output(arguments, self.folder, (0, 1), LC_ALL="C")
                self.assertTrue(first)
                for locale in ("C", "C.UTF-8", "de_DE.UTF-8"):
                    self.assertEqual(self.output(arguments, self.folder, (0, 1), LC_ALL=locale), first)
                self.assertNotIn(self.folder.as_posix().encode(), first)

    def test_shape(self):
        """No ribbons."""
        for inputs, folder in self.inputs[:-1]:
            svg = ET.fromstring(self.output(["graph", *inputs, "-o", "svg"], folder))
            width, height = (float(svg.get(side).removesuffix("pt")) for side in ("width", "height"))
            self.assertLess(width / height, 3.2, inputs)
            self.assertLess(height / width, 3.2, inputs)

    def test_png_is_the_drawing_of_the_svg(self):
        """Of what is more than Graphviz is asked to lay out, too: no ribbon of its own."""
        users = [{"kind": "User", "apiGroup": API, "name": f"user-{at:03}"} for at in range(160)]
        binding = {"apiVersion": API + "/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "many"},
                   "roleRef": {"apiGroup": API, "kind": "ClusterRole", "name": "\ud55c\uad6d"}, "subjects": users}
        (self.folder / "many.json").write_text(json.dumps(binding), encoding="utf-8")
        for arguments in (["-f", "many.json", *ALL], ["-f", "many.json"]):
            svg = ET.fromstring(self.output(["graph", *arguments, "-o", "svg"], self.folder))
            png = self.output(["graph", *arguments, "-o", "png"], self.folder)
            width, height, colours = read_png(png)
            for pixels, side in ((width, "width"), (height, "height")):
                self.assertAlmostEqual(pixels, float(svg.get(side).removesuffix("pt")) * 96 / 72, delta=3)
            # Paper, ink, and who.
            missing = {bytes.fromhex(colour) for colour in ("ffffff", "14171c", "2563d4")} - colours
            self.assertEqual(set(), missing, arguments)


if __name__ == "__main__":
    PictureTest.take(sys.argv[1:])
    if not shutil.which("dot") or not shutil.which("gvpr"):
        print("skipped: Graphviz is not installed")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
