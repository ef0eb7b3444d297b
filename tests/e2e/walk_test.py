#!/usr/bin/python3
"""The story of the sample, walked through by command line: submit, rank, see the line, drop, answer.

Usage: walk_test.py BUILD_FOLDER
"""

import json
import subprocess
import sys
import time
import unittest

import suite as suites

BUILD = sys.argv.pop(1)
CUT = ("capacity", "set", "webshop", "web", "q1", "--gross", "60")
DROPPED = {"out-of-stock-pages", "critical-css"}
ANSWERED_7 = 7  # somebody dropped and has not answered


class Walk(unittest.TestCase):
  """Each test stands on a suite of its own, with the sample moved to today."""

  def setUp(self):
    context = suites.running_suite(BUILD)
    self.suite = context.__enter__()
    self.addCleanup(context.__exit__, None, None, None)
    self.suite.load_sample()

  def lifeline(self, *arguments, **more):
    return self.suite.lifeline(*arguments, **more)

  def ranking(self):
    return json.loads(self.lifeline("ranking", "show", "webshop", "-o", "json"))

  def item(self, name):
    return next(item for item in self.ranking()["items"] if item["item"] == name)

  def test_the_list_shows_the_line_the_capacity_and_what_is_below_with_reasons(self):
    ranking = self.ranking()
    self.assertEqual(len(ranking["items"]), sum(ranking["standings"].values()))
    self.assertEqual(len(ranking["items"]), 56)
    text = self.lifeline("ranking", "show", "webshop")
    self.assertIn("not rejected", text)
    for item in ranking["items"]:
      if item["standing"] in ("BELOW", "BLOCKED", "OVERSIZED", "UNSCORED"):
        self.assertTrue(item["reason"], item["item"])
    self.assertEqual(self.item("hreflang")["standing"], "RIDING")
    self.assertEqual(self.item("tls-upgrade")["rule"], "BY_MANDATE")

  def test_a_requester_submits_others_rate_estimate_and_validate_and_the_place_is_read(self):
    ines = ("--as", "ines.lorenz@example.com")
    self.lifeline("item", "create", "webshop", "filter-titles", "--title", "Titles of filter pages", "--category", "seo",
                  "--submit", *ines)
    self.assertEqual(self.item("filter-titles")["standing"], "NOT_READY")
    rate = ("item", "rate", "webshop", "filter-titles", "--money", "40000", "--rate", "strategy_fit=6@80")
    self.lifeline(*rate, *ines, expect=4)
    self.lifeline(*rate, "--as", "jonas.petersen@example.com")
    self.lifeline("member", "rights", "webshop", *ines)
    self.lifeline("item", "estimate", "webshop", "filter-titles", "--effort", "web=2", "--as", "tobias.rehm@example.com")
    validate = ("item", "validate", "webshop", "filter-titles", "--as", "tobias.rehm@example.com")
    self.lifeline(*validate, expect=5)
    self.assertIn("by what will one see that it worked?", self.lifeline("item", "check", "webshop", "filter-titles"))
    self.lifeline("item", "update", "webshop", "filter-titles", "--problem", "Filter pages have no titles of their own.",
                  "--outcome", "Each says what it filters.", "--measure", "Clicks on filter pages",
                  "--evidence", "gsc:field-data:Search Console, October", *ines)
    text = self.lifeline(*validate)
    self.assertIn("strategy_fit", text)
    self.assertIn("assumed", text.lower())
    item = self.item("filter-titles")
    self.assertGreater(item["rank"], 0)
    self.assertEqual(sum(part["points"] for part in item["contributions"]) > 0, True)

  def test_a_cut_is_previewed_done_shown_with_causes_and_answered(self):
    before = self.ranking()["number"]
    preview = self.lifeline(*CUT, "--withhold", "12:incidents", "--dry-run", "--as", "pavel.novak@example.com")
    for name in DROPPED:
      self.assertIn(name, preview)
    self.assertEqual(self.ranking()["number"], before)
    self.lifeline("receipt", "list", "webshop", "--check", "--filter", "kind = DROPPED")

    watch = subprocess.Popen([self.suite.bin / "lifeline", "ranking", "watch", "webshop", "--count", "2"],
                             env=self.suite.environment(), stdout=subprocess.PIPE, text=True)
    self.addCleanup(watch.kill)
    watch.stdout.readline()  # it has begun: the newest ranking is shown
    self.lifeline(*CUT, "--withhold", "12:incidents", "--as", "pavel.novak@example.com")
    self.lifeline("ranking", "show", "webshop")
    seen = watch.communicate(timeout=30)[0]
    for name in DROPPED:
      self.assertIn(name, seen)

    crossings = self.lifeline("crossing", "list", "webshop", "--filter", "kind = DROPPED")
    for name in DROPPED:
      self.assertIn(name, crossings)
    shown = self.lifeline("crossing", "show", "webshop", "critical-css")
    self.assertIn("Dropped because capacity of web in q1 fell from 60 to 48", shown)
    self.assertNotIn("1/1", shown)
    self.assertIn("1/1  capacity: capacity of web in q1: 60 -> 48",
                  self.lifeline("crossing", "show", "webshop", "critical-css", "--shares"))
    self.assertIn("Unter die Linie gerutscht", self.lifeline("crossing", "show", "webshop", "critical-css", LANG="de_DE.UTF-8"))
    self.lifeline("ranking", "show", "webshop", "--check", expect=ANSWERED_7)

    jonas, ines = "jonas.petersen@example.com", "ines.lorenz@example.com"
    self.assertIn("critical-css", self.lifeline("inbox", "webshop", "--as", jonas))
    self.lifeline("receipt", "accept", "webshop", "critical-css", "--text", "fine", "--as", "pavel.novak@example.com", expect=4)
    self.lifeline("receipt", "accept", "webshop", "critical-css", "--text", "next quarter is fine", "--as", jonas)
    self.lifeline("receipt", "defer", "webshop", "out-of-stock-pages", "--to", "q2", "--as", ines)
    self.assertNotIn("critical-css", self.lifeline("receipt", "list", "webshop", "--filter", "state = OWED AND kind = DROPPED"))
    self.lifeline("receipt", "accept", "webshop", "critical-css", "--text", "again", "--as", jonas, expect=3)
    # Nobody has been told yet: a digest comes on a working day at eight.
    self.assertIn("nothing was told", self.lifeline("digest", "webshop", "--as", jonas))
    report = json.loads(self.lifeline("promise", "webshop", "-o", "json"))
    self.assertEqual(sum(side.get("answeredReceipts", 0) for side in report["sides"]), 2)
    self.assertIn("value", self.lifeline("promise", "webshop"))
    self.lifeline("task", "pause", "webshop", "critical-css", "--until", "2099-01-01", "--reason", "later", "--as", jonas, expect=3)

  def test_what_was_acknowledged_is_there_after_a_kill(self):
    self.lifeline(*CUT, "--withhold", "12:incidents", "--as", "pavel.novak@example.com")
    before = self.ranking()
    self.suite.kill()
    self.suite.start()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
      after = self.ranking()
      if after["number"] >= before["number"]:
        break
    self.assertEqual(after["items"], before["items"])
    self.assertEqual(after["number"], before["number"])

  def test_plan_without_a_server_prints_the_same_ranking(self):
    exported = self.suite.data / "webshop.yaml"
    exported.write_text(self.lifeline("export", "webshop"))
    planned = json.loads(self.lifeline("plan", "-f", exported, "-o", "json"))
    shown = self.ranking()
    self.assertEqual(planned["items"], shown["items"])
    self.assertEqual(planned["standings"], shown["standings"])
    self.assertEqual(planned["capacity"], shown["capacity"])

  def test_exit_codes_tell_scripts_what_happened(self):
    self.lifeline("ranking", "show", "nowhere", expect=3)
    self.lifeline("ranking", "shwo", "webshop", expect=2)
    self.lifeline("item", "show", "webshop", "no-such-item", expect=3)
    self.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--as", "stranger@example.com", expect=4)
    self.lifeline("ranking", "show", "webshop", "--address", "127.0.0.1:1", "--timeout", "1", expect=6)


if __name__ == "__main__":
  unittest.main(verbosity=2)
