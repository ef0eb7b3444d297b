#!/usr/bin/env python3
"""Lets clang++ read the sources of ours that use absl::StrFormat, whose formats g++ does not check.

    tests/lint/clang_syntax.py [--every] BUILD_FOLDER

With --every it reads all sources; that takes minutes, and tests/run --all builds them with clang anyway. Takes the commands from compile_commands.json of a build folder whose generated headers exist. A source that clang has
accepted is not read again until its command, or the content of a file that it includes, changes.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
OURS = ("services/", "clients/", "tests/")
# What only g++ knows, or what matters only when code is made.
DROPPED = ("-fdiagnostics-color=always", "-Winvalid-pch")
WORKERS = 2


def clang_command(entry):
    """The same compilation for clang, without output."""
    words = shlex.split(entry["command"])
    if os.path.basename(words[0]) == "ccache":
        words = words[1:]
    words = [word for word in words[1:] if word not in DROPPED and not word.startswith("-O")]
    # Nor with precompiled headers, so that each source must include what it uses.
    for flag in ("-o", "-MF", "-MT", "-include"):
        if flag in words:
            at = words.index(flag)
            del words[at:at + 2]
    words = [word for word in words if word not in ("-c", "-MD", "-MMD")]
    return ["clang++", *words, "-fsyntax-only", "-Wno-unknown-warning-option"]


class Accepted:
    """What clang has accepted before: one small file for each source, with the digest of all that it read."""

    def __init__(self, folder):
        self.folder = folder
        self.digests = {}
        folder.mkdir(parents=True, exist_ok=True)

    def digest(self, path):
        if path not in self.digests:
            try:
                self.digests[path] = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
            except OSError:
                self.digests[path] = "missing"
        return self.digests[path]

    def _record(self, source):
        return self.folder / (hashlib.sha256(source.encode()).hexdigest()[:32] + ".json")

    def holds(self, source, command):
        try:
            record = json.loads(self._record(source).read_text())
        except (OSError, ValueError):
            return False
        return record["command"] == command and all(self.digest(path) == known for path, known in record["read"].items())

    def add(self, source, command, read):
        record = {"command": command, "read": {path: self.digest(path) for path in read}}
        self._record(source).write_text(json.dumps(record))


def one_by_one(entry, build):
    """An entry of compile_commands.json; for a batch of sources (LIFELINE_BATCH) one for each, compiled as the batch is."""
    batch = pathlib.Path(entry["file"])
    if build not in batch.parents or not batch.exists():
        return [entry]
    sources = [str(TOP / path) for path in re.findall(r'#include "(.*)"', batch.read_text(encoding="utf-8"))]
    return [{**entry, "file": source, "command": entry["command"].replace(str(batch), source)} for source in sources]


def files_read(depfile, folder):
    """The paths in a make rule written by -MD, but for the system's own, which change with their packages only."""
    text = depfile.read_text().replace("\\\n", " ").split(":", 1)[1]
    paths = [os.path.normpath(os.path.join(folder, path)) for path in shlex.split(text)]
    return [path for path in paths if not path.startswith("/usr/")]


def check(entry, accepted):
    """What clang says against one source; empty if it accepts it."""
    source = entry["file"]
    command = clang_command(entry)
    if accepted.holds(source, command):
        return ""
    depfile = accepted.folder / (hashlib.sha256(source.encode()).hexdigest()[:32] + ".d")
    done = subprocess.run([*command, "-MD", "-MF", str(depfile)], cwd=entry["directory"], capture_output=True, text=True,
                          check=False)
    if done.returncode == 0:
        accepted.add(source, command, files_read(depfile, entry["directory"]))
        return ""
    return done.stderr or f"{source}: clang++ ended with {done.returncode}"


def formats():
    """Whether a file uses absl's formats; everything does if a header of ours brings them along."""
    uses = "absl/strings/str_format.h"
    headers = [path for folder in OURS for path in (TOP / folder).rglob("*.h") if "node_modules" not in path.parts]
    if any(uses in path.read_text(encoding="utf-8") for path in headers):
        return lambda path: True
    return lambda path: uses in pathlib.Path(path).read_text(encoding="utf-8")


def main():
    arguments = sys.argv[1:]
    every = "--every" in arguments
    if every:
        arguments.remove("--every")
    build = pathlib.Path(arguments[0]).resolve()
    entries = json.loads((build / "compile_commands.json").read_text())
    entries = [one for entry in entries for one in one_by_one(entry, build)]
    ours = [entry for entry in entries if os.path.relpath(entry["file"], TOP).startswith(OURS)]
    # One source may be compiled for several targets; one reading will do.
    ours = list({entry["file"]: entry for entry in ours if os.path.exists(entry["file"])}.values())
    if not every:
        ours = list(filter(lambda entry, uses=formats(): uses(entry["file"]), ours))
    accepted = Accepted(build / "clang_syntax")
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        complaints = [text for text in pool.map(lambda entry: check(entry, accepted), ours) if text]
    for text in complaints:
        print(text)
    print(f"{len(ours)} sources, {len(complaints)} not accepted")
    return 1 if complaints or not ours else 0


if __name__ == "__main__":
    sys.exit(main())
