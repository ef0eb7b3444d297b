#ifndef LIFELINE_TESTS_CRASH_HISTORY_H_
#define LIFELINE_TESTS_CRASH_HISTORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::testing {

// What clients saw of a portfolio while they used it, and whether it can have
// been so: each check knows the promise and nothing of how it is kept. Pure;
// tests/crash/clients.h records, history_test.cc plants the faults that each
// check must find.

// Whose revisions.
enum class Source { kBacklog, kRoadmap };

// One change that a client wanted, from the first try to the last answer.
struct Write {
  Source source = Source::kBacklog;
  // What the commit says of it: no two writes say the same.
  std::string change;
  absl::Time start;
  absl::Time end;
  bool acknowledged = false;
  int64_t revision = 0;  // of the acknowledgement
};

// One commit as a watch tells it.
struct Commit {
  int64_t epoch = 0;
  int64_t revision = 0;
  std::vector<std::string> changes;
  // What the changes are about, if that is items.
  std::vector<std::string> items = {};
};

// All that one client was told, from the first commit on, over all its
// connections.
struct Watch {
  Source source = Source::kBacklog;
  std::vector<Commit> commits;
};

// A ranking as somebody saw it; without standings if only the head was read.
struct SeenRanking {
  int64_t number = 0;
  int64_t backlog = 0;
  int64_t roadmap = 0;
  std::string hash;
  std::map<std::string, scoring::v1::Standing> standings;
};

// A read of the newest ranking that asked for at least these revisions.
struct Read {
  absl::Time start;
  int64_t min_backlog = 0;
  int64_t min_roadmap = 0;
  SeenRanking ranking;
};

struct Crossing {
  std::string name;
  std::string item;
  scoring::v1::LineCrossing::Kind kind =
      scoring::v1::LineCrossing::KIND_UNSPECIFIED;
  std::string receipt;
};

// One message of a watch of rankings.
struct Published {
  SeenRanking ranking;
  std::vector<Crossing> crossings;
};

// One answer that a client wanted to give.
struct Answer {
  std::string crossing;
  std::string text;  // no two answers have the same
  bool acknowledged = false;
};

struct StoredReceipt {
  std::string crossing;
  std::string text;
};

struct History {
  // By client, in the order in which it made them.
  std::vector<std::vector<Read>> reads;
  std::vector<Write> writes;
  std::vector<Watch> watches;
  // By client, from the newest ranking at the time on.
  std::vector<std::vector<Published>> rankings;
  std::vector<Answer> answers;
  // At the end.
  std::vector<SeenRanking> stored_rankings;
  std::vector<Crossing> stored_crossings;
  std::vector<StoredReceipt> stored_receipts;
};

// What cannot have been, in words; empty if all is well.
using Findings = std::vector<std::string>;

// Every acknowledged write is in the watch of its service just once, with its
// revision, every other one at most once, and nothing else is; one that began
// after another had ended has the larger revision.
Findings CheckWrites(const History& history);

// A read never shows less than it asked for, nor, if it asked for everything
// acknowledged before it began, less than that.
Findings CheckReads(const History& history);

// No gap, no repetition, no way back, in commits and in rankings; one epoch,
// and every watch of a service tells the same.
Findings CheckWatches(const History& history);

// For one client, in reads and in a watch, number and revisions never go back,
// and a number is the same ranking for everybody.
Findings CheckRankings(const History& history);

// A ranking whose standings somebody saw has exactly the items of the commits
// up to the revision of the backlog that it has seen; and none has seen a
// revision that no watch told.
Findings CheckContents(const History& history);

// Of any two consecutive rankings whose standings somebody saw, each item that
// dropped has its one crossing, with a receipt that is kept; and there is no
// other.
Findings CheckDrops(const History& history);

// An acknowledged answer is the one that is kept; no receipt has two.
Findings CheckAnswers(const History& history);

// How many items dropped between consecutive rankings.
int CountDrops(const History& history);

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_CRASH_HISTORY_H_
