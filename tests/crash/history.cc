#include "tests/crash/history.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace lifeline::testing {
namespace {

using scoring::v1::LineCrossing;
using scoring::v1::Standing;

const char* NameOf(Source source) {
  return source == Source::kBacklog ? "backlog" : "roadmap";
}

// Every commit that any watch of a service told, by revision.
std::map<int64_t, Commit> CommitsOf(const History& history, Source source) {
  std::map<int64_t, Commit> commits;
  for (const Watch& watch : history.watches) {
    if (watch.source != source) continue;
    for (const Commit& commit : watch.commits)
      commits.emplace(commit.revision, commit);
  }
  return commits;
}

// The revisions of each change, as told.
std::map<std::string, std::vector<int64_t>> RevisionsOf(const History& history,
                                                        Source source) {
  std::map<std::string, std::vector<int64_t>> revisions;
  for (const auto& [revision, commit] : CommitsOf(history, source)) {
    for (const std::string& change : commit.changes)
      revisions[change].push_back(revision);
  }
  return revisions;
}

void CheckOrder(const std::vector<std::pair<const Write*, int64_t>>& committed,
                Findings* findings) {
  std::vector<std::pair<const Write*, int64_t>> by_start = committed;
  std::vector<std::pair<const Write*, int64_t>> by_end = committed;
  std::sort(by_start.begin(), by_start.end(), [](const auto& a, const auto& b) {
    return a.first->start < b.first->start;
  });
  std::sort(by_end.begin(), by_end.end(), [](const auto& a, const auto& b) {
    return a.first->end < b.first->end;
  });
  size_t ended = 0;
  std::pair<const Write*, int64_t> newest{nullptr, 0};
  for (const auto& [write, revision] : by_start) {
    while (ended < by_end.size() && by_end[ended].first->end < write->start) {
      if (by_end[ended].second > newest.second) newest = by_end[ended];
      ++ended;
    }
    if (revision < newest.second) {
      findings->push_back(absl::StrCat(write->change, " began after ",
                                       newest.first->change,
                                       " had ended, and has revision ",
                                       revision, " before ", newest.second));
    }
  }
}

void CheckWritesOf(const History& history, Source source, Findings* findings) {
  const auto revisions = RevisionsOf(history, source);
  std::set<std::string> wanted;
  std::vector<std::pair<const Write*, int64_t>> committed;
  for (const Write& write : history.writes) {
    if (write.source != source) continue;
    wanted.insert(write.change);
    const auto found = revisions.find(write.change);
    if (found == revisions.end()) {
      if (write.acknowledged)
        findings->push_back(absl::StrCat("lost: ", write.change));
      continue;
    }
    if (found->second.size() > 1) {
      findings->push_back(absl::StrCat("doubled: ", write.change, " in ",
                                       absl::StrJoin(found->second, ", ")));
    }
    if (write.acknowledged && write.revision != found->second.front()) {
      findings->push_back(
          absl::StrCat(write.change, " was acknowledged with revision ",
                       write.revision, " and is in ", found->second.front()));
    }
    if (write.acknowledged)
      committed.emplace_back(&write, found->second.front());
  }
  for (const auto& [change, told] : revisions) {
    if (!wanted.contains(change))
      findings->push_back(absl::StrCat("nobody wrote ", change));
  }
  CheckOrder(committed, findings);
}

// The largest revision of a service acknowledged before `time`.
int64_t AcknowledgedBefore(const History& history, Source source,
                           absl::Time time) {
  int64_t revision = 0;
  for (const Write& write : history.writes) {
    if (write.source == source && write.acknowledged && write.end < time)
      revision = std::max(revision, write.revision);
  }
  return revision;
}

// Every ranking that somebody saw, wherever.
void ForEachRanking(const History& history,
                    const std::function<void(const SeenRanking&)>& on_ranking) {
  for (const std::vector<Read>& reads : history.reads) {
    for (const Read& read : reads) on_ranking(read.ranking);
  }
  for (const std::vector<Published>& published : history.rankings) {
    for (const Published& message : published) on_ranking(message.ranking);
  }
  for (const SeenRanking& ranking : history.stored_rankings)
    on_ranking(ranking);
}

using Standings = std::map<std::string, Standing>;

// The standings that somebody saw, by number.
std::map<int64_t, Standings> StandingsOf(const History& history) {
  std::map<int64_t, Standings> standings;
  ForEachRanking(history, [&](const SeenRanking& ranking) {
    if (!ranking.standings.empty())
      standings.emplace(ranking.number, ranking.standings);
  });
  return standings;
}

// What one client saw, in its order.
void CheckForward(const std::vector<const SeenRanking*>& seen,
                  Findings* findings) {
  for (size_t i = 1; i < seen.size(); ++i) {
    const SeenRanking& last = *seen[i - 1];
    const SeenRanking& now = *seen[i];
    if (now.number < last.number || now.backlog < last.backlog ||
        now.roadmap < last.roadmap) {
      findings->push_back(
          absl::StrCat("a client saw ranking ", now.number, " of ", now.backlog,
                       " and ", now.roadmap, " after ranking ", last.number,
                       " of ", last.backlog, " and ", last.roadmap));
    }
  }
}

// The revision with which each item came.
std::map<std::string, int64_t> FirstRevisions(const History& history) {
  std::map<std::string, int64_t> first;
  for (const auto& [revision, commit] : CommitsOf(history, Source::kBacklog)) {
    for (const std::string& item : commit.items) first.emplace(item, revision);
  }
  return first;
}

bool StandsAbove(Standing standing) {
  return standing == scoring::v1::STANDING_ABOVE ||
         standing == scoring::v1::STANDING_RIDING;
}

// Calls `on_drop` with number and item for each; `on_gone` if an item is in no
// standing any more.
void ForEachDrop(
    const std::map<int64_t, Standings>& rankings,
    const std::function<void(int64_t, const std::string&)>& on_drop,
    const std::function<void(int64_t, const std::string&)>& on_gone) {
  for (const auto& [number, standings] : rankings) {
    const auto before = rankings.find(number - 1);
    if (before == rankings.end()) continue;
    for (const auto& [item, standing] : before->second) {
      const auto now = standings.find(item);
      if (now == standings.end()) {
        on_gone(number, item);
      } else if (StandsAbove(standing) && !StandsAbove(now->second) &&
                 now->second != scoring::v1::STANDING_DONE) {
        on_drop(number, item);
      }
    }
  }
}

std::string CrossingName(int64_t number, const std::string& item) {
  const size_t slash = item.find("/items/");
  return absl::StrCat(item.substr(0, slash), "/rankings/", number,
                      "/crossings/", item.substr(slash + 7));
}

// Crossings of items that dropped, by name, as often as one list has them.
std::map<std::string, std::vector<const Crossing*>> DropsTold(
    const std::vector<Crossing>& crossings) {
  std::map<std::string, std::vector<const Crossing*>> told;
  for (const Crossing& crossing : crossings) {
    if (crossing.kind == LineCrossing::KIND_DROPPED)
      told[crossing.name].push_back(&crossing);
  }
  return told;
}

int64_t NumberIn(const std::string& crossing) {
  return std::stoll(crossing.substr(crossing.find("/rankings/") + 10));
}

// What a client was told as it happened is what is kept.
void CheckTold(const History& history, Findings* findings) {
  const auto stored = DropsTold(history.stored_crossings);
  for (const std::vector<Published>& messages : history.rankings) {
    if (messages.empty()) continue;
    std::vector<Crossing> crossings;
    for (const Published& message : messages) {
      crossings.insert(crossings.end(), message.crossings.begin(),
                       message.crossings.end());
    }
    const auto told = DropsTold(crossings);
    for (const auto& [name, times] : told) {
      if (!stored.contains(name))
        findings->push_back(absl::StrCat(name, " was told and is not kept"));
    }
    for (const auto& [name, times] : stored) {
      const int64_t number = NumberIn(name);
      if (!told.contains(name) && number >= messages.front().ranking.number &&
          number <= messages.back().ranking.number)
        findings->push_back(absl::StrCat(name, " is kept and was not told"));
    }
  }
}

}  // namespace

