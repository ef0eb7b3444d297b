#!/usr/bin/env python3
"""Checks the walls of the house: who may include whom, and which target may link which.

    tests/walls/check_walls.py [--top FOLDER]

Reads the #include lines of every C++ file under services/, clients/ and tests/, and the target lists of the
CMakeLists.txt files. Prints one line for each violation, with the way out, and exits 1 if there is any.
"""

import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import cmake_lists  # noqa: E402

# The rooms by path. The first line that matches a file decides; services are backlog, roadmap, scoring and audit.
SERVICE = r"services/(?P<service>backlog|roadmap|scoring|audit)/"
ROOMS = [
    ("tests", r"tests/.*|.*_test\.cc|.*_testing\.(h|cc)"),  # may see everything
    ("engine", r"services/scoring/engine/.*"),  # pure arithmetic
    ("database", r"services/common/(database\.cc|connection\.(h|cc))"),  # the only way to SQLite
    ("clock", r"services/common/clock\.(h|cc)"),  # where mains get the time from
    # Deadlines of calls, heartbeats, draining: a time that decides nothing about a portfolio.
    ("waits", r"services/common/(waiters|rpc|server|watch\w*)\.(h|cc)"),
    # The planning thread's ticks and retries, the longest time that a call waits for a revision, and the rests of the audit.
    ("waits", SERVICE + r"(publisher|scoring_rpc|audit_rpc)\.(h|cc)"),
    ("common", r"services/common/.*"),  # what all services share, without a business noun
    ("wiring", r"services/rights/admission\.(h|cc)"),  # what a server asks before it answers
    ("domain", r"services/rights/.*"),  # who may call what: one table for all services
    ("domain", r"services/validation/.*"),  # what an item lacks on its way to READY
    ("main", r"(services|clients)/.*_main\.cc"),  # flags to options to serve
    ("suite", r"services/suite/.*"),  # composes all three services in one process
    ("gateway", r"services/gateway/.*"),  # the HTTP door, which knows protos only
    ("service", SERVICE + r"(.*(_service|_rpc|_calls|_watch)|service_)\w*\.(h|cc)"),  # one handler per RPC
    ("service", SERVICE + r"(apply|edit|commits)\.(h|cc)"),  # the work that handlers share, on the journal
    ("wiring", SERVICE + r"(\w*follower\w*|server)\.(h|cc)"),  # what connects a service to others and to its port
    # Between the store and the rules: what is planned, what readers see of it, how an old one is made again, who is
    # told, and what leaves the house.
    ("wiring", SERVICE + r"(planning\w*|portfolio_state|history|notifier|courier)\.(h|cc)"),
    # What reads the other services, and when.
    ("wiring", SERVICE + r"(collector|auditor|readers)\.(h|cc)"),
    ("store", SERVICE + r".*_(store|schema|reads)\w*\.(h|cc)"),  # its schema and every statement of it
    ("domain", SERVICE + r".*"),  # nouns and rules: no gRPC, no database, no clock
    ("client", r"clients/.*"),  # speaks the API
]

# What engine/ may include beside the standard library and itself.
ENGINE_ABSL = ("absl/algorithm/", "absl/base/", "absl/container/", "absl/hash/", "absl/numeric/", "absl/status/",
               "absl/strings/", "absl/time/civil_time.h", "absl/types/span.h", "absl/functional/")
# The same for what it may link: CMake has a flat name for each abseil library.
ENGINE_LINKS = re.compile(r"absl::(algorithm\w*|base|civil_time|core_headers|flat_hash_\w+|node_hash_\w+|btree|fixed_array|inlined_vector|"
                          r"hash|int128|bits|status|statusor|strings|str_format|span|function_ref|any_invocable)$")
# The pure part of common/ that clients share with the services.
CLIENT_COMMON = re.compile(r"services/common/(status|status_grpc|names|dates|digest|trace)\.h$")
# The planner without a server, and the check of an exported ledger; services/README.md has the decisions.
PLANNER = "services/scoring/planner.h"
CHAIN = "services/audit/chain.h"
# The table of rights, to be shown to people.
RIGHTS = "services/rights/rights.h"
FOR_CLIENTS = (PLANNER, CHAIN, RIGHTS)
# Calls between processes run one way, so a service sees the API of those it calls and its own.
VISIBLE_APIS = {"roadmap": {"roadmap"}, "backlog": {"backlog", "roadmap"}, "scoring": {"scoring", "backlog", "roadmap"},
                "audit": {"audit", "scoring", "backlog", "roadmap"}}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)
