"""Reads the targets out of the CMakeLists.txt files: the one list of what is built.

The walls and Bazel's lists both come from it. It understands what our lists are written in, lifeline_library,
lifeline_binary, lifeline_test and add_subdirectory with plain words, and refuses variables inside them, so that a list
that it would misread is an error and not a gap.
"""

import dataclasses
import pathlib
import re

KINDS = ("lifeline_library", "lifeline_binary", "lifeline_test")
_CALL = re.compile(r"\b(" + "|".join(KINDS + ("add_subdirectory",)) + r")\s*\(([^()]*)\)")
_COMMENT = re.compile(r"#.*")
_KEYWORDS = ("SRCS", "HDRS", "DEPS")
# Say how CMake compiles or runs it, and nothing of what is built.
_OPTIONS = ("APART", "LONG")


class ListError(Exception):
    """A CMakeLists.txt holds something that this reader cannot follow."""


@dataclasses.dataclass
class Target:
    """One target. Files are paths from the top of the tree, deps are names as CMake knows them."""

    kind: str
    name: str
    folder: str
    srcs: list = dataclasses.field(default_factory=list)
    hdrs: list = dataclasses.field(default_factory=list)
    deps: list = dataclasses.field(default_factory=list)

    @property
    def files(self):
        return self.srcs + self.hdrs


def _read(top, folder):
    path = top / folder / "CMakeLists.txt"
    if not path.exists():
        raise ListError(f"{path}: named by add_subdirectory, but there is no such file")
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _parse(kind, folder, words):
    if not words:
        raise ListError(f"{folder}/CMakeLists.txt: {kind} without a name")
    target = Target(kind, words[0], folder)
    lists = {"SRCS": target.srcs, "HDRS": target.hdrs, "DEPS": target.deps}
    current = None
    for word in words[1:]:
        if "$" in word:
            raise ListError(f"{folder}/CMakeLists.txt: {kind}({target.name}): write the list out, without {word}")
        if word in _KEYWORDS:
            current = word
        elif word in _OPTIONS:
            continue
        elif current is None:
            raise ListError(f"{folder}/CMakeLists.txt: {kind}({target.name}): {word} stands before SRCS, HDRS or DEPS")
        else:
            word = word.strip('"')
            lists[current].append(word if current == "DEPS" else f"{folder}/{word}")
    return target


def targets(top):
    """All targets under `top`, in the order in which CMake meets them."""
    found = []

    def walk(folder):
        for kind, body in _CALL.findall(_read(top, folder)):
            words = body.split()
            if kind == "add_subdirectory":
                walk((pathlib.PurePosixPath(folder) / words[0]).as_posix())
            elif words[:1] != ["NAME"]:
                found.append(_parse(kind, folder, words))

    walk(".")
    return found


def protos(top, variable):
    """The .proto files that protos/CMakeLists.txt lists in `variable`, as written there."""
    text = _read(top, "protos")
    match = re.search(r"\bset\s*\(\s*" + variable + r"\s([^()]*)\)", text)
    if match is None:
        raise ListError(f"protos/CMakeLists.txt: there is no set({variable} ...)")
    return match.group(1).split()
