#!/usr/bin/python3
"""Notices leave the house: digests to a real mail server (aiosmtpd), crossings and digests to webhooks that the SDKs of both
specifications verify (npm standardwebhooks, npm cloudevents).

Usage: notices_test.py BUILD_FOLDER
"""

import email
import email.policy
import http.server
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

import certificates
import suite as suites

BUILD = sys.argv.pop(1)
CUT = ("capacity", "set", "webshop", "web", "q1", "--gross", "60")
DROPPED = {"out-of-stock-pages", "critical-css"}  # asked for by ines and by jonas


def until(true, what):
  """Asks again and again until it is so, at most a minute; what it then was."""
  deadline = time.monotonic() + 60
  while not (found := true()):
    if time.monotonic() > deadline:
      raise AssertionError(f"{what}: not within a minute")
    time.sleep(0.05)
  return found


class Inbox:
  """A mail server that keeps what it gets, and breaks the first `drops` connections after it has got the message."""

  def __init__(self, drops=0, **options):
    self.mails, self.drops = [], drops
    # It chooses a free port by itself: Controller knows no port 0.
    with socket.socket() as probe:
      probe.bind(("127.0.0.1", 0))
      self.port = probe.getsockname()[1]
    self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
    self.controller.start()

  async def handle_DATA(self, server, session, envelope):  # noqa: N802: aiosmtpd's name
    self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default), session))
    if self.drops > 0:
      self.drops -= 1
      server.transport.abort()
    return "250 OK"

  def of(self, address):
    return [mail for to, mail, _ in list(self.mails) if to == [address]]

  def stop(self):
    self.controller.stop()


class Receiver:
  """An endpoint that keeps what it gets and answers as its path says; it answers nothing while it is held."""

  def __init__(self):
    self.requests, self.released = [], threading.Event()
    self.released.set()
    receiver = self

    class Handler(http.server.BaseHTTPRequestHandler):
      protocol_version = "HTTP/1.1"

      def do_POST(self):  # noqa: N802: http.server's name
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        receiver.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        receiver.released.wait(60)
        status = receiver.answers.get(self.path, 204)
        try:
          self.send_response(status)
          if status == 302:
            self.send_header("location", f"{receiver.address}/trap")
          self.send_header("content-length", "0")
          self.end_headers()
        except OSError:
          pass  # whoever asked was killed

      def log_message(self, *arguments):
        pass

    self.answers = {}
    self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    self.server.daemon_threads = True
    self.address = f"http://127.0.0.1:{self.server.server_port}"
    self.thread = threading.Thread(target=self.server.serve_forever)
    self.thread.start()

  def at(self, path):
    return [json.loads(body) for there, _, body in list(self.requests) if there == path]

  def stop(self):
    self.released.set()
    self.server.shutdown()
    self.thread.join()
    self.server.server_close()