READS_CLOCK = re.compile(r"absl::Now\s*\(|system_clock::now\s*\(|\bstd::time\s*\(|\bgettimeofday\s*\(")
GRPC = re.compile(r"grpc(pp|\+\+)?/|.*\.grpc\.pb\.h$")
DATABASE = re.compile(r"services/common/(database|connection|journal\w*|writer)\.h$|SQLiteCpp/|sqlite3\.h$")
SQLITE = re.compile(r"SQLiteCpp/|sqlite3\.h$")
# The part of the database's implementation that has a header, and those who share it.
CONNECTION = "services/common/connection.h"
BEHIND_CONNECTION = ("services/common/database.cc", "services/common/connection.cc", "services/common/writer.cc")
CLOCK = re.compile(r"absl/time/clock\.h$|services/common/clock\.h$")
# COIN-OR's solver: one file knows it, and the target of that file alone links it.
SOLVER = re.compile(r"(coin/)?(Cbc|Cgl|Clp|Coin|Osi)\w*\.(h|hpp)$")
SOLVER_FILE = "services/scoring/integer_program.cc"
# What speaks to the outside: the same.
CURL = re.compile(r"curl/")
CURL_FILE = "services/scoring/transport.cc"
# HTTP and its sockets: the gateway's own, and nobody meets them by way of its headers.
BOOST = re.compile(r"boost/")
GATEWAY = re.compile(r"services/gateway/")
# What the suite needs to open the door.
GATEWAY_PUBLIC = re.compile(r"services/gateway/(gateway|asset)\.h$")
API = re.compile(r"lifeline/(\w+)/v1/")
# An API without a business noun, which common/ serves for all services.
COMMON_APIS = {"storage"}


def room_of(path):
    """The room of a file and, where it has one, its service."""
    for room, pattern in ROOMS:
        match = re.fullmatch(pattern, path)
        if match:
            return room, match.groupdict().get("service")
    return None, None


class Tree:
    """The C++ files of a tree, with what each includes."""

    def __init__(self, top):
        self.includes = {}
        self.texts = {}
        for folder in ("services", "clients", "tests"):
            for path in sorted((top / folder).rglob("*")):
                if path.suffix in (".h", ".cc") and "node_modules" not in path.parts:
                    name = path.relative_to(top).as_posix()
                    text = path.read_text(encoding="utf-8")
                    self.texts[name] = text
                    self.includes[name] = [quoted or angled for quoted, angled in INCLUDE.findall(text)]

    def way_to(self, path, forbidden):
        """The chain of includes by which `path` reaches a header that `forbidden` matches, or None."""
        seen = {path}
        chains = [[path]]
        while chains:
            chain = chains.pop(0)
            for header in self.includes.get(chain[-1], []):
                if forbidden.match(header):
                    return chain + [header]
                if header not in seen and header in self.includes:
                    seen.add(header)
                    chains.append(chain + [header])
        return None


def check_engine(path, headers):
    for header in headers:
        own = header.startswith("services/scoring/engine/")
        standard = "/" not in header and not header.endswith(".h")
        if not (own or standard or header.startswith(ENGINE_ABSL)):
            yield f"{path}: engine/ includes only the standard library and abseil's pure parts, not {header}"


def check_domain(tree, path):
    for what, forbidden in (("gRPC", GRPC), ("the database", DATABASE), ("the clock", CLOCK)):
        chain = tree.way_to(path, forbidden)
        if chain:
            yield (f"{path}: a domain file must not see {what}: {' -> '.join(chain[1:])}; "
                   "hand in what it needs as an argument, or move this to the service, store or wiring")


def check_service_walls(path, service, headers):
    for header in headers:
        other = re.match(r"services/(\w+)/", header)
        if other and other.group(1) not in (service, "common", "rights", "validation"):
            yield f"{path}: services meet over stubs only, so {service} must not include {header}"
        api = API.match(header)
        if api and api.group(1) in VISIBLE_APIS and api.group(1) not in VISIBLE_APIS[service]:
            yield f"{path}: {service} does not call {api.group(1)}, so it must not include {header}"


def check_common(path, headers):
    for header in headers:
        if re.match(r"services/(?!common/)", header):
            yield f"{path}: common/ knows no service, so it must not include {header}"
        api = API.match(header)
        if api and api.group(1) not in COMMON_APIS:
            yield f"{path}: common/ holds no business noun, so it must not include {header}"


def check_rights(path, headers):
    for header in headers:
        if re.match(r"services/(?!common/|rights/)", header):
            yield f"{path}: the table of rights is asked by services and asks none, so it must not include {header}"
        api = API.match(header)
        if api and api.group(1) != "roadmap":
            yield f"{path}: rights know roles, which are the roadmap's, and methods by name, so it must not include {header}"


def check_validation(path, headers):
    for header in headers:
        if re.match(r"services/(?!common/|validation/)", header):
            yield f"{path}: the way to READY is asked by services and asks none, so it must not include {header}"
        api = API.match(header)
        if api and api.group(1) not in ("backlog", "roadmap"):
            yield f"{path}: the way to READY is about items and portfolios, so it must not include {header}"


def check_client(path, headers):
    for header in headers:
        if header.startswith("services/") and header not in FOR_CLIENTS and not CLIENT_COMMON.match(header):
            yield f"{path}: clients speak the API; of services/ they may include {PLANNER}, {CHAIN}, {RIGHTS} and common's pure part, not {header}"


