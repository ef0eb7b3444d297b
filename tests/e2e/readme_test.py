#!/usr/bin/python3
"""Runs the commands of README.md, in order, in a shell, against a suite of its own.

Every fenced block marked `sh` counts, but for those that would run this test again (tests/run) or start the demo on its
usual port (deploy/quickstart, which is run here on a free one).

Usage: readme_test.py BUILD_FOLDER
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import suite as suites

BUILD = sys.argv.pop(1)
NOT_HERE = ("tests/run",)


def blocks():
  text = (suites.TREE / "README.md").read_text()
  return re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)


def free_address():
  import socket
  with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    return f"127.0.0.1:{probe.getsockname()[1]}"


class Readme(unittest.TestCase):

  def test_its_commands_do_what_it_says(self):
    data = tempfile.mkdtemp(prefix="lifeline-readme-")
    address, http, beside = free_address(), free_address(), ":" + free_address().rsplit(":", 1)[1]
    environment = {**os.environ, "LIFELINE_DATA": data, "LIFELINE_ADDRESS": address, "LIFELINE_HTTP": http, "COLUMNS": "120",
                   "PATH": f"{suites.Suite(BUILD).bin}:{suites.TREE}/tests/support:{os.environ['PATH']}"}
    try:
      ran = 0
      for block in blocks():
        if any(command in block for command in NOT_HERE):
          continue
        # A suite that the README starts beside it has a port of its own.
        here = block.replace("127.0.0.1:4440", address).replace("127.0.0.1:4480", http).replace(":4440", beside)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", here], cwd=suites.TREE, env=environment, capture_output=True, text=True, timeout=900)
        self.assertEqual(done.returncode, 0, f"{block}\n{done.stdout}\n{done.stderr}")
        ran += 1
      self.assertGreaterEqual(ran, 3)
    finally:
      subprocess.run(["deploy/quickstart", "--stop"], cwd=suites.TREE, env=environment, capture_output=True, check=False)
      shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
  unittest.main(verbosity=2)
