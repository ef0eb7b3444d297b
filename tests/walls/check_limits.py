#!/usr/bin/env python3
"""Checks that every limit has a test: each field of a struct in services/*/limits.h must be set or read, as `limits.field` or
`&Limits::field`, in a *limits_test.cc of the same folder, where it is tested at its maximum and one past it; and it must be
used by something that is no test.

    tests/walls/check_limits.py [--top FOLDER]

Prints one line for each violation, with the way out, and exits 1 if there is any.
"""

import argparse
import pathlib
import re
import sys

STRUCT = re.compile(r"^struct (\w*Limits) \{(.*?)^\};", re.M | re.S)
FIELD = re.compile(r"^  [\w:]+ (\w+) = ", re.M)
COMMENT = re.compile(r"//[^\n]*")


def texts(paths):
    """The code of these files, without comments: a name in a comment tests nothing."""
    return "\n".join(COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sorted(paths))


def violations(top):
    """Every violation under `top`, as lines."""
    headers = sorted((top / "services").glob("*/limits.h"))
    if not headers:
        yield "services/*/limits.h: there is none, so this check looks in the wrong place"
    everything = [path for path in (top / "services").rglob("*") if path.suffix in (".cc", ".h")]
    for header in headers:
        folder = header.parent.relative_to(top).as_posix()
        tested = texts(header.parent.glob("*limits_test.cc"))
        here = [path for path in everything if header.parent in path.parents or header.parent.name == "common"]
        used = texts(path for path in here if path != header and not re.search(r"_test\.cc$|_testing\.", path.name))
        structs = STRUCT.findall(header.read_text(encoding="utf-8"))
        if not structs:
            yield f"{folder}/limits.h: has no struct whose name ends in Limits"
        for struct, body in structs:
            for field in FIELD.findall(body):
                access = re.compile(rf"(?:[lL]imits(?:_|\(\))?(?:\.|->)|{struct}::){field}\b")
                if not access.search(tested):
                    yield (f"{folder}/limits.h: {field} has no test; set it small in a *limits_test.cc of {folder}, and try "
                           "its maximum and one past it")
                if not access.search(used):
                    yield f"{folder}/limits.h: {field} limits nothing; check it where the request is checked, or take it out"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--top", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2])
    found = list(violations(parser.parse_args().top.resolve()))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