def check_file(tree, path):
    room, service = room_of(path)
    headers = tree.includes[path]
    if room is None:
        yield f"{path}: belongs to no room; name it after one (see ROOMS in tests/walls/check_walls.py)"
        return
    if room == "tests":
        return
    if room == "engine":
        yield from check_engine(path, headers)
    if room == "domain":
        yield from check_domain(tree, path)
    if service:
        yield from check_service_walls(path, service, headers)
    if path.startswith("services/common/"):
        yield from check_common(path, headers)
    if path.startswith("services/rights/"):
        yield from check_rights(path, headers)
    if path.startswith("services/validation/"):
        yield from check_validation(path, headers)
    if GATEWAY.match(path):
        for header in headers:
            if re.match(r"services/(?!common/|gateway/)", header):
                yield f"{path}: the gateway knows protos and common/ only, so it must not include {header}"
            if DATABASE.match(header):
                yield f"{path}: the gateway keeps no data, so it must not include {header}"
    if path.startswith("clients/"):
        yield from check_client(path, headers)
    if not GATEWAY.match(path):
        chain = tree.way_to(path, BOOST)
        if chain:
            yield f"{path}: only services/gateway sees Boost: {' -> '.join(chain[1:])}"
    for header in headers:
        if GATEWAY.match(header) and not GATEWAY.match(path) and not (
                path.startswith("services/suite/") and GATEWAY_PUBLIC.match(header)):
            yield f"{path}: the HTTP door is the suite's alone, by gateway.h and asset.h, so this must not include {header}"
        if SQLITE.match(header) and room != "database":
            yield f"{path}: only the database's implementation includes {header}; go through services/common/database.h"
        if SOLVER.match(header) and path != SOLVER_FILE:
            yield f"{path}: only {SOLVER_FILE} includes {header}; go through services/scoring/integer_program.h"
        if CURL.match(header) and path != CURL_FILE:
            yield f"{path}: only {CURL_FILE} includes {header}; go through services/scoring/transport.h"
        if header == CONNECTION and path not in BEHIND_CONNECTION:
            yield f"{path}: {header} is part of the database's implementation; include services/common/database.h"
    if room not in ("main", "clock", "waits", "domain") and not path.startswith("clients/"):
        if READS_CLOCK.search(tree.texts[path]) or "absl/time/clock.h" in headers:
            yield f"{path}: only mains and services/common/clock read the clock; take the time as an argument"


def reachable(name, by_name):
    """The names of all targets that `name` links, directly or not."""
    seen, waiting = set(), [name]
    while waiting:
        target = by_name.get(waiting.pop())
        fresh = [dep for dep in target.deps if dep not in seen] if target else []
        seen.update(fresh)
        waiting += fresh
    return seen


def check_links(targets):
    """What each target links, by the folder that it stands in."""
    by_name = {target.name: target for target in targets}
    planners = {target.name for target in targets if set(FOR_CLIENTS) & set(target.files)}
    for target in targets:
        service = re.match(r"services/(backlog|roadmap|scoring|audit)\b", target.folder)
        is_test = target.kind == "lifeline_test" or target.folder.startswith("tests")
        if is_test:
            continue
        for dep in target.deps:
            folder = by_name[dep].folder if dep in by_name else None
            owns_database = any(room_of(path)[0] == "database" for path in target.files)
            if dep.lower().startswith(("sqlite", "sqlitecpp")) and not owns_database:
                yield f"{target.name}: only the target of services/common/database.cc links {dep}"
            if dep == "PkgConfig::CBC" and SOLVER_FILE not in target.files:
                yield f"{target.name}: only the target of {SOLVER_FILE} links {dep}"
            if dep == "CURL::libcurl" and CURL_FILE not in target.files:
                yield f"{target.name}: only the target of {CURL_FILE} links {dep}"
            if target.folder == "services/scoring/engine" and folder != target.folder and not ENGINE_LINKS.match(dep):
                yield f"{target.name}: the engine links abseil's pure parts only, not {dep}"
            if service and folder and not re.match(rf"services/({service.group(1)}|common|rights|validation)\b|protos", folder):
                yield f"{target.name}: services meet over stubs only, so it must not link {dep} of {folder}"
            if target.folder == "services/common" and folder and not re.match(r"services/common\b|protos", folder):
                yield f"{target.name}: common/ knows no service, so it must not link {dep} of {folder}"
        if target.folder.startswith("clients"):
            yield from check_client_links(target, by_name, planners)


def check_client_links(target, by_name, planners):
    for dep in sorted(reachable(target.name, by_name)):
        other = by_name.get(dep)
        if other is None or not other.folder.startswith("services/"):
            continue
        through_planner = any(dep in reachable(planner, by_name) or dep == planner for planner in planners)
        if any(room_of(path)[0] == "database" for path in other.files):
            yield f"{target.name}: a client must not reach the database, which it does by way of {dep}"
        elif not other.folder.startswith("services/common") and not through_planner:
            yield f"{target.name}: of the services a client links the planner, the chain and the rights only, not {dep}"


def violations(top):
    """Every violation under `top`, as lines."""
    tree = Tree(top)
    found = [line for path in tree.includes for line in check_file(tree, path)]
    found += check_links(cmake_lists.targets(top))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--top", type=pathlib.Path, default=HERE.parent.parent)
    found = violations(parser.parse_args().top.resolve())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
