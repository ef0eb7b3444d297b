"""The suite and the command line as child processes, for tests that act as a person or a tool would."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

TREE = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = TREE / "deploy" / "sample" / "webshop.yaml"


class Suite:
  """A running suite on a data folder and a port of its own."""

  def __init__(self, build, *flags):
    self.flags = flags
    self.bin = pathlib.Path(build).resolve() / "bin"
    self.data = pathlib.Path(tempfile.mkdtemp(prefix="lifeline-e2e-"))
    # What it says on stderr: a line of JSON for each event.
    self.log = self.data / "suite.log"
    self.process = None
    self.address = ""

  def start(self):
    port_file = self.data / "address"
    port_file.unlink(missing_ok=True)
    with open(self.log, "ab") as log:
      self.process = subprocess.Popen(
          [self.bin / "lifeline-suite", f"--data_dir={self.data}", "--listen=127.0.0.1:0", f"--portfile={port_file}", *self.flags],
          stdout=subprocess.DEVNULL, stderr=log)
    deadline = time.monotonic() + 30
    while not (port_file.exists() and port_file.read_text().strip()):
      if self.process.poll() is not None or time.monotonic() > deadline:
        raise RuntimeError("the suite did not start")
      time.sleep(0.02)
    self.address = port_file.read_text().strip()

  def kill(self):
    self.process.send_signal(signal.SIGKILL)
    self.process.wait()

  def stop(self):
    """Asks it to stop; its exit code."""
    if self.process is None or self.process.poll() is not None:
      return None
    self.process.terminate()
    return self.process.wait(timeout=30)

  def door(self):
    """Where it serves its metrics and its health, if it was started with --metrics."""
    lines = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
    return next(line["address"] for line in lines if line["message"] == "metrics are served")

  def metrics(self):
    """What it tells Prometheus, whose own tool must have nothing to object to."""
    with urllib.request.urlopen(f"http://{self.door()}/metrics", timeout=20) as answer:
      text = answer.read().decode()
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
    if done.returncode != 0 or done.stdout + done.stderr:
      raise AssertionError(f"promtool: {done.stdout}{done.stderr}")
    return text

  def environment(self, **more):
    return {**os.environ, "LIFELINE_ADDRESS": self.address, "NO_COLOR": "1", "COLUMNS": "160", "LANG": "C.UTF-8", **more}

  def lifeline(self, *arguments, expect=0, stdin=None, **environment):
    """Runs `lifeline` and returns what it printed; fails unless it exits with `expect`."""
    done = subprocess.run([self.bin / "lifeline", *map(str, arguments)], env=self.environment(**environment), cwd=TREE,
                          input=stdin, capture_output=True, text=True, timeout=120)
    if done.returncode != expect:
      raise AssertionError(f"lifeline {' '.join(map(str, arguments))}: exit {done.returncode}, not {expect}\n"
                           f"{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr

  def load_sample(self):
    """As the quickstart does: the rider's yes before the items, so that nobody drops because of it."""
    text = SAMPLE.read_text(encoding="utf-8")
    self.lifeline("apply", "-f", "-", "--shift-to", "today", stdin=text[:text.index("\nitems:\n") + 1])
    self.lifeline("weave", "agree", "webshop", "hreflang", "--as", "katrin.voss@example.com")
    self.lifeline("apply", "-f", SAMPLE, "--shift-to", "today")


@contextlib.contextmanager
def running_suite(build, *flags):
  suite = Suite(build, *flags)
  try:
    suite.start()
    yield suite
  finally:
    suite.stop()
    shutil.rmtree(suite.data, ignore_errors=True)
