#!/usr/bin/python3
"""Tokens of an issuer that nobody here wrote (npm oidc-provider), and of our own, over TLS where it counts.

Usage: identity_test.py BUILD_FOLDER
"""

import base64
import contextlib
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import certificates
import suite as suites

BUILD = sys.argv.pop(1)
BIN = suites.Suite(BUILD).bin
SAMPLE = suites.TREE / "deploy" / "sample" / "webshop.yaml"
PLANNER = "planner@example.com"
ALGORITHMS = ("ES256", "RS256", "EdDSA")


def until(true, what):
  """Asks again and again until it is so, at most half a minute."""
  deadline = time.monotonic() + 30
  while not true():
    if time.monotonic() > deadline:
      raise AssertionError(f"{what}: not within half a minute")
    time.sleep(0.05)


def get(url):
  try:
    with urllib.request.urlopen(url, timeout=20) as answer:
      return answer.status, answer.read().decode()
  except urllib.error.HTTPError as error:
    return error.code, error.read().decode()


class Issuer:
  """oidc-provider as a child process."""

  def __init__(self, port=0):
    home = subprocess.run([suites.TREE / "tests/support/npm_tools"], check=True, capture_output=True, text=True).stdout.strip()
    self.process = subprocess.Popen(["node", "--no-warnings", suites.TREE / "tests/e2e/issuer.mjs", home, str(port)], stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL, text=True)
    self.address = self.process.stdout.readline().strip()
    if not self.address.startswith("http://127.0.0.1:"):
      raise RuntimeError("the issuer did not start")
    self.found = json.loads(get(f"{self.address}/.well-known/openid-configuration")[1])

  @property
  def port(self):
    return int(self.address.rsplit(":", 1)[1])

  def jwks(self):
    return get(self.found["jwks_uri"])[1]

  def token(self, algorithm="ES256", audience="lifeline", who=PLANNER, roles=""):
    form = {"grant_type": "client_credentials", "client_id": who, "client_secret": "secret",
            "resource": f"urn:lifeline:{algorithm}:{audience}", **({"scope": roles} if roles else {})}
    with urllib.request.urlopen(self.found["token_endpoint"], urllib.parse.urlencode(form).encode(), timeout=20) as answer:
      return json.load(answer)["access_token"]

  def stop(self):
    self.process.terminate()
    self.process.wait()
    self.process.stdout.close()


def part(token, index):
  text = token.split(".")[index]
  return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


