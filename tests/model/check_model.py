#!/usr/bin/env python3
"""Checks the promise as a protocol, and that the check would see it broken.

    tests/model/check_model.py                 every property of promise.pml, every witness, every mutant
    tests/model/check_model.py --verbose       and says what each check found
    tests/model/check_model.py --show NAME     the steps by which a mutant breaks its property, or a witness is reached
    tests/model/check_model.py --known FILE    nothing, if FILE says that all of this held for the same model, check and tools

Spin turns the model into pan.c, gcc compiles that, and pan visits every state within the bounds. Prints one line for each
check that fails, then a summary, and exits 1 if there was any.
"""

import argparse
import dataclasses
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE / "promise.pml"
README = HERE / "README.md"

# Bounds that are not the model's own. What a property says nothing about is made small for it.
FAIR = {"FAULTS": 1, "ANSWERS": 0, "LAST_RUNG": 1}


@dataclasses.dataclass
class Property:
    """An ltl block of the model. `fair` ones are about runs that go on for ever, in which every process gets its turn."""

    name: str
    fair: bool = False
    bounds: dict = dataclasses.field(default_factory=dict)


EVERY_STATE = Property("all_in_every_state")
# What EVERY_STATE holds together, so that a violation has a name.
IN_EVERY_STATE = [Property(name) for name in (
    "every_drop_has_its_crossing", "nothing_visible_can_be_lost", "revisions_never_go_back", "a_ranking_is_of_its_revisions",
    "only_its_answer_or_a_rise_closes", "a_rise_clears", "no_clock_starts_untold")]
OVER_TIME = [
    Property("what_is_closed_stays_as_it_was", bounds={"FAULTS": 1}),
    Property("the_newest_revision_is_ranked", fair=True, bounds=FAIR),
    Property("every_drop_that_stays_is_told", fair=True, bounds={**FAIR, "FAULTS": 2}),
    Property("silence_climbs_and_stays_red", fair=True, bounds={"FAULTS": 1, "ANSWERS": 1}),
    Property("an_answer_closes", fair=True, bounds={"FAULTS": 1, "ANSWERS": 1, "LAST_RUNG": 1}),
]
PROPERTIES = {property.name: property for property in [EVERY_STATE, *IN_EVERY_STATE, *OVER_TIME]}

# Each mutant with a property that must catch it.
MUTANTS = {
    "CROSSING_IN_SECOND_TRANSACTION": "every_drop_has_its_crossing",
    "NOTICE_IN_SECOND_TRANSACTION": "every_drop_that_stays_is_told",
    "NO_COMPARE_AND_SET": "every_drop_has_its_crossing",
    "COMPARE_NUMBER_ONLY": "a_ranking_is_of_its_revisions",
    "DIFF_AGAINST_MEMORY": "every_drop_has_its_crossing",
    "LOSER_FORGETS": "the_newest_revision_is_ranked",
    "OLD_COMMITS_AFTER_A_LOST_RACE": "revisions_never_go_back",
    "CURSOR_BEFORE_PUBLISH": "the_newest_revision_is_ranked",
    "STREAM_WITHOUT_CURSOR": "the_newest_revision_is_ranked",
    "VISIBLE_BEFORE_DURABLE": "nothing_visible_can_be_lost",
    "RISE_LEAVES_IT_OPEN": "a_rise_clears",
    "CLEAR_WITHOUT_RISE": "only_its_answer_or_a_rise_closes",
    "SENT_BEFORE_DELIVERED": "every_drop_that_stays_is_told",
    "NOTICE_BY_ITEM": "every_drop_that_stays_is_told",
    "CLOCK_STARTS_AT_THE_DROP": "no_clock_starts_untold",
    "DIGEST_STARTS_NO_CLOCK": "silence_climbs_and_stays_red",
    "ESCALATION_IN_MEMORY": "silence_climbs_and_stays_red",
    "LAST_RUNG_FORGETS": "silence_climbs_and_stays_red",
    "TIMER_CLOSES": "only_its_answer_or_a_rise_closes",
    "ANSWER_BY_ITEM": "only_its_answer_or_a_rise_closes",
    "ANSWER_OVERWRITES": "what_is_closed_stays_as_it_was",
    "ANSWER_ACKNOWLEDGED_FIRST": "an_answer_closes",
}
# A single process cannot lose a race, so these take nothing from it.
HARMLESS_ALONE = ["COMPARE_NUMBER_ONLY", "OLD_COMMITS_AFTER_A_LOST_RACE", "DIFF_AGAINST_MEMORY", "LOSER_FORGETS"]

# pan must not push the machine into its swap.
MEGABYTES = 1500
DEPTH = 100_000
# A search that has not seen all of its states says so in one of these ways.
TRUNCATED = ("max search depth too small", "out of memory", "MEMLIM", "Search not completed")


class ModelError(Exception):
    """The model or a tool is broken, which is no verdict on any property."""


