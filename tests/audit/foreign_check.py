#!/usr/bin/python3
"""Checks an exported ledger with hashlib and json only, as deploy/ledger-format.md describes it. Exits 1 at what does not fit.

Usage: foreign_check.py FILE [END_HASH]
"""

import base64
import hashlib
import json
import sys


def appended(text):
  return len(text).to_bytes(4, "big") + text


last = {}
hashes = set()
with open(sys.argv[1], encoding="utf-8") as export:
  for line in export:
    entry = json.loads(line)
    position, previous = last.get(entry["portfolio"], (0, bytes(32)))
    content = base64.b64decode(entry["content"], validate=True)
    computed = hashlib.sha256(previous + appended(entry["kind"].encode()) + appended(entry["key"].encode()) + appended(content))
    if (entry["position"], entry["previous_hash"], entry["hash"]) != (position + 1, previous.hex(), computed.hexdigest()):
      sys.exit(f"{entry['portfolio']}: entry {position + 1} does not fit")
    last[entry["portfolio"]] = (position + 1, computed.digest())
    hashes.add(computed.hexdigest())
if not last or (len(sys.argv) > 2 and sys.argv[2] not in hashes):
  sys.exit("the end is missing")
print(*(f"{portfolio} {position} {end.hex()}" for portfolio, (position, end) in last.items()), sep="\n")
