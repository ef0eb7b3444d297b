#!/usr/bin/python3
"""The HTTP door as its own process, asked by clients that nobody here wrote: curl, Python's own library and buf.

Usage: gateway_test.py BUILD_FOLDER
"""

import csv
import http.client
import io
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import suite as suites

BUILD = sys.argv.pop(1)
SCORING = "lifeline.scoring.v1.ScoringService"
LIST = "/v1/portfolios/webshop/rankings/latest/items"


def free_port():
  with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    return probe.getsockname()[1]


class Gateway:
  """A running gateway in front of a suite."""

  def __init__(self, build, folder, backend):
    self.port_file = pathlib.Path(folder) / "gateway-address"
    self.port_file.unlink(missing_ok=True)
    self.process = subprocess.Popen(
        [pathlib.Path(build).resolve() / "bin" / "lifeline-gateway", "--listen=127.0.0.1:0", f"--backend={backend}",
         f"--portfile={self.port_file}", f"--linkfile={folder}/link"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not (self.port_file.exists() and self.port_file.read_text().strip()):
      if self.process.poll() is not None or time.monotonic() > deadline:
        raise RuntimeError("the gateway did not start")
      time.sleep(0.02)
    self.address = self.port_file.read_text().strip()
    self.url = f"http://{self.address}"

  def stop(self):
    """Asks it to stop; its exit code and its log."""
    self.process.terminate()
    _, log = self.process.communicate(timeout=30)
    return self.process.returncode, log


class Door(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.suite = suites.Suite(BUILD, f"--listen=127.0.0.1:{free_port()}")
    cls.suite.start()
    cls.suite.load_sample()
    cls.gateway = Gateway(BUILD, cls.suite.data, cls.suite.address)

  @classmethod
  def tearDownClass(cls):
    cls.gateway.stop()
    cls.suite.stop()

  def get(self, path, **headers):
    """Status, headers and body, whatever the status is."""
    request = urllib.request.Request(self.gateway.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
      with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
      return error.code, error.headers, error.read().decode()

  def post(self, method, message, **headers):
    request = urllib.request.Request(f"{self.gateway.url}/{method}", data=json.dumps(message).encode(),
                                     headers={"Content-Type": "application/json", **headers})
    try:
      with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
      return error.code, json.load(error)

  def curl(self, *arguments):
    done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, timeout=60)
    self.assertEqual(done.returncode, 0, done.stderr)
    return done.stdout

  def test_python_pulls_every_page_of_one_ranking(self):
    path, items, rankings = f"{LIST}?page_size=7", [], set()
    while path:
      status, headers, body = self.get(path)
      self.assertEqual(status, 200, body)
      page = json.loads(body)
      items += page["rankedItems"]
      rankings.add(page["ranking"])
      link = headers.get("Link", "")
      path = link[1:link.index(">")] if link else ""
    self.assertEqual(len(rankings), 1)
    self.assertEqual(len({item["item"] for item in items}), page["totalSize"])
    self.assertTrue(any("externalReferences" in item for item in items))

  def test_pythons_csv_reads_the_sheet(self):
    _, headers, body = self.get(LIST, Accept="text/csv")
    self.assertTrue(headers["Content-Type"].startswith("text/csv"))
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    whole = json.loads(self.get(f"{LIST}?page_size=1000")[2])["rankedItems"]
    self.assertEqual([row["item"] for row in rows], [item["item"].rsplit("/", 1)[1] for item in whole])
    self.assertEqual([row["title"].removeprefix("'") for row in rows], [item["title"] for item in whole])
    self.assertTrue(all(None not in row and None not in row.values() for row in rows))

  def test_curl_is_told_that_nothing_has_changed(self):
    head = self.curl("-D", "-", "-o", "/dev/null", self.gateway.url + LIST)
    etag = next(line.split(": ", 1)[1] for line in head.splitlines() if line.startswith("ETag"))
    self.assertEqual(self.curl("-o", "/dev/null", "-w", "%{http_code}", "-H", f"If-None-Match: {etag}", self.gateway.url + LIST), "304")

  def test_curl_sends_a_large_body_packed_or_not(self):
    question = json.dumps({"parent": "portfolios/webshop/rankings/latest", "filter": " ".join(["standing = ABOVE OR"] * 60) + " standing = BELOW"})
    call = ["-H", "Content-Type: application/json", "--data-binary", "@-", f"{self.gateway.url}/{SCORING}/ListRankedItems"]
    done = subprocess.run(["curl", "-sS", "--compressed", "-H", "Expect: 100-continue", *call], input=question, capture_output=True,
                          text=True, timeout=60, check=True)
    self.assertEqual(len(json.loads(done.stdout)["rankedItems"]), json.loads(done.stdout)["totalSize"])

  def buf(self, method, message):
    return subprocess.run([suites.TREE / "tests/support/buf", "curl", "--protocol", "connect", "--schema", suites.TREE / "protos",
                           "--data", json.dumps(message), f"{self.gateway.url}/{SCORING}/{method}"],
                          capture_output=True, text=True, timeout=120)

  def test_buf_speaks_connect(self):
    done = self.buf("ListRankedItems", {"parent": "portfolios/webshop/rankings/latest", "pageSize": 3})
    self.assertEqual(done.returncode, 0, done.stderr)
    self.assertEqual(len(json.loads(done.stdout)["rankedItems"]), 3)

  def test_buf_is_told_why_a_call_was_refused(self):
    done = self.buf("GetRanking", {"name": "portfolios/none/rankings/latest"})
    self.assertNotEqual(done.returncode, 0)
    error = json.loads(done.stderr)
    self.assertEqual(error["code"], "not_found")
    self.assertIn("PORTFOLIO_NOT_FOUND", done.stderr)

  def stream(self, method, message):
    """Messages of a stream as they come, by Python's own HTTP; the last is its end."""
    connection = http.client.HTTPConnection(self.gateway.address, timeout=30)
    body = json.dumps(message).encode()
    connection.request("POST", f"/{method}", struct.pack(">BI", 0, len(body)) + body, {"Content-Type": "application/connect+json"})
    answer = connection.getresponse()
    self.assertEqual(answer.status, 200)
    while True:
      flags, size = struct.unpack(">BI", answer.read(5))
      yield flags, json.loads(answer.read(size))
      if flags & 2:
        return

  def test_a_watch_hears_of_the_next_ranking(self):
    watch = self.stream(f"{SCORING}/WatchRankings", {"parent": "portfolios/webshop"})
    _, first = next(watch)
    self.suite.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "61")
    later = next(message for _, message in watch if "ranking" in message)
    self.assertGreater(int(later["ranking"]["number"]), int(first["ranking"]["number"]))

  def test_a_stopped_suite_is_said_and_found_again(self):
    self.suite.kill()
    status, error = self.post(f"{SCORING}/GetRanking", {"name": "portfolios/webshop/rankings/latest"})
    self.assertEqual((status, error["code"]), (503, "unavailable"))
    self.assertIn("scoring service", error["message"])
    self.assertIn(self.suite.address, error["message"])
    status, _, health = self.get("/healthz")
    self.assertEqual(status, 503)
    self.assertEqual(json.loads(health)["services"]["backlog"], "UNREACHABLE")
    self.suite.start()
    deadline = time.monotonic() + 5
    while self.get("/healthz")[0] != 200:
      self.assertLess(time.monotonic(), deadline, "the gateway does not find the suite again")
      time.sleep(0.05)
    self.assertEqual(self.post(f"{SCORING}/GetRanking", {"name": "portfolios/webshop/rankings/latest"})[0], 200)

  def test_a_stop_ends_streams_and_leaves_a_log_that_names_nobody(self):
    folder = tempfile.mkdtemp(prefix="lifeline-door-")
    other = Gateway(BUILD, folder, self.suite.address)
    mine, self.__class__.gateway = self.gateway, other
    try:
      watch = self.stream(f"{SCORING}/WatchRankings", {"parent": "portfolios/webshop"})
      next(watch)
      code, log = other.stop()
      self.assertEqual(code, 0)
      flags, end = [message for message in watch][-1]
      self.assertEqual((flags, end["error"]["code"]), (2, "unavailable"))
      for line in log.splitlines():
        self.assertEqual(json.loads(line)["service"], "gateway")
        self.assertNotIn("webshop", line)
    finally:
      self.__class__.gateway = mine
      shutil.rmtree(folder)

  def test_the_link_to_the_board_is_for_its_owner(self):
    link = self.suite.data / "link"
    self.assertEqual(os.stat(link).st_mode & 0o777, 0o600)
    self.assertTrue(link.read_text().startswith(self.gateway.url + "/login?token="))

  def test_it_listens_for_other_machines_only_with_identity_and_tls(self):
    done = subprocess.run([pathlib.Path(BUILD).resolve() / "bin" / "lifeline-gateway", "--listen=0.0.0.0:0"], capture_output=True,
                          text=True, timeout=30)
    self.assertEqual(done.returncode, 1)
    self.assertIn("can be reached from other machines", done.stderr)


if __name__ == "__main__":
  unittest.main(verbosity=2)