@dataclasses.dataclass
class Outcome:
    """What a search found: "holds", "violated", or "undecided" if it did not see everything; and its words."""

    verdict: str
    text: str


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def flags(defines):
    return [f"-D{name}" if value is None else f"-D{name}={value}" for name, value in defines.items()]


class Search:
    """The model with some names defined, compiled in a folder of its own."""

    def __init__(self, folder, fair, defines, fast=True):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
        self.fair = fair
        names = flags(defines)
        # -o3: each statement stays one, so that one which is never reached is told of.
        code, text = run(["spin", "-a", "-o3", *names, str(MODEL)], self.folder)
        if code != 0 or not (self.folder / "pan.c").exists():
            raise ModelError(f"spin does not accept the model with {names}: {text}")
        mode = ["-DNFAIR=3"] if fair else ["-DSAFETY"]
        # A mutant is found before an optimiser would be done.
        level = "-O2" if fast else "-O0"
        code, text = run(["gcc", level, "-w", f"-DMEMLIM={MEGABYTES}", *mode, "-o", "pan", "pan.c"], self.folder)
        if code != 0:
            raise ModelError(f"gcc does not accept pan.c: {text}")

    def check(self, name, depth=DEPTH):
        # -E: a process that waits for ever is no error; what it must not wait for is a property.
        cycles = ["-a", "-f"] if self.fair else []
        _, text = run(["./pan", "-E", f"-m{depth}", "-w22", *cycles, "-N", name], self.folder)
        errors = re.search(r"errors: (\d+)", text)
        if errors is None or not re.search(rf"never claim\s+\+ \({name}\)", text):
            raise ModelError(f"pan did not search for {name}: {text}")
        if self.fair and "fairness enabled" not in text:
            raise ModelError(f"pan searched for {name} without fairness: {text}")
        if errors.group(1) != "0":
            found = "acceptance cycle" if self.fair else "assertion violated"
            return Outcome("violated" if found in text else "undecided", text)
        return Outcome("undecided" if any(words in text for words in TRUNCATED) else "holds", text)


def states(text):
    """How many states a search has stored."""
    return re.search(r"(\S+) states, stored", text).group(1)


def unreached(text):
    """The statements of the model's processes that a search has never reached."""
    found = []
    process = None
    for line in text.splitlines():
        heading = re.match(r"unreached in (proctype|claim) (\w+)", line)
        if heading:
            process = heading.group(2) if heading.group(1) == "proctype" else None
        statement = re.match(r'\t\S*:(\d+), state \d+, "(.*)"', line)
        # No process ends.
        if process and statement and statement.group(2) != "-end-":
            found.append(f"{process}: {statement.group(2)} in line {statement.group(1)}")
    if "unreached in proctype" not in text:
        raise ModelError(f"pan does not say what it has not reached: {text}")
    return found


def names_in_model():
    """The properties, mutants and witnesses that promise.pml has."""
    text = MODEL.read_text(encoding="utf-8")
    asked = re.findall(r"^#ifn?def (\w+)", text, re.M) + re.findall(r"defined\((\w+)\)", text)
    bounds = set(re.findall(r"#ifndef (\w+)\n#define \1\b", text))
    return (set(re.findall(r"^ltl (\w+)", text, re.M)), set(asked) - bounds, set(re.findall(r"HAPPENS\(([A-Z_]+)\)", text)))


class Report:
    """What the checks have found. Says so at once if it is to be verbose."""

    def __init__(self, verbose=False):
        self.verbose = verbose
        self.failures = []

    def fail(self, line):
        self.failures.append(line)
        print(line, flush=True)

    def good(self, line):
        if self.verbose:
            print(line, flush=True)


def check_names(report):
    """promise.pml, this file and README.md must speak of the same things."""
    properties, mutants, witnesses = names_in_model()
    readme = README.read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("|")]
    for name in sorted(properties ^ set(PROPERTIES)):
        report.fail(f"{name}: a property must stand in promise.pml and in check_model.py")
    for name in sorted(mutants ^ set(MUTANTS)):
        report.fail(f"{name}: a mutant must stand in promise.pml and in check_model.py")
    for name, property in MUTANTS.items():
        if not any(f"`{name}`" in row and f"`{property}`" in row for row in rows):
            report.fail(f"{name}: README.md does not say that {property} catches it")
    for name in sorted(properties - set(MUTANTS.values()) - {EVERY_STATE.name}):
        report.fail(f"{name}: no mutant shows that it would see anything")
    for name in sorted(witnesses | properties - {EVERY_STATE.name}):
        if f"`{name}`" not in readme:
            report.fail(f"{name}: README.md does not say what it is")


def check_holds(report, folder, property, **defines):
    """Reports whether a property holds; returns its search and what that said."""
    search = Search(folder, property.fair, {**property.bounds, **defines})
    outcome = search.check(property.name)
    under = "".join(f" with {flag[2:]}" for flag in flags(defines))
    if outcome.verdict == "holds":
        report.good(f"{property.name} holds{under}: {states(outcome.text)} states")
    elif outcome.verdict == "undecided":
        report.fail(f"{property.name}: the search{under} did not see every state: {outcome.text}")
    else:
        parts = IN_EVERY_STATE if property is EVERY_STATE else []
        broken = [part.name for part in parts if search.check(part.name).verdict != "holds"]
        for name in broken or [property.name]:
            report.fail(f"{name} does not hold{under}")
    return search, outcome.text