Findings CheckWrites(const History& history) {
  Findings findings;
  for (Source source : {Source::kBacklog, Source::kRoadmap})
    CheckWritesOf(history, source, &findings);
  return findings;
}

Findings CheckReads(const History& history) {
  Findings findings;
  for (const std::vector<Read>& reads : history.reads) {
    for (const Read& read : reads) {
      const auto check = [&](Source source, int64_t asked, int64_t shown) {
        if (shown < asked) {
          findings.push_back(absl::StrCat("a read asked for ", NameOf(source),
                                          " revision ", asked,
                                          " and was shown ", shown));
        }
        const int64_t written = AcknowledgedBefore(history, source, read.start);
        if (asked > 0 && shown < written) {
          findings.push_back(absl::StrCat(
              "a read was shown ", NameOf(source), " revision ", shown,
              " although ", written, " was acknowledged before it began"));
        }
      };
      check(Source::kBacklog, read.min_backlog, read.ranking.backlog);
      check(Source::kRoadmap, read.min_roadmap, read.ranking.roadmap);
    }
  }
  return findings;
}

Findings CheckWatches(const History& history) {
  Findings findings;
  std::map<std::pair<Source, int64_t>, const Commit*> first;
  for (const Watch& watch : history.watches) {
    int64_t last = 0;
    for (const Commit& commit : watch.commits) {
      if (commit.revision != last + 1) {
        findings.push_back(absl::StrCat("a watch of the ", NameOf(watch.source),
                                        " told revision ", commit.revision,
                                        " after ", last));
      }
      last = commit.revision;
      if (commit.epoch != watch.commits.front().epoch) {
        findings.push_back(absl::StrCat("a watch of the ", NameOf(watch.source),
                                        " told epoch ", commit.epoch, " after ",
                                        watch.commits.front().epoch));
      }
      const auto [known, added] =
          first.emplace(std::pair(watch.source, commit.revision), &commit);
      if (!added && (known->second->changes != commit.changes ||
                     known->second->epoch != commit.epoch)) {
        findings.push_back(absl::StrCat("revision ", commit.revision,
                                        " of the ", NameOf(watch.source),
                                        " is not the same for everybody"));
      }
    }
  }
  for (const std::vector<Published>& messages : history.rankings) {
    int64_t last = messages.empty() ? 0 : messages[0].ranking.number - 1;
    for (const Published& message : messages) {
      if (message.ranking.number != last + 1) {
        findings.push_back(absl::StrCat(
            "a watch told ranking ", message.ranking.number, " after ", last));
      }
      last = message.ranking.number;
    }
  }
  return findings;
}

