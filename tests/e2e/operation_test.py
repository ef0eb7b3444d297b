"""What an operator sees of a running suite: metrics, health and log, under some load."""

import collections
import json
import pathlib
import re
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

import suite as suites

SAMPLE = suites.TREE / "deploy" / "sample" / "webshop.yaml"
ALERTS = suites.TREE / "deploy" / "alerts.yml"
BUILD = sys.argv.pop(1)

# What the README promises.
NAMES = """
  grpc_server_started_total grpc_server_handled_total grpc_server_handling_seconds grpc_server_msg_received_total
  grpc_server_msg_sent_total lifeline_plan_seconds lifeline_follower_lag_seconds lifeline_receipts_open
  lifeline_receipts_overdue lifeline_receipts_last_rung lifeline_audit_findings
  lifeline_audit_silent_drops lifeline_audit_start_time_seconds lifeline_audit_duration_seconds lifeline_audit_failed
  lifeline_commit_batch_size lifeline_writer_queue lifeline_build_info
  process_resident_memory_bytes process_cpu_seconds_total process_open_fds process_max_fds process_start_time_seconds
""".split()
# identity_test.py looks at these.
ONLY_WITH_IDENTITY = {"lifeline_security_files_current", "lifeline_certificate_expiry_time_seconds"}
SERIES = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def read_metrics(text):
  """{name: {labels as a sorted tuple: value}} of Prometheus' text format."""
  families = collections.defaultdict(dict)
  for line in text.splitlines():
    if line and not line.startswith("#"):
      name, labels, value = SERIES.match(line).groups()
      families[name][tuple(sorted(LABEL.findall(labels or "")))] = float(value)
  return families


def personal_words():
  """Whatever in the sample says who somebody is, or was typed by somebody."""
  words = set()
  for line in SAMPLE.read_text(encoding="utf-8").splitlines():
    for word in re.findall(r"[\w.+-]+@[\w.-]+", line):
      words.update({word, word.split("@")[0]})
    match = re.match(r"\s*-?\s*(?:title|name|problem|outcome|reason|text|due_basis):\s*['\"]?([^'\"{}\[\]]{8,})", line)
    if match and match.group(1).strip() not in (">", "|", ">-"):
      words.add(match.group(1).strip().rstrip(","))
  return words


