#!/usr/bin/env python3
"""Every field that refers to a person, or in which people write freely, is in deploy/personal-data.md, and what is there exists.

  tests/privacy/personal_fields.py [--list]

The rule, over all messages that are kept or answered (requests and pages of lists only repeat them, but for bytes):
  1. every field of Member;
  2. every text whose name says a person: requester, owner, author, actor, ..., or anything that ends in _by;
  3. every text whose comment says "the member", "members" or "who";
  4. every text that people write: title, text, reason, problem and the like; and findings, which name what they are about;
  5. all bytes, which may hold anything.
What one of these rules finds by its name and is no person stands in NOT_PERSONAL, with the reason.

In the tables no cell is empty, and who reads a field is said in words that the page explains ("- **portfolio**: ...").
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
TABLE = TOP / "deploy/personal-data.md"
PACKAGES = ("audit", "backlog", "roadmap", "scoring", "storage")

PERSON = re.compile(
    r"(^|_)(member|requester|owner|author|actor|approver|creator|activator|recipient|asked|deputy)s?$|_by$")
WRITTEN = re.compile(r"(^|_)(text|reason|problem|outcome|measure|title|note|basis|label|labels|touchpoints|description|uri|findings)$")
SAYS_PERSON = re.compile(r"\b([Tt]he member|[Mm]embers|[Ww]ho)\b")

# What is found by its name and is no person.
NOT_PERSONAL = {
    # Sentences that the program makes of ids, names of teams and numbers.
    "scoring.LineCrossing.reason", "scoring.RankedItem.reason",
    # What the program says of an answer: "it answered 410".
    "scoring.Webhook.disabled_reason",
    # The name of a figure.
    "scoring.ReviewReport.Figure.label",
    # What the program checks, the same for everybody.
    "audit.Check.description",
    # Hashes of entries that hold no text.
    "scoring.LedgerEntry.hash", "scoring.LedgerEntry.previous_hash",
    # Items and criteria, which pull up and move.
    "scoring.RankedItem.pulled_up_by", "scoring.Stability.moved_by",
}

BEGIN = re.compile(r"^\s*(message|enum|oneof|service) (\w+) \{(\})?$")
FIELD = re.compile(r"^\s*(?:optional |repeated )?([\w.]+) (\w+) = \d+;$")


def walk(package):
    """(name, type, comment) of every field of every message that is kept or answered."""
    blocks, comment = [], ""
    for line in (TOP / f"protos/lifeline/{package}/v1/{package}.proto").read_text().splitlines():
        line = line.rstrip()
        begin, field = BEGIN.match(line), FIELD.match(line)
        if line.strip().startswith("//"):
            comment += line.strip()[2:]
            continue
        if begin and not begin.group(3):
            blocks.append(begin.groups()[:2])
        elif line.strip() == "}":
            blocks.pop()
        elif field and blocks and blocks[-1][0] in ("message", "oneof"):
            messages = [name for kind, name in blocks if kind == "message"]
            if field.group(1) == "bytes" or not re.search(r"(Request|Response)$", messages[0]):
                yield ".".join([package, *messages, field.group(2)]), field.group(1), comment
        comment = ""
    if blocks:
        sys.exit(f"{package}.proto is not written as this test reads it")


def is_personal(name, kind, comment):
    if name.startswith("roadmap.Member."):
        return True
    if kind not in ("string", "bytes") or name in NOT_PERSONAL:
        return False
    if kind == "bytes":
        return True
    field = name.rsplit(".", 1)[1]
    return bool(PERSON.search(field) or WRITTEN.search(field) or SAYS_PERSON.search(comment))


def wrong_cells(page):
    """What is wrong with the tables, whatever the fields."""
    readers = re.findall(r"^- \*\*([^*]+)\*\*:", page, re.M)
    head = ["field", "stored in", "purpose", "who reads it", "how long", "how it goes"]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    tables = rows.count(head)
    rows = [row for row in rows if row != head and not all(cell.startswith("---") for cell in row)]
    wrong = [f"{TABLE.name} has {row[0]} without one of: {', '.join(head)}"
             for row in rows if len(row) != len(head) or not all(row)]
    wrong += [f"{TABLE.name} has {row[0]}, read by \"{row[3]}\", which does not begin with one of: {', '.join(readers)}"
              for row in rows if len(row) == len(head) and row[3].split(";")[0] not in readers]
    if not tables or not rows or not readers:
        wrong.append(f"{TABLE.name} is not written as this test reads it")
    return wrong


def main():
    fields = {}
    for package in PACKAGES:
        for name, kind, comment in walk(package):
            fields[name] = is_personal(name, kind, comment)
    if "--list" in sys.argv:
        print("\n".join(sorted(name for name, personal in fields.items() if personal)))
        return
    page = TABLE.read_text()
    told = re.findall(r"`((?:%s)\.[A-Z][A-Za-z_.]*)`" % "|".join(PACKAGES), page)
    wrong = wrong_cells(page)
    wrong += [f"{name} refers to a person or is free text, and {TABLE.name} does not have it"
             for name, personal in fields.items() if personal and name not in told]
    wrong += [f"{TABLE.name} has {name}, which is no field" for name in told if name not in fields]
    wrong += [f"{TABLE.name} has {name} twice" for name in set(told) if told.count(name) > 1]
    wrong += [f"NOT_PERSONAL has {name}, which is no field" for name in NOT_PERSONAL if name not in fields]
    if sum(fields.values()) < 40:
        wrong.append("the rule finds hardly any field: it is the rule that is wrong")
    if wrong:
        sys.exit("\n".join(sorted(wrong)))


if __name__ == "__main__":
    main()
