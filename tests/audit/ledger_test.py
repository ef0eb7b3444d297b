#!/usr/bin/python3
"""A ledger is exported and checked: by the command line, and by somebody else's thirty lines of Python.

Usage: ledger_test.py BUILD_FOLDER
"""

import base64
import json
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import suite as suites  # noqa: E402

BUILD = sys.argv.pop(1)


def flipped(line):
  """The line with one bit of its content changed."""
  entry = json.loads(line)
  content = bytearray(base64.b64decode(entry["content"]))
  content[len(content) // 2] ^= 1
  entry["content"] = base64.b64encode(content).decode()
  return json.dumps(entry)


class Ledger(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.running = suites.running_suite(BUILD)
    cls.suite = cls.running.__enter__()
    run = cls.suite.lifeline
    cls.suite.load_sample()
    run("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--withhold", "12:incidents", "--as", "pavel.novak@example.com")
    run("receipt", "accept", "webshop", "critical-css", "--text", "Next quarter.", "--as", "jonas.petersen@example.com")
    cls.export = cls.suite.data / "webshop.ledger"
    run("ledger", "export", "--portfolio", "webshop", "-f", cls.export)
    cls.lines = cls.export.read_text().splitlines()
    cls.end = json.loads(cls.lines[-1])["hash"]

  @classmethod
  def tearDownClass(cls):
    cls.running.__exit__(None, None, None)

  def foreign(self, path, *more):
    return subprocess.run([sys.executable, HERE / "foreign_check.py", path, *more], capture_output=True, text=True, check=False)

  def written(self, lines):
    path = self.suite.data / "changed.ledger"
    path.write_text("".join(line + "\n" for line in lines))
    return path

  def both_refuse(self, lines, words, *end):
    path = self.written(lines)
    options = ["--end", end[0]] if end else []
    said = self.suite.lifeline("ledger", "verify", path, *options, expect=1)
    self.assertIn(words, said)
    self.assertNotEqual(self.foreign(path, *end).returncode, 0)

  def test_an_export_holds_for_us_and_for_others(self):
    self.assertGreater(len(self.lines), 20)
    self.assertEqual({json.loads(line)["kind"] for line in self.lines}, {"ranking", "crossing", "answer"})
    said = self.suite.lifeline("ledger", "verify", self.export)
    self.assertIn(f"{len(self.lines)} entries", said)
    self.assertIn(self.end, said)
    self.assertIn("cut off", said)
    foreign = self.foreign(self.export, self.end)
    self.assertEqual(foreign.stdout, f"portfolios/webshop {len(self.lines)} {self.end}\n", foreign.stderr)

  def test_the_server_is_asked_for_the_same(self):
    said = self.suite.lifeline("ledger", "verify", "--portfolio", "webshop", "--end", self.end)
    self.assertIn("the noted hash is that of entry", said)
    whole = self.suite.lifeline("ledger", "export")
    self.assertIn(f"{len(self.lines)} entries", self.suite.lifeline("ledger", "verify", "-", stdin=whole))

  def test_a_flipped_bit_is_found(self):
    for at in (0, len(self.lines) // 2, len(self.lines) - 1):
      lines = list(self.lines)
      lines[at] = flipped(lines[at])
      self.both_refuse(lines, f"BROKEN at entry {at + 1} ")

  def test_a_removed_entry_is_found(self):
    self.both_refuse(self.lines[:5] + self.lines[6:], "BROKEN at entry 6 ")
    self.both_refuse(self.lines[1:], "BROKEN at entry 1 ")

  def test_swapped_entries_are_found(self):
    lines = list(self.lines)
    lines[3], lines[4] = lines[4], lines[3]
    self.both_refuse(lines, "BROKEN at entry 4 ")

  def test_an_entry_that_was_written_anew_is_found_by_the_next(self):
    lines = list(self.lines)
    changed = json.loads(flipped(lines[3]))
    import hashlib
    fields = [changed["kind"].encode(), changed["key"].encode(), base64.b64decode(changed["content"])]
    data = bytes.fromhex(changed["previous_hash"]) + b"".join(len(f).to_bytes(4, "big") + f for f in fields)
    changed["hash"] = hashlib.sha256(data).hexdigest()
    lines[3] = json.dumps(changed)
    self.both_refuse(lines, "BROKEN at entry 5 ")

  def test_a_tail_that_was_cut_off_is_found_by_its_noted_end_only(self):
    self.suite.lifeline("ledger", "verify", self.written(self.lines[:-2]))
    self.both_refuse(self.lines[:-2], "MISSING", self.end)
    self.both_refuse([], "no entry at all")

  def test_what_is_no_export_is_said_with_its_line(self):
    path = self.written([self.lines[0], "{}"])
    self.assertIn("line 2: `portfolio`", self.suite.lifeline("ledger", "verify", path, expect=2))
    self.suite.lifeline("ledger", "verify", "no-such-file", expect=3)
    self.suite.lifeline("ledger", "verify", expect=2)

  def test_an_audit_of_the_sample_finds_nothing(self):
    self.suite.lifeline("review", "open", "webshop", "2027-01", "--title", "January")
    # Waits until scoring has seen it, as the audit looks at what scoring has seen.
    self.suite.lifeline("review", "show", "webshop")
    said = json.loads(self.suite.lifeline("audit", "--portfolio", "webshop", "-o", "json"))
    self.assertEqual([check for check in said["checks"] if check.get("findings")], [])
    # A check that looked at nothing has shown nothing.
    idle = [check["name"] for check in said["checks"] if check.get("lookedAt", "0") == "0" and check["name"] != "closed_stand_closed"]
    self.assertEqual(idle, [])
    self.assertIn("0 silent drops", self.suite.lifeline("audit"))


if __name__ == "__main__":
  unittest.main(verbosity=2)