class Notices(unittest.TestCase):
  """Each test stands on a suite of its own, with the sample as it was reviewed."""

  def setUp(self):
    self.inbox = None
    self.receiver = Receiver()
    self.addCleanup(self.receiver.stop)

  def begin(self, *flags):
    context = suites.running_suite(BUILD, *flags)
    self.suite = context.__enter__()
    self.addCleanup(context.__exit__, None, None, None)
    self.suite.load_sample()
    # What leaves a period of a baseline is told at once.
    self.lifeline("baseline", "create", "webshop", "reviewed")

  def serve_mail(self, **options):
    self.inbox = Inbox(**options)
    self.addCleanup(self.inbox.stop)
    return [f"--smtp_url=smtp://localhost:{self.inbox.port}", "--smtp_from=lifeline@example.com",
            "--link_base=https://lifeline.example.com/"]

  def lifeline(self, *arguments, **more):
    return self.suite.lifeline(*arguments, **more)

  def add(self, name, path, *more):
    """Adds an endpoint; its secret."""
    made = json.loads(self.lifeline("webhook", "add", "webshop", name, "--url", self.receiver.address + path, *more, "-o", "json"))
    return made["secret"]

  def webhook(self, name):
    listed = json.loads(self.lifeline("webhook", "list", "webshop", "-o", "json"))["webhooks"]
    return next(webhook for webhook in listed if webhook["name"].endswith(f"/{name}"))

  def deliveries(self, *more):
    return json.loads(self.lifeline("deliveries", "webshop", *more, "-o", "json")).get("deliveries", [])

  def all_gone(self):
    return bool(self.deliveries()) and not self.deliveries("--state", "waiting")

  def test_a_digest_is_mailed_in_the_members_language_and_tells_all_that_is_needed(self):
    self.begin(*self.serve_mail())
    self.lifeline("member", "update", "webshop", "ines", "--lang", "en")
    self.lifeline(*CUT)
    [english] = until(lambda: self.inbox.of("ines.lorenz@example.com"), "the mail to ines")
    [german] = until(lambda: self.inbox.of("jonas.petersen@example.com"), "the mail to jonas")
    self.assertEqual(english["from"], "Lifeline <lifeline@example.com>")
    self.assertEqual(english["auto-submitted"], "auto-generated")
    self.assertEqual(english["subject"], "Lifeline, Webshop: 1 notice, 1 waits for you")
    for sentence in ("1. out-of-stock-pages: Ausverkaufte Produkte / Pages of sold-out products", "dropped below the line",
                     "Why: Dropped because", "What would lift it: If", "Please answer by 20", "Below the line is not rejected",
                     "How to answer: lifeline inbox webshop", "https://lifeline.example.com/portfolios/webshop/inbox"):
      self.assertIn(sentence, english.get_content())
    self.assertNotIn("1/2", english.get_content())
    for sentence in ("critical-css", "unter die Linie gerutscht", "Warum: ", "Was sie heben würde: Wenn", "Bitte antworten Sie bis 20",
                     "Unter der Linie heißt nicht abgelehnt", "So antworten Sie: lifeline inbox webshop"):
      self.assertIn(sentence, german.get_content())
    # Delivered is not seen: what is owed is as it was, until somebody looks.
    until(self.all_gone, "everything is handed over")
    mails = self.deliveries("--to", "ines")
    self.assertEqual([(mail["state"], mail["attempts"]) for mail in mails], [("STATE_DELIVERED", 1)])
    owed = json.loads(self.lifeline("receipt", "list", "webshop", "-o", "json"))["receipts"]
    self.assertEqual({receipt["state"] for receipt in owed if receipt["item"].split("/")[-1] in DROPPED}, {"STATE_OPEN"})

  def test_a_mail_whose_connection_breaks_comes_once_more_as_the_same_mail(self):
    self.begin(*self.serve_mail(drops=1))
    self.lifeline(*CUT)
    until(self.all_gone, "everything is handed over")
    ids = [mail["message-id"] for _, mail, _ in self.inbox.mails]
    first = ids[0]
    self.assertEqual(ids.count(first), 2)
    self.assertTrue(all(ids.count(other) == 1 for other in ids if other != first))
    again = [mail.get_content() for _, mail, _ in self.inbox.mails if mail["message-id"] == first]
    self.assertEqual(again[0], again[1])

  def test_a_server_with_tls_and_a_password_gets_both(self):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lifeline-mail-"))
    self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
    authority = certificates.Authority(folder, "ca")
    certificate, key = authority.sign("mail", "DNS:localhost", "IP:127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    (folder / "password").write_text("open sesame\n")
    heard = []

    def login(server, session, envelope, mechanism, data):
      heard.append((data.login, data.password))
      return AuthResult(success=(data.login, data.password) == (b"lifeline", b"open sesame"))
    flags = self.serve_mail(tls_context=context, require_starttls=True, authenticator=login, auth_required=True)
    self.begin(*flags, f"--smtp_ca={authority.certificate}", "--smtp_user=lifeline", f"--smtp_password_file={folder}/password")
    self.lifeline(*CUT)
    until(self.all_gone, "everything is handed over")
    self.assertTrue(self.inbox.mails)
    self.assertTrue(all(session.ssl is not None for _, _, session in self.inbox.mails))
    self.assertIn((b"lifeline", b"open sesame"), heard)
    self.assertNotIn("sesame", self.suite.log.read_text())

  def test_flags_that_do_not_fit_are_told_at_the_start(self):
    for flags, sentence in ((["--smtp_url=smtp://localhost"], "--smtp_from"), (["--smtp_from=a@example.com"], "--smtp_url"),
                            (["--smtp_password_file=/nowhere"], "--smtp_password_file")):
      for program in ("lifeline-suite", "lifeline-scoring"):
        with tempfile.TemporaryDirectory() as data:
          done = subprocess.run([pathlib.Path(BUILD).resolve() / "bin" / program, f"--data_dir={data}", *flags], capture_output=True, text=True,
                                timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(sentence, done.stderr)

  def test_webhooks_are_verified_by_the_sdks_of_both_specifications(self):
    self.begin("--webhook_private_addresses")
    secrets = {"/all": self.add("all", "/all"), "/digests": self.add("digests", "/digests", "--event", "digest")}
    self.lifeline(*CUT)
    until(lambda: self.receiver.at("/digests") and self.all_gone(), "everything is handed over")
    npm = subprocess.run([suites.TREE / "tests/support/npm_tools"], check=True, capture_output=True, text=True).stdout.strip()
    verify = ["node", "--no-warnings", suites.TREE / "tests/e2e/verify_event.mjs", npm]
    got = [{"secret": secrets[path], "headers": headers, "body": body} for path, headers, body in self.receiver.requests]
    done = subprocess.run(verify, input=json.dumps(got), capture_output=True, text=True, timeout=120)
    self.assertEqual(done.returncode, 0, done.stderr)
    events = json.loads(done.stdout)
    self.assertEqual({event["type"] for event in events}, {"dev.lifeline.crossing", "dev.lifeline.digest"})
    crossings = {event["data"]["item"].split("/")[-1] for event in events if event["type"] == "dev.lifeline.crossing"
                 and event["data"]["kind"] == "KIND_DROPPED"}
    self.assertEqual(crossings, DROPPED)
    self.assertNotIn("members/", json.dumps(events))
    self.assertNotIn("Pages of sold-out products", json.dumps(events))
    # The same SDK refuses what somebody has changed, and who does not know the secret.
    forged = [{**got[0], "body": got[0]["body"].replace("webshop", "webshow")}, {**got[0], "secret": "whsec_" + "A" * 43 + "="}]
    for one in forged:
      done = subprocess.run(verify, input=json.dumps([one]), capture_output=True, text=True, timeout=120)
      self.assertNotEqual(done.returncode, 0)
      self.assertIn("WebhookVerificationError", done.stderr)
    for secret in secrets.values():
      self.assertNotIn(secret, self.lifeline("webhook", "list", "webshop", "-o", "json"))
      self.assertNotIn(secret, self.suite.log.read_text())

  def test_an_endpoint_that_answers_410_is_disabled_and_hears_all_of_it_once_it_is_enabled(self):
    self.begin("--webhook_private_addresses", "--metrics=127.0.0.1:0")
    self.add("gone", "/gone")
    self.receiver.answers["/gone"] = 410
    self.lifeline(*CUT)
    until(lambda: self.webhook("gone")["state"] == "STATE_DISABLED", "disabled")
    self.assertIn("410", self.webhook("gone")["disabledReason"])
    self.assertEqual(len(self.receiver.requests), 1)
    self.assertIn("an endpoint is disabled", self.suite.log.read_text())
    waiting = self.deliveries("--state", "waiting")
    self.assertGreaterEqual(len(waiting), 3)
    self.receiver.answers["/gone"] = 204
    self.lifeline("webhook", "enable", "webshop", "gone")
    until(self.all_gone, "everything is handed over")
    self.assertEqual({event["id"] for event in self.receiver.at("/gone")}, {delivery["name"] for delivery in waiting})
    self.assertRegex(self.suite.metrics(), r"(?m)^lifeline_deliveries_total\{.*\} [1-9]")

  def test_a_redirect_is_not_followed(self):
    self.begin("--webhook_private_addresses")
    self.add("moved", "/moved")
    self.receiver.answers["/moved"] = 302
    self.lifeline(*CUT)
    [first] = until(lambda: [delivery for delivery in self.deliveries() if delivery.get("lastError")], "the first attempt")
    self.assertIn("302; redirects are not followed", first["lastError"])
    self.assertEqual(self.receiver.at("/trap"), [])
    # What waits for an endpoint that is removed is given up, and says so.
    self.lifeline("webhook", "remove", "webshop", "moved")
    self.assertEqual({(delivery["state"], delivery["lastError"]) for delivery in self.deliveries()},
                     {("STATE_FAILED", "given up: the endpoint was removed")})

  def test_a_certificate_that_nobody_vouches_for_gets_nothing(self):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lifeline-hook-"))
    self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
    certificate, key = certificates.Authority(folder, "ca").sign("hook", "IP:127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    self.receiver.server.socket = context.wrap_socket(self.receiver.server.socket, server_side=True)
    self.receiver.address = self.receiver.address.replace("http://", "https://")
    self.begin("--webhook_private_addresses")
    self.add("own", "/own")
    self.lifeline(*CUT)
    [first] = until(lambda: [delivery for delivery in self.deliveries() if delivery.get("lastError")], "the first attempt")
    self.assertIn("SSL", first["lastError"])
    self.assertEqual(self.receiver.requests, [])

  def test_private_addresses_are_refused_by_default_whatever_they_are_called(self):
    self.begin()
    for url in (self.receiver.address, "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/"):
      said = self.lifeline("webhook", "add", "webshop", "inside", "--url", url, expect=2)
      self.assertIn("--webhook_private_addresses", said)
    # A name that leads here is found out when it is connected to.
    port = self.receiver.server.server_port
    self.lifeline("webhook", "add", "webshop", "inside", "--url", f"https://{socket.gethostname()}:{port}/in")
    self.lifeline(*CUT)
    [first] = until(lambda: [delivery for delivery in self.deliveries() if delivery.get("lastError")], "the first attempt")
    self.assertIn("its address is not public", first["lastError"])
    self.assertEqual(self.receiver.requests, [])

  def test_who_is_killed_between_sending_and_recording_sends_again_under_the_same_name_and_loses_nothing(self):
    self.begin("--webhook_private_addresses")
    self.add("slow", "/slow", "--event", "crossing")
    self.receiver.released.clear()
    self.lifeline(*CUT)
    until(lambda: self.receiver.requests, "the first request")
    self.suite.kill()
    self.receiver.released.set()
    self.suite.start()
    until(self.all_gone, "everything is handed over")
    events = self.receiver.at("/slow")
    self.assertEqual(events[0], events[1])
    delivered = self.deliveries()
    self.assertEqual([event["id"] for event in events[1:]], [delivery["name"] for delivery in reversed(delivered)])
    latest = json.loads(self.lifeline("crossing", "list", "webshop", "-o", "json"))["crossings"]
    ranking = latest[0]["ranking"]
    self.assertEqual({event["subject"] for event in events}, {crossing["name"] for crossing in latest if crossing["ranking"] == ranking})
    self.lifeline("audit")


if __name__ == "__main__":
  unittest.main(verbosity=2)