Findings CheckRankings(const History& history) {
  Findings findings;
  for (const std::vector<Read>& reads : history.reads) {
    std::vector<const SeenRanking*> seen;
    for (const Read& read : reads) seen.push_back(&read.ranking);
    CheckForward(seen, &findings);
  }
  for (const std::vector<Published>& messages : history.rankings) {
    std::vector<const SeenRanking*> seen;
    for (const Published& message : messages) seen.push_back(&message.ranking);
    CheckForward(seen, &findings);
  }
  std::map<int64_t, std::string> hashes;
  std::map<int64_t, Standings> standings;
  ForEachRanking(history, [&](const SeenRanking& ranking) {
    const auto [hash, first] = hashes.emplace(ranking.number, ranking.hash);
    bool same = first || hash->second == ranking.hash;
    if (!ranking.standings.empty()) {
      const auto [known, added] =
          standings.emplace(ranking.number, ranking.standings);
      same = same && (added || known->second == ranking.standings);
    }
    if (!same) {
      findings.push_back(absl::StrCat("ranking ", ranking.number,
                                      " is not the same for everybody"));
    }
  });
  return findings;
}

Findings CheckContents(const History& history) {
  Findings findings;
  const std::map<std::string, int64_t> submitted = FirstRevisions(history);
  const auto check = [&](const SeenRanking& ranking) {
    for (const auto& [item, revision] : submitted) {
      if (revision <= ranking.backlog && !ranking.standings.contains(item)) {
        findings.push_back(absl::StrCat("ranking ", ranking.number,
                                        " of backlog revision ",
                                        ranking.backlog, " lacks ", item));
      }
    }
    for (const auto& [item, standing] : ranking.standings) {
      const auto came = submitted.find(item);
      if (came == submitted.end() || came->second > ranking.backlog) {
        findings.push_back(
            absl::StrCat("ranking ", ranking.number, " of backlog revision ",
                         ranking.backlog, " already has ", item));
      }
    }
  };
  ForEachRanking(history, [&](const SeenRanking& ranking) {
    if (!ranking.standings.empty()) check(ranking);
  });
  // These were read in full, so that an empty one has no items.
  for (const SeenRanking& ranking : history.stored_rankings) {
    if (ranking.standings.empty()) check(ranking);
  }
  for (Source source : {Source::kBacklog, Source::kRoadmap}) {
    const std::map<int64_t, Commit> commits = CommitsOf(history, source);
    const int64_t last = commits.empty() ? 0 : commits.rbegin()->first;
    ForEachRanking(history, [&](const SeenRanking& ranking) {
      const int64_t seen =
          source == Source::kBacklog ? ranking.backlog : ranking.roadmap;
      if (seen > last) {
        findings.push_back(absl::StrCat(
            "ranking ", ranking.number, " has seen ", NameOf(source),
            " revision ", seen, ", and the last one told is ", last));
      }
    });
  }
  return findings;
}