class Operation(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.context = suites.running_suite(BUILD, "--metrics=127.0.0.1:0", "--http=127.0.0.1:0", "--log=calls")
    cls.suite = cls.context.__enter__()
    cls.addClassCleanup(cls.context.__exit__, None, None, None)
    cls.suite.lifeline("apply", "-f", SAMPLE, "--shift-to", "today")
    for _ in range(5):
      cls.suite.lifeline("ranking", "show", "webshop", "-o", "json")
    cls.suite.lifeline("item", "show", "webshop", "nothing-of-this-name", expect=3)
    cls.door = cls.suite.door()
    cls.text = cls.suite.metrics()
    cls.metrics = read_metrics(cls.text)

  @classmethod
  def lines(cls):
    return [json.loads(line) for line in cls.suite.log.read_text(encoding="utf-8").splitlines()]

  @classmethod
  def get(cls, path):
    try:
      with urllib.request.urlopen(f"http://{cls.door}{path}", timeout=20) as answer:
        return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
      return error.code, error.read().decode()

  def value(self, name, **labels):
    found = [value for key, value in self.metrics[name].items() if labels.items() <= dict(key).items()]
    self.assertTrue(found, f"{name}{labels} is not there")
    return sum(found)

  def test_promtool_has_nothing_to_object_to(self):
    self.assertIn("lifeline_http_connections", self.suite.metrics())

  def test_the_alerts_are_rules_over_names_that_exist(self):
    done = subprocess.run(["promtool", "check", "rules", ALERTS], capture_output=True, text=True, timeout=60)
    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
    # Some have no series until something leaves the house.
    types = set(re.findall(r"^# TYPE (\w+) ", self.text, re.MULTILINE))
    for name in re.findall(r"\b(?:lifeline|grpc_server)_\w+", ALERTS.read_text(encoding="utf-8")):
      if name not in ONLY_WITH_IDENTITY:
        self.assertIn(name, types, "an alert over a name that nobody sends never fires")

  def test_every_name_is_there(self):
    for name in NAMES:
      self.assertTrue(name in self.metrics or f"{name}_bucket" in self.metrics, name)

  def test_as_many_calls_are_counted_as_were_logged(self):
    # A line is written before the answer goes out, and the metrics were read after all answers.
    logged = collections.Counter((line["method"], line["code"]) for line in self.lines() if "method" in line)
    counted = collections.Counter()
    for key, value in self.metrics["grpc_server_handled_total"].items():
      labels = dict(key)
      code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", labels["grpc_code"]).upper()
      if value:
        counted[(f"/{labels['grpc_service']}/{labels['grpc_method']}", code)] += int(value)
    self.assertEqual(counted, logged)
    self.assertEqual(counted[("/lifeline.scoring.v1.ScoringService/ListRankedItems", "OK")], 5)

  def test_the_figures_are_plausible(self):
    unary = {"grpc_type": "unary"}
    self.assertEqual(self.value("grpc_server_started_total", **unary), self.value("grpc_server_handled_total", **unary))
    self.assertEqual(self.value("grpc_server_handling_seconds_count", **unary), self.value("grpc_server_handled_total", **unary))
    self.assertEqual(self.value("grpc_server_msg_received_total", **unary), self.value("grpc_server_started_total", **unary))
    # Three streams of the services on one another, which run on.
    self.assertEqual(self.value("grpc_server_started_total", grpc_type="server_stream"), 3)
    self.assertGreaterEqual(self.value("lifeline_plan_seconds_count"), 1)
    self.assertLess(self.value("lifeline_plan_seconds_sum"), 60)
    for part in ("roadmap", "backlog", "scoring"):
      self.assertEqual(self.value("lifeline_writer_queue", part=part), 0)
      self.assertGreaterEqual(self.value("lifeline_commit_batch_size_count", part=part), 1)
    for part, source in (("backlog", "roadmap"), ("scoring", "roadmap"), ("scoring", "backlog")):
      self.assertLess(self.value("lifeline_follower_lag_seconds", part=part, source=source), 30)
    receipts = json.loads(self.suite.lifeline("receipt", "list", "webshop", "-o", "json"))
    self.assertEqual(self.value("lifeline_receipts_open"), len(receipts.get("receipts", receipts)))
    self.assertLessEqual(self.value("lifeline_receipts_overdue"), self.value("lifeline_receipts_open"))

  def test_the_suite_audits_by_itself(self):
    # It does so when it starts, and had nothing to look at when the other one started; nobody asks for it here.
    with suites.running_suite(BUILD, "--metrics=127.0.0.1:0") as suite:
      suite.lifeline("apply", "-f", SAMPLE, "--shift-to", "today")
      suite.stop()
      before, limit = time.time(), time.monotonic() + 60
      suite.start()
      audit = {"start_time_seconds": 0}
      while audit["start_time_seconds"] == 0 and time.monotonic() < limit:
        time.sleep(0.1)
        lines = [json.loads(line) for line in suite.log.read_text(encoding="utf-8").splitlines()]
        for door in [line["address"] for line in lines if line["message"] == "metrics are served"][1:]:
          with urllib.request.urlopen(f"http://{door}/metrics", timeout=20) as answer:
            metrics = read_metrics(answer.read().decode())
          audit = {name: metrics[f"lifeline_audit_{name}"][()]
                   for name in ("start_time_seconds", "findings", "silent_drops", "failed")}
    self.assertGreaterEqual(audit.pop("start_time_seconds"), before)
    self.assertEqual(audit, {"findings": 0, "silent_drops": 0, "failed": 0})

  def test_health_is_told(self):
    self.assertEqual(self.get("/healthz"), (200, "SERVING\n"))

  def test_a_line_ties_a_call_to_its_command(self):
    calls = [line for line in self.lines() if line.get("method", "").endswith("/GetItem")]
    self.assertTrue(calls)
    for call in calls:
      self.assertRegex(call["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
      self.assertEqual((call["service"], call["code"]), ("suite", "NOT_FOUND"))
      self.assertRegex(call["trace_id"], r"^[0-9a-f]{32}$")
      self.assertRegex(call["span_id"], r"^[0-9a-f]{16}$")

  def test_nobody_is_named(self):
    words = personal_words()
    self.assertGreater(len(words), 50)
    log = self.suite.log.read_text(encoding="utf-8")
    for word in words:
      boundary = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
      self.assertIsNone(boundary.search(log), f"{word!r} is in the log")
      self.assertIsNone(boundary.search(self.text), f"{word!r} is in the metrics")


if __name__ == "__main__":
  unittest.main()
