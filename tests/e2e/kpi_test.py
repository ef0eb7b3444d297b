#!/usr/bin/python3
"""An indicator that both sides watch, and the item that its visibility rule opens: by command line, over the sample.

Usage: kpi_test.py BUILD_FOLDER
"""

import json
import sys
import time
import unittest

import suite as suites

BUILD = sys.argv.pop(1)
JONAS = ("--as", "jonas.petersen@example.com")
RULE = ("kpi", "rule", "webshop", "indexed-share", "--limit", "90", "--team", "web", "--days", "2",
        "--owner", "tobias.rehm@example.com", "--requester", "jonas", *JONAS)


class Indicators(unittest.TestCase):
  """Each test stands on a suite of its own, with the sample moved to today."""

  def setUp(self):
    context = suites.running_suite(BUILD)
    self.suite = context.__enter__()
    self.addCleanup(context.__exit__, None, None, None)
    self.suite.load_sample()
    self.lifeline("kpi", "add", "webshop", "indexed-share", "--title", "Indexed share", "--unit", "percent", "--category", "seo", *JONAS)

  def lifeline(self, *arguments, **more):
    return self.suite.lifeline(*arguments, **more)

  def report(self, day, value):
    return self.lifeline("kpi", "report", "webshop", "indexed-share", day, value, *JONAS)

  def ranked(self, count):
    """So many items that no document has named, as the backlog has them, once they are in the ranking."""
    deadline = time.monotonic() + 20
    found = []
    while len(found) < count and time.monotonic() < deadline:
      time.sleep(0.1)
      items = json.loads(self.lifeline("ranking", "show", "webshop", "-o", "json"))["items"]
      found = [item["item"] for item in items if item["item"].startswith("webshop-")]
    return [json.loads(self.lifeline("item", "show", "webshop", item, "-o", "json")) for item in found]

  def test_a_value_past_the_limit_puts_an_item_with_owner_and_date_into_the_ranking(self):
    self.assertIn("at least 90; else tobias with web within 2 days", self.lifeline(*RULE))
    self.assertNotIn("due", self.report("2027-01-28", "93"))
    self.assertIn("87.5 on 2027-01-29, due", self.report("2027-01-29", "87.5"))
    [shown] = self.ranked(1)
    self.assertEqual(shown["title"], "Indexed share: 87.5 < 90 percent")
    self.assertEqual(shown["owner"], "portfolios/webshop/members/tobias")
    self.assertEqual(shown["requester"], "portfolios/webshop/members/jonas")
    self.assertIn("within 2 working days", shown["dueBasis"])
    # It goes on being broken, is kept again, and is broken once more.
    self.report("2027-01-30", "80")
    self.assertNotIn("due", self.report("2027-01-31", "91"))
    self.report("2027-02-01", "60")
    self.assertEqual(sorted(item["title"] for item in self.ranked(2)),
                     ["Indexed share: 60 < 90 percent", "Indexed share: 87.5 < 90 percent"])

  def test_a_file_of_values_is_taken_whole_or_not_at_all(self):
    refused = self.lifeline("kpi", "report", "webshop", "indexed-share", "--csv", "-", *JONAS, expect=2,
                            stdin="day;value\n2027-01-01;91\nmonday;92\n2027-01-03;9,1,2\n")
    self.assertIn("row 3", refused)
    self.assertIn("row 4", refused)
    self.assertNotIn("2027", self.lifeline("kpi", "show", "webshop", "indexed-share"))
    self.lifeline("kpi", "report", "webshop", "indexed-share", "--csv", "-", *JONAS,
                  stdin="day;value;note\n2027-01-01;91;release 7\n2027-01-02;92.25\n")
    shown = self.lifeline("kpi", "show", "webshop", "indexed-share", "-o", "csv")
    self.assertIn("2027-01-01,91,release 7", shown)
    self.assertIn("2027-01-02,92.25,", shown)

  def test_a_rule_names_what_is_missing_all_at_once(self):
    refused = self.lifeline("kpi", "rule", "webshop", "indexed-share", "--limit", "90", "--team", "nobody", "--days", "251",
                            "--owner", "nobody@example.com", *JONAS, expect=2)
    for field in ("kpi.rule.team", "kpi.rule.react_days", "kpi.rule.owner"):
      self.assertIn(field, refused)
    self.lifeline(*RULE)
    self.report("2027-01-29", "87.5")
    self.assertNotIn("at least", self.lifeline("kpi", "rule", "webshop", "indexed-share", "--none", *JONAS))


if __name__ == "__main__":
  unittest.main(verbosity=2)