Findings CheckDrops(const History& history) {
  Findings findings;
  std::set<std::string> receipts;
  for (const StoredReceipt& receipt : history.stored_receipts)
    receipts.insert(receipt.crossing);
  auto told = DropsTold(history.stored_crossings);
  const std::map<int64_t, Standings> rankings = StandingsOf(history);
  ForEachDrop(
      rankings,
      [&](int64_t number, const std::string& item) {
        const std::string name = CrossingName(number, item);
        const auto found = told.find(name);
        if (found == told.end()) {
          findings.push_back(absl::StrCat("silent drop: ", name));
          return;
        }
        if (found->second.size() > 1)
          findings.push_back(absl::StrCat("told twice: ", name));
        if (found->second.front()->receipt.empty() || !receipts.contains(name))
          findings.push_back(absl::StrCat("no receipt: ", name));
        told.erase(found);
      },
      [&](int64_t number, const std::string& item) {
        findings.push_back(
            absl::StrCat(item, " is in no standing of ranking ", number));
      });
  for (const auto& [name, crossings] : told) {
    const int64_t number = NumberIn(name);
    if (rankings.contains(number) && rankings.contains(number - 1))
      findings.push_back(absl::StrCat("did not happen: ", name));
  }
  CheckTold(history, &findings);
  return findings;
}

Findings CheckAnswers(const History& history) {
  Findings findings;
  std::map<std::string, std::string> kept;
  for (const StoredReceipt& receipt : history.stored_receipts)
    kept[receipt.crossing] = receipt.text;
  std::map<std::string, int> given;
  for (const Answer& answer : history.answers) {
    if (!answer.acknowledged) continue;
    if (++given[answer.crossing] > 1)
      findings.push_back(absl::StrCat("answered twice: ", answer.crossing));
    if (kept[answer.crossing] != answer.text) {
      findings.push_back(absl::StrCat("the answer to ", answer.crossing,
                                      " is lost: \"", answer.text, "\""));
    }
  }
  return findings;
}

int CountDrops(const History& history) {
  int drops = 0;
  ForEachDrop(
      StandingsOf(history), [&](int64_t, const std::string&) { ++drops; },
      [](int64_t, const std::string&) {});
  return drops;
}

}  // namespace lifeline::testing
