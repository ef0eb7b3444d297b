#!/usr/bin/python3
"""A sprint planning tool pulls the ranked list with clients that nobody here wrote: python3-grpcio and buf curl.

Usage: foreign_clients_test.py BUILD_FOLDER
"""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import grpc

import suite as suites

BUILD = sys.argv.pop(1)
PROTOS = suites.TREE / "protos"
GENERATED = tempfile.mkdtemp(prefix="lifeline-python-")


def generate():
  files = sorted(PROTOS.glob("lifeline/**/*.proto")) + sorted(PROTOS.glob("third_party/google/**/*.proto"))
  subprocess.run(["protoc", f"-I{PROTOS / 'third_party'}", f"-I{PROTOS}", f"--python_out={GENERATED}",
                  f"--grpc_python_out={GENERATED}", "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
                  *map(str, files)], check=True)
  # Generated packages live beside google.protobuf's own `google`.
  sys.path.insert(0, GENERATED)
  import google
  google.__path__.append(str(pathlib.Path(GENERATED) / "google"))


generate()
from lifeline.backlog.v1 import backlog_pb2, backlog_pb2_grpc  # noqa: E402
from lifeline.roadmap.v1 import roadmap_pb2, roadmap_pb2_grpc  # noqa: E402
from lifeline.scoring.v1 import scoring_pb2, scoring_pb2_grpc  # noqa: E402

WHO = (("lifeline-as", "planner@example.com"),)
SHOP = "portfolios/shop"
ITEMS = 30


class ForeignClients(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.suite_context = suites.running_suite(BUILD)
    cls.suite = cls.suite_context.__enter__()
    channel = grpc.insecure_channel(cls.suite.address)
    cls.roadmap = roadmap_pb2_grpc.RoadmapServiceStub(channel)
    cls.backlog = backlog_pb2_grpc.BacklogServiceStub(channel)
    cls.scoring = scoring_pb2_grpc.ScoringServiceStub(channel)
    cls.open_shop()

  @classmethod
  def tearDownClass(cls):
    cls.suite_context.__exit__(None, None, None)

  @classmethod
  def open_shop(cls):
    request = roadmap_pb2.ApplyRoadmapRequest(parent=SHOP)
    add = lambda **resource: request.upserts.add().resource.CopyFrom(roadmap_pb2.RoadmapResource(**resource))
    add(portfolio=roadmap_pb2.Portfolio(name=SHOP, title="Shop"))
    add(team=roadmap_pb2.Team(name=f"{SHOP}/teams/web", title="Web"))
    period = roadmap_pb2.PlanningPeriod(name=f"{SHOP}/periods/q1", state=roadmap_pb2.PlanningPeriod.STATE_OPEN)
    for date, days in ((period.first_day, -30), (period.last_day, 300)):
      day = datetime.date.today() + datetime.timedelta(days=days)
      date.year, date.month, date.day = day.year, day.month, day.day
    add(period=period)
    add(capacity=roadmap_pb2.Capacity(name=f"{SHOP}/periods/q1/capacities/web", gross_hundredths=2000))
    cls.roadmap_revision = cls.roadmap.ApplyRoadmap(request, metadata=WHO).revision
    for number in range(ITEMS):
      cls.add_item(f"item-{number:02}", 1000 * (number + 1))

  @classmethod
  def add_item(cls, item_id, money):
    request = backlog_pb2.ApplyItemsRequest(parent=SHOP, min_roadmap_revision=cls.roadmap_revision)
    item = request.upserts.add().item
    item.name, item.title, item.category = f"{SHOP}/items/{item_id}", item_id, "seo"
    item.state = backlog_pb2.Item.STATE_READY
    item.money.amount_hundredths = money * 100
    item.estimate.efforts.add(team=f"{SHOP}/teams/web", effort_hundredths=100)
    item.external_references.add(system="jira", key=f"SHOP-{item_id}")
    cls.backlog_revision = cls.backlog.ApplyItems(request, metadata=WHO).revision

  def test_python_pulls_exactly_one_ranking_page_by_page_while_it_changes(self):
    request = scoring_pb2.ListRankedItemsRequest(parent=f"{SHOP}/rankings/latest", page_size=7)
    request.min_revisions.backlog = self.backlog_revision
    pulled, rankings = [], set()
    while True:
      page = self.scoring.ListRankedItems(request, timeout=10)
      pulled += page.ranked_items
      rankings.add(page.ranking)
      if not page.next_page_token:
        break
      request.page_token = page.next_page_token
      self.add_item(f"late-{len(pulled):02}", 10_000_000)
    self.assertEqual(len(rankings), 1)
    self.assertEqual(len({item.item for item in pulled}), ITEMS)
    self.assertEqual([item.rank for item in pulled], list(range(1, ITEMS + 1)))
    self.assertTrue(all(item.external_references[0].key.startswith("SHOP-") for item in pulled))

  def test_python_reads_why_a_call_was_refused(self):
    with self.assertRaises(grpc.RpcError) as refused:
      self.scoring.GetRanking(scoring_pb2.GetRankingRequest(name="portfolios/nowhere/rankings/latest"), timeout=10)
    self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)
    self.assertIn("nowhere", refused.exception.details())

  def curl(self, method, message):
    done = subprocess.run([suites.TREE / "tests/support/buf", "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data",
                           json.dumps(message), f"http://{self.suite.address}/{method}"], capture_output=True, text=True,
                          timeout=60)
    self.assertEqual(done.returncode, 0, done.stderr)
    return json.loads(done.stdout)

  def test_buf_curl_finds_the_methods_by_reflection_and_pulls_the_list(self):
    page = self.curl("lifeline.scoring.v1.ScoringService/ListRankedItems",
                     {"parent": f"{SHOP}/rankings/latest", "pageSize": 3, "filter": "standing = ABOVE",
                      "minRevisions": {"backlog": self.backlog_revision}})
    self.assertEqual(len(page["rankedItems"]), 3)
    self.assertIn("externalReferences", page["rankedItems"][0])
    self.assertTrue(page["nextPageToken"])

  def test_buf_curl_asks_for_health(self):
    answer = self.curl("grpc.health.v1.Health/Check", {"service": "lifeline.scoring.v1.ScoringService"})
    self.assertEqual(answer["status"], "SERVING")


if __name__ == "__main__":
  unittest.main(verbosity=2)