def check_model(report, folder):
    """Every property holds, and everything that should be able to happen does."""
    search, text = check_holds(report, folder, EVERY_STATE)
    # A search that ended at an error has not been everywhere, and has been reported.
    for statement in unreached(text) if not report.failures else []:
        report.fail(f"never happens: {statement}")
    # The same search, cut off, must not pass for a complete one.
    if search.check(EVERY_STATE.name, depth=50).verdict != "undecided":
        report.fail("check_model.py: a search that was cut off passes for a complete one")
    for property in OVER_TIME:
        check_holds(report, folder, property)


def check_alone(report, folder):
    alone = {"PUBLISHERS": 1, **{name: None for name in HARMLESS_ALONE}}
    for property in (EVERY_STATE, PROPERTIES["the_newest_revision_is_ranked"]):
        check_holds(report, folder, property, **alone)


def check_mutants(report, folder):
    for mutant, name in MUTANTS.items():
        property = PROPERTIES[name]
        verdict = Search(folder, property.fair, {**property.bounds, mutant: None}, fast=False).check(name).verdict
        if verdict == "violated":
            report.good(f"{mutant} is caught by {name}")
        else:
            report.fail(f"{mutant}: {name} does not catch it, but is {verdict}")


def steps(text):
    """What spin tells of a run, without what moves nothing: who does what in which line, and what is different then."""
    for line in text.splitlines():
        step = re.match(r"\s*\d+:\s+proc\s+(\d+) \((\w+):\d+\) \S*:(\d+) \(state \d+\)\s+\[(.*)\]$", line)
        if step:
            process, name, at, statement = step.groups()
            if statement not in ("else", "(1)", ".(goto)", "goto") and not re.fullmatch(r"assert\(\(\d+!=\d+\)\)", statement):
                yield f"{name} {process}, line {at}: {statement}"
        elif "<<<<<START OF CYCLE" in line:
            yield "from here on for ever:"
        elif "spin: trail ends" in line:
            return
        elif re.match(r"\t\t\w", line):
            yield "    " + re.sub(r"^\w+\(\d+\):", "", line.strip())


def show(folder, name):
    """Prints the shortest way to a state that must not be, or to a witness; of an endless run, some way and its cycle."""
    witnesses = names_in_model()[2]
    if name not in MUTANTS and name not in witnesses:
        raise ModelError(f"{name}: neither a mutant nor a witness; see README.md")
    property = PROPERTIES[MUTANTS[name]] if name in MUTANTS else EVERY_STATE
    defines = {**property.bounds, **({name: None} if name in MUTANTS else {"WITNESS": name})}
    search = Search(folder, property.fair, defines)
    if not property.fair:
        # Breadth first: the first way found is the shortest.
        run(["gcc", "-O2", "-w", "-DSAFETY", "-DBFS", "-o", "pan", "pan.c"], search.folder)
    search.check(property.name)
    _, text = run(["spin", *flags(defines), "-t", "-p", "-g", "-l", "-k", f"{MODEL.name}.trail", str(MODEL)], search.folder)
    print("\n".join(steps(text)))


def everything_read():
    """A digest of what decides the result: the model, this file, its README and the tools."""
    digest = hashlib.sha256()
    for path in (MODEL, HERE / "check_model.py", README):
        digest.update(path.read_bytes())
    for tool in (["spin", "-V"], ["gcc", "--version"]):
        digest.update(run(tool, HERE)[1].encode())
    return digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="say what each check found")
    parser.add_argument("--show", metavar="NAME", help="print the steps to a mutant's violation, or to a witness")
    parser.add_argument("--known", metavar="FILE", type=pathlib.Path, help="keep there that all held, and ask it first")
    arguments = parser.parse_args()
    for tool in ("spin", "gcc"):
        if shutil.which(tool) is None:
            print(f"check_model.py: {tool} is missing; deploy/install-packages build test installs it")
            return 1
    known = arguments.known
    if known and known.exists() and known.read_text() == everything_read():
        print("the model, its check and the tools are the same as when all held")
        return 0
    begin = time.monotonic()
    report = Report(arguments.verbose)
    with tempfile.TemporaryDirectory(prefix="lifeline-model-") as folder:
        try:
            if arguments.show:
                show(folder, arguments.show)
                return 0
            check_names(report)
            for check in (check_model, check_alone, check_mutants):
                check(report, folder)
        except ModelError as error:
            report.fail(str(error))
    print(f"{len(IN_EVERY_STATE) + len(OVER_TIME)} properties, {len(names_in_model()[2])} witnesses, {len(MUTANTS)} mutants: "
          f"{len(report.failures)} failures ({time.monotonic() - begin:.0f} s)")
    if known and not report.failures:
        known.write_text(everything_read())
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
