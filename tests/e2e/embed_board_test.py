#!/usr/bin/python3
"""The files of a board become part of a binary, byte by byte.

Usage: embed_board_test.py
"""

import gzip
import pathlib
import subprocess
import sys
import tempfile
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]
GATEWAY = TREE / "services" / "gateway"
FILES = {"index.html": b"<!doctype html>" + b"<p>board</p>" * 100, "assets/app-1a2b.js": b"go();" * 500, "icon.png": bytes(range(256))}
SHOWS = """
#include <cstdio>
#include "services/gateway/asset.h"
int main() {
  for (const auto& a : lifeline::gateway::BuiltInBoard()) {
    std::printf("%.*s %.*s %.*s %d %zu\\n", int(a.path.size()), a.path.data(), int(a.content_type.size()), a.content_type.data(),
                int(a.etag.size()), a.etag.data(), a.packed, a.bytes.size());
    std::fwrite(a.bytes.data(), 1, a.bytes.size(), stdout);
  }
}
"""


class EmbedBoard(unittest.TestCase):

  def setUp(self):
    self.folder = tempfile.TemporaryDirectory(prefix="lifeline-board-")
    self.top = pathlib.Path(self.folder.name)
    self.board = self.top / "board"
    for name, content in FILES.items():
      (self.board / name).parent.mkdir(parents=True, exist_ok=True)
      (self.board / name).write_bytes(content)

  def tearDown(self):
    self.folder.cleanup()

  def embed(self):
    return subprocess.run([sys.executable, GATEWAY / "embed_board.py", self.board, self.top / "out"], capture_output=True, text=True)

  def shown(self, *flags):
    """What a program with the board in it says: {path: (type, etag, packed, bytes)}."""
    (self.top / "show.cc").write_text(SHOWS)
    subprocess.run(["g++", "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{TREE}", *flags, self.top / "show.cc",
                    GATEWAY / "built_in_board.cc", "-o", self.top / "show"], check=True)
    output, found = subprocess.run([self.top / "show"], capture_output=True, check=True).stdout, {}
    while output:
      line, output = output.split(b"\n", 1)
      path, rest = line.decode().split(" ", 1)
      kind, etag, packed, size = rest.rsplit(" ", 3)
      found[path] = (kind, etag, packed == "1", output[:int(size)])
      output = output[int(size):]
    return found

  def test_every_file_is_in_the_program_packed_where_that_helps(self):
    self.assertEqual(self.embed().returncode, 0)
    found = self.shown(f'-DLIFELINE_BOARD_TABLE="{self.top}/out/board_table.inc"')
    self.assertEqual({path[1:] for path in found}, set(FILES))
    for path, (_, _, packed, content) in found.items():
      self.assertEqual(gzip.decompress(content) if packed else content, FILES[path[1:]])
    self.assertEqual(found["/assets/app-1a2b.js"][0], "text/javascript; charset=utf-8")
    self.assertTrue(found["/index.html"][2])
    self.assertFalse(found["/icon.png"][2])
    self.assertEqual(len({etag for _, etag, _, _ in found.values()}), len(FILES))

  def test_without_a_board_there_are_no_files(self):
    self.assertEqual(self.shown(), {})

  def test_what_has_not_changed_is_not_written_again(self):
    self.embed()
    before = {path: path.stat().st_mtime_ns for path in (self.top / "out").iterdir()}
    self.embed()
    self.assertEqual({path: path.stat().st_mtime_ns for path in (self.top / "out").iterdir()}, before)

  def test_a_file_of_no_known_type_and_a_folder_without_a_first_page_are_refused(self):
    (self.board / "notes.xyz").write_text("x")
    refused = self.embed()
    self.assertNotEqual(refused.returncode, 0)
    self.assertIn(".xyz", refused.stderr)
    (self.board / "notes.xyz").unlink()
    (self.board / "index.html").unlink()
    self.assertIn("index.html", self.embed().stderr)


if __name__ == "__main__":
  unittest.main(verbosity=2)
