#!/usr/bin/python3
"""A person is named wherever people write freely, and then everywhere taken out: no byte of it may be left.

Usage: redaction_test.py BUILD_FOLDER
"""

import datetime
import json
import re
import sys
import time
import unittest

import suite as suites

BUILD = sys.argv.pop(1)
PERSON = "Zora Quandt"
WHY = ("--reason", "names a person", "--yes")
NOTHING_LEFT_5 = 5  # it has no text any more
UNTIL = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


class Redaction(unittest.TestCase):

  def setUp(self):
    context = suites.running_suite(BUILD)
    self.suite = context.__enter__()
    self.addCleanup(context.__exit__, None, None, None)
    self.suite.load_sample()

  def lifeline(self, *arguments, **more):
    return self.suite.lifeline(*arguments, **more)

  def left(self):
    """The texts about the person that are in any byte of the suite's folder."""
    found = set()
    for path in self.suite.data.rglob("*"):
      if path.is_file():
        content = path.read_bytes()
        found |= {text for text in self.texts if text.encode() in content}
    return found

  def said(self, what):
    """A text that names the person, and cannot be mistaken for another."""
    text = f"{PERSON}, {what}."
    self.texts.add(text)
    return text

  def ranking(self):
    return self.listed("ranking", "show", "webshop")["items"]

  def listed(self, *arguments):
    return json.loads(self.lifeline(*arguments, "-o", "json"))

  def write_everywhere(self):
    """Says something about the person wherever one can; the names of what then must be redacted."""
    self.texts = set()
    names = ["mandates/canonical-tags", "periods/q1/capacities/web", "kpis/indexed", "reviews/r1", "commitments/erp-stock-sync",
             "scenarios/less"]
    self.lifeline("mandate", "add", "webshop", "canonical-tags", "--until", UNTIL, "--reason", self.said("why a mandate"))
    self.lifeline("mandate", "end", "webshop", "canonical-tags", "--reason", self.said("why it ended"))
    self.lifeline("capacity", "set", "webshop", "web", "q1", "--withhold", f"4:{self.said('why withheld')}")
    self.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--withhold", "4:leave")
    self.lifeline("kpi", "add", "webshop", "indexed", "--title", "Indexed share", "--unit", "percent")
    self.lifeline("kpi", "report", "webshop", "indexed", "2027-01-31", "87", "--note", self.said("a note"))
    self.lifeline("kpi", "report", "webshop", "indexed", "2027-01-31", "88")
    self.lifeline("review", "open", "webshop", "r1", "--title", "First")
    self.lifeline("review", "close", "webshop", "r1", "--decision", self.said("what was decided"), "--because",
                  self.said("why it was decided"), "--by", "helga")
    self.lifeline("commitment", "remove", "webshop", "erp-stock-sync", "--reason", self.said("why given up"))
    document = (f"portfolio: {{id: webshop}}\nmandates:\n  - {{item: hreflang, reason: '{self.said('if it were')}', "
                f"approver: tobias, until: {UNTIL}}}\n")
    self.lifeline("scenario", "create", "webshop", "less", "--title", "Less", "-f", "-", stdin=document)
    self.lifeline("scenario", "drop", "webshop", "less", "--reason", self.said("why dropped"))
    self.lifeline("model", "apply", "webshop", "--preset", "safe-wsjf", "--draft", "--reason", self.said("why other weights"))
    model = next(model["name"] for model in self.listed("model", "list", "webshop")["models"] if model["state"] == "STATE_DRAFT")
    names.append(f"models/{model.rsplit('/', 1)[-1]}")
    owed = self.listed("receipt", "list", "webshop")["receipts"][0]
    receipt = owed["name"]
    item = receipt.split("/")[-2]
    self.lifeline("receipt", "accept", "webshop", item, "--text", self.said("an answer"), "--as", owed["owedBy"])
    names.append(receipt.split("/", 2)[-1])
    self.lifeline("item", "update", "webshop", "hreflang", "--problem", self.said("a problem"), "--reason", self.said("why changed"))
    comment = self.listed("item", "comment", "webshop", "hreflang", self.said("a comment"))
    self.comment = comment["name"].rsplit("/", 1)[-1]
    return names

  def test_no_byte_is_left_of_what_was_written_and_the_ledger_verifies(self):
    names = self.write_everywhere()
    before = self.ranking()
    self.assertEqual(self.left(), self.texts)
    for name in names:
      self.lifeline("redact", f"portfolios/webshop/{name}", *WHY)
    self.lifeline("item", "redact", "webshop", "hreflang", "--text", "problem", "--comment", self.comment, "--commit-reasons", *WHY)
    deadline = time.monotonic() + 30
    while self.left() and time.monotonic() < deadline:
      time.sleep(0.05)
    self.assertEqual(self.left(), set())
    self.assertEqual(self.ranking(), before)
    for name in names[:5]:
      history = self.lifeline("portfolio", "history", "webshop", name).splitlines()
      self.assertRegex(history[1], rf"{name} +redacted +names a person", name)
    self.lifeline("ledger", "verify", "--portfolio", "webshop")
    self.lifeline("audit")
    for name in names[-3:]:
      self.lifeline("redact", f"portfolios/webshop/{name}", *WHY, expect=NOTHING_LEFT_5)

  def test_history_tells_who_redacted_from_who_wrote_what_is_gone(self):
    self.texts = set()
    capacity = "periods/q1/capacities/web"
    for why in ("why withheld", "why still withheld"):
      self.lifeline("capacity", "set", "webshop", "web", "q1", "--withhold", f"4:{self.said(why)}")
    self.lifeline("redact", f"portfolios/webshop/{capacity}", *WHY)
    history = self.lifeline("portfolio", "history", "webshop", capacity).splitlines()
    self.assertRegex(history[1], rf"{capacity} +redacted +names a person")
    self.assertRegex(history[2], rf"{capacity} +a text that is gone now")
    self.assertEqual([row for row in history[2:] if re.search(rf"{capacity} +redacted", row)], [], history)

  def test_it_is_done_on_purpose_or_not_at_all(self):
    self.texts = {"PCI DSS 4.2.1 asks"}
    refused = self.lifeline("redact", "portfolios/webshop/mandates/tls-upgrade", "--reason", "names a person", expect=2)
    self.assertIn("--yes", refused)
    refused = self.lifeline("redact", "portfolios/webshop/items/hreflang", *WHY, expect=2)
    self.assertIn("item redact", refused)
    self.assertEqual(self.left(), self.texts)


if __name__ == "__main__":
  unittest.main()