class TokensOfARealIssuer(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifeline-identity-"))
    cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
    cls.issuer = Issuer()
    cls.addClassCleanup(lambda: cls.issuer.stop())
    cls.jwks = cls.folder / "jwks.json"
    cls.jwks.write_text(cls.issuer.jwks())
    context = suites.running_suite(BUILD, f"--jwks={cls.jwks}", f"--token_issuer={cls.issuer.address}", "--token_audience=lifeline",
                                   "--metrics=127.0.0.1:0", "--log=calls")
    cls.suite = context.__enter__()
    cls.addClassCleanup(context.__exit__, None, None, None)
    cls.suite.lifeline("portfolio", "create", "shop", "--title", "Shop", LIFELINE_TOKEN=cls.issuer.token())

  def refused(self, token, sentence, *arguments):
    said = self.suite.lifeline("portfolio", "list", *arguments, expect=4, LIFELINE_TOKEN=token)
    self.assertIn(sentence, said)
    for piece in token.split("."):
      if len(piece) > 8:
        self.assertNotIn(piece, said)

  def test_each_of_its_keys_is_taken(self):
    for algorithm in ALGORITHMS:
      token = self.issuer.token(algorithm)
      self.assertEqual(part(token, 0)["alg"], algorithm)
      self.assertIn("shop", self.suite.lifeline("portfolio", "list", LIFELINE_TOKEN=token))

  def test_who_acts_is_the_subject(self):
    members = json.loads(self.suite.lifeline("member", "list", "shop", "-o", "json", LIFELINE_TOKEN=self.issuer.token()))
    self.assertEqual([member["address"] for member in members["members"]], [PLANNER])

  def test_nobody_comes_without(self):
    self.assertIn("who acts is not taken from a claim", self.suite.lifeline("portfolio", "list", "--as", PLANNER, expect=4))
    self.refused(self.issuer.token(), "who acts is not taken from a claim", "--as", PLANNER)
    self.assertIn("send a token", self.without_claim())

  def call(self, method, request, token=""):
    """What a client of somebody else's is answered: its output and its errors."""
    header = ["--header", f"authorization: Bearer {token}"] if token else []
    done = subprocess.run([suites.TREE / "tests/support/buf", "curl", "--protocol", "grpc", "--http2-prior-knowledge", *header,
                           "--data", json.dumps(request), f"http://{self.suite.address}/lifeline.{method}"],
                          capture_output=True, text=True, timeout=120)
    return done.stdout, done.stderr

  def without_claim(self):
    """The error of a call that says nothing about its caller."""
    said, error = self.call("roadmap.v1.RoadmapService/ListPortfolios", {})
    self.assertEqual(said, "")
    self.assertIn("unauthenticated", error)
    return error

  def test_a_token_for_somebody_else_is_refused(self):
    self.refused(self.issuer.token(audience="wiki"), 'not for "lifeline"')

  def test_another_issuer_is_refused_whatever_its_keys_are_called(self):
    other = Issuer()
    self.addCleanup(other.stop)
    for algorithm in ALGORITHMS:
      token = other.token(algorithm)
      self.assertEqual(part(token, 0)["kid"], part(self.issuer.token(algorithm), 0)["kid"])
      self.refused(token, "its signature does not belong to it")

  def test_a_token_of_two_is_refused(self):
    one, two = self.issuer.token().split("."), self.issuer.token(who="stranger@example.com").split(".")
    self.refused(".".join([one[0], two[1], one[2]]), "its signature does not belong to it")
    self.refused(".".join([one[0], one[1], two[2]]), "its signature does not belong to it")

  def test_a_broken_file_of_keys_keeps_the_old_ones_and_health_says_so(self):
    door, good = self.suite.door(), self.jwks.read_text()
    until(lambda: get(f"http://{door}/healthz")[0] == 200, "healthy before")
    self.jwks.write_text(good[:100])
    until(lambda: get(f"http://{door}/healthz")[0] == 503, "health says so")
    self.assertIn('lifeline_security_files_current{of="keys"} 0', self.suite.metrics())
    self.suite.lifeline("portfolio", "list", LIFELINE_TOKEN=self.issuer.token("RS256"))
    self.jwks.write_text(good)
    until(lambda: get(f"http://{door}/healthz")[0] == 200, "healthy again")
    self.assertIn('lifeline_security_files_current{of="keys"} 1', self.suite.metrics())

  def test_new_keys_are_taken_while_it_serves(self):
    old, before = self.issuer.token(), self.jwks.read_text()
    port = self.issuer.port
    self.issuer.stop()
    type(self).issuer = Issuer(port)
    fresh = self.issuer.token()
    self.refused(fresh, "its signature does not belong to it")
    self.assertNotEqual(before, self.issuer.jwks())
    self.jwks.write_text(self.issuer.jwks())

    def taken():
      done = subprocess.run([BIN / "lifeline", "portfolio", "list"], env=self.suite.environment(LIFELINE_TOKEN=fresh), capture_output=True)
      return done.returncode == 0
    until(taken, "the new keys")
    self.refused(old, "its signature does not belong to it")

  def test_the_parts_of_the_suite_know_one_another(self):
    token = self.issuer.token()
    self.suite.lifeline("apply", "-f", SAMPLE, "--shift-to", "today", LIFELINE_TOKEN=token)
    self.assertIn("redirect-map", self.suite.lifeline("ranking", "show", "webshop", LIFELINE_TOKEN=token))
    self.suite.lifeline("audit", expect=4, LIFELINE_TOKEN=token)
    self.suite.lifeline("audit", LIFELINE_TOKEN=self.issuer.token(roles="admin"))
    self.assertIn("silent drops: 0 (audit of ", self.suite.lifeline("promise", "webshop", LIFELINE_TOKEN=token))

  def test_what_an_audit_found_is_read_by_members(self):
    self.suite.lifeline("audit", LIFELINE_TOKEN=self.issuer.token(roles="admin"))
    def audit(portfolio, token):
      return self.call("audit.v1.AuditService/GetAudit", {"name": f"portfolios/{portfolio}/audit"}, token)
    member, stranger = self.issuer.token(), self.issuer.token(who="stranger@example.com")
    self.assertIn('"name": "portfolios/shop/audit"', audit("shop", member)[0])
    self.assertIn("is no member of shop", audit("shop", stranger)[1])
    # All at once is for who operates, in or not; and what is not there is no secret of the audit's.
    self.assertIn("admin", audit("-", member)[1])
    self.assertIn('"name": "portfolios/-/audit"', audit("-", self.issuer.token(who="stranger@example.com", roles="admin"))[0])
    self.assertIn("portfolios/none", audit("none", member)[1])

  def test_a_backup_is_not_for_members(self):
    said = self.suite.lifeline("backup", "--to", self.folder / "backup", expect=4, LIFELINE_TOKEN=self.issuer.token())
    self.assertIn("client certificate", said)

  def test_tokens_are_in_no_log(self):
    token = self.issuer.token()
    self.suite.lifeline("portfolio", "list", LIFELINE_TOKEN=token)
    self.refused(token + "=", "base64url")
    log = self.suite.log.read_text()
    self.assertIn("ListPortfolios", log)
    for piece in [*token.split("."), "Bearer", PLANNER]:
      self.assertNotIn(piece, log)


def own_address():
  """An address of this machine that other machines can reach."""
  for address in subprocess.run(["hostname", "-I"], check=True, capture_output=True, text=True).stdout.split():
    if ":" not in address:
      return address
  return None


class OverTls(unittest.TestCase):

  def setUp(self):
    self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifeline-tls-"))
    self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
    suite = suites.Suite(BUILD)
    self.addCleanup(shutil.rmtree, suite.data, ignore_errors=True)
    suite.lifeline("token", "key", "create", "--to", self.folder / "keys")
    self.issue = lambda who, *more: suite.lifeline("token", "create", "--subject", who, "--key", self.folder / "keys/issuer.key", *more).strip()
    self.token = self.issue(PLANNER)
    self.authority = certificates.Authority(self.folder, "ca")
    self.identity = [f"--jwks={self.folder}/keys/jwks.json", "--token_issuer=lifeline", "--token_audience=lifeline"]
    self.names = ["DNS:localhost", "IP:127.0.0.1", *([f"IP:{own_address()}"] if own_address() else [])]

  def tls(self, name, *more):
    certificate, key = self.authority.sign(name, *self.names, *more)
    return [f"--tls_certificate={certificate}", f"--tls_key={key}"]

  def mutual(self, name):
    return [*self.tls(name, f"URI:spiffe://shop.example/lifeline/{name}"), f"--tls_client_ca={self.authority.certificate}",
            f"--tls_ca={self.authority.certificate}", "--trust_domain=shop.example"]

  def refusal(self, *flags):
    done = subprocess.run([BIN / "lifeline-suite", f"--data_dir={self.folder}/none", *flags], capture_output=True, text=True, timeout=60)
    self.assertNotEqual(done.returncode, 0)
    return done.stderr

  def test_other_machines_come_in_with_identity_and_tls_only(self):
    everywhere = "--listen=0.0.0.0:0"
    self.assertIn("neither identity nor TLS", self.refusal(everywhere))
    self.assertIn("TLS is not configured", self.refusal(everywhere, *self.identity))
    self.assertIn("identity is not configured", self.refusal(everywhere, *self.tls("suite")))
    self.assertIn("--token_issuer", self.refusal(everywhere, *self.identity[:1], *self.tls("suite")))
    with suites.running_suite(BUILD, everywhere, *self.identity, *self.tls("suite")) as suite:
      port = suite.address.rsplit(":", 1)[1]
      for host in filter(None, ["127.0.0.1", own_address()]):
        suite.address = f"{host}:{port}"
        name = f"at-{host.replace('.', '-')}"
        create = ("portfolio", "create", name, "--title", "x", "--ca", self.authority.certificate)
        suite.lifeline(*create, expect=4, LIFELINE_TOKEN=self.issue(PLANNER, "--roles", "planner"))
        suite.lifeline(*create, LIFELINE_TOKEN=self.issue(PLANNER, "--roles", "admin"))
        # Who is in it reads it, also with a token that takes things away; nobody else learns that it is there.
        read = ("member", "list", name, "--ca", self.authority.certificate)
        suite.lifeline(*read, LIFELINE_TOKEN=self.issue(PLANNER, "--roles", "reader"))
        suite.lifeline(*read, expect=4, LIFELINE_TOKEN=self.issue("stranger@example.com"))
        listing = ("portfolio", "list", "--ca", self.authority.certificate)
        self.assertIn(name, suite.lifeline(*listing, LIFELINE_TOKEN=self.token))
        self.assertNotIn(name, suite.lifeline(*listing, LIFELINE_TOKEN=self.issue("stranger@example.com")))
      # Without TLS nothing is understood, and to another machine nothing is sent.
      suite.lifeline("portfolio", "list", "--timeout", "2", expect=6 if own_address() is None else 2, LIFELINE_TOKEN=self.token)
      suite.lifeline("portfolio", "list", "--ca", self.authority.certificate, expect=4)

  def test_a_certificate_is_replaced_while_it_serves(self):
    with suites.running_suite(BUILD, *self.identity, *self.tls("suite"), "--metrics=127.0.0.1:0") as suite:
      self.assertRegex(suite.metrics(), r"(?m)^lifeline_certificate_expiry_time_seconds [1-9]")
      def shown():
        host, port = suite.address.split(":")
        context = ssl.create_default_context(cafile=self.authority.certificate)
        context.set_alpn_protocols(["h2"])
        with socket.create_connection((host, int(port)), timeout=20) as plain, context.wrap_socket(plain, server_hostname=host) as secured:
          return secured.getpeercert()["serialNumber"]
      first = shown()
      self.assertEqual(shown(), first)
      self.tls("suite")
      until(lambda: shown() != first, "the new certificate")
      suite.lifeline("portfolio", "list", "--ca", self.authority.certificate, LIFELINE_TOKEN=self.token)

  @contextlib.contextmanager
  def process(self, name, *flags):
    """One service as a process of its own; yields its address and the file of its log."""
    log = self.folder / f"{name}.log"
    with open(log, "w") as stderr:
      process = subprocess.Popen([BIN / f"lifeline-{name.split('.')[0]}", "--listen=127.0.0.1:0", *flags], stdout=subprocess.PIPE, stderr=stderr,
                                 text=True)
    try:
      line = process.stdout.readline()
      self.assertIn("listening on", line, log.read_text())
      yield line.split()[-1], log
    finally:
      process.terminate()
      process.wait(timeout=30)
      process.stdout.close()

  def test_services_know_one_another_by_certificate(self):
    ca = self.authority.certificate
    with contextlib.ExitStack() as stack:
      def run(name, *flags):
        data = [] if name.startswith("audit") else [f"--data_dir={self.folder}/{name}"]
        return stack.enter_context(self.process(name, *data, *flags))
      def follows(name):
        return [*self.identity, *self.mutual(name)]
      roadmap, _ = run("roadmap", *follows("roadmap"))
      backlog, _ = run("backlog", f"--roadmap={roadmap}", *follows("backlog"))
      scoring, _ = run("scoring", f"--roadmap={roadmap}", f"--backlog={backlog}", *follows("scoring"))
      audit, _ = run("audit", f"--roadmap={roadmap}", f"--backlog={backlog}", f"--scoring={scoring}", *follows("audit"))
      where = {"LIFELINE_ADDRESS": "127.0.0.1:1", "LIFELINE_ROADMAP_ADDRESS": roadmap, "LIFELINE_BACKLOG_ADDRESS": backlog,
               "LIFELINE_SCORING_ADDRESS": scoring, "LIFELINE_AUDIT_ADDRESS": audit, "LIFELINE_CA": str(ca)}
      def lifeline(*arguments, expect=0, **more):
        client = suites.Suite(BUILD)
        try:
          return client.lifeline(*arguments, expect=expect, **where, **more)
        finally:
          shutil.rmtree(client.data)
      lifeline("apply", "-f", SAMPLE, "--shift-to", "today", LIFELINE_TOKEN=self.token)
      # Scoring has followed both, and the audit has read all three.
      self.assertIn("redirect-map", lifeline("ranking", "show", "webshop", LIFELINE_TOKEN=self.token))
      lifeline("audit", LIFELINE_TOKEN=self.issue(PLANNER, "--roles", "admin"))
      # A member reads what it found by the token alone, although the audit that asks for it has a certificate.
      self.assertIn("silent drops: 0 (audit of ", lifeline("promise", "webshop", LIFELINE_TOKEN=self.token))
      self.assertIn("is no member", lifeline("promise", "webshop", expect=4, LIFELINE_TOKEN=self.issue("stranger@example.com")))

      # Without a certificate nobody is a service, whatever it says, and with one that somebody else signed nobody comes in.
      _, log = run("scoring.bare", f"--roadmap={roadmap}", f"--backlog={backlog}", f"--tls_ca={ca}")
      until(lambda: log.read_text().count("CLAIMS_REFUSED") >= 2, "the refusal of both sources")
      strangers = certificates.Authority(self.folder, "strangers")
      certificate, key = strangers.sign("stranger", *self.names, "URI:spiffe://shop.example/lifeline/scoring")
      lifeline("backup", "--timeout", "5", expect=6, LIFELINE_CERTIFICATE=str(certificate), LIFELINE_CERTIFICATE_KEY=str(key))
      lifeline("portfolio", "list", expect=4)
      lifeline("portfolio", "list", "--as", "service:scoring", expect=4)

      # Who runs it has a certificate, and a backup.
      lifeline("backup", "--to", self.folder / "refused", expect=4, LIFELINE_TOKEN=self.token)
      certificate, key = self.authority.sign("operator", "URI:spiffe://shop.example/lifeline/backup")
      lifeline("backup", "--to", self.folder / "backup", LIFELINE_CERTIFICATE=str(certificate), LIFELINE_CERTIFICATE_KEY=str(key))
      self.assertTrue((self.folder / "backup" / "scoring.db").exists())

      # Certificates of all are replaced: new connections go on, and what is open stays.
      for name in ("roadmap", "backlog", "scoring", "audit"):
        self.mutual(name)
      lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "50", LIFELINE_TOKEN=self.token)


if __name__ == "__main__":
  unittest.main(verbosity=2)
