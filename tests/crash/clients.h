#ifndef LIFELINE_TESTS_CRASH_CLIENTS_H_
#define LIFELINE_TESTS_CRASH_CLIENTS_H_

#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/crash/history.h"
#include "tests/support/shop.h"

namespace lifeline::testing {

// Clients of one shop that record what they see while services are killed. Each
// runs on a thread of its own, over stubs that they share.

// How long a service may be away before it is an error.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// What they know of each other.
struct Together {
  // The newest revisions that anybody has got an acknowledgement with.
  std::atomic<int64_t> backlog{0};
  std::atomic<int64_t> roadmap{0};
  // No more changes and answers.
  std::atomic<bool> stop{false};
  // Watches and reads end when they have seen this ranking, which has seen
  // everything; 0 as long as there is more to come.
  std::atomic<int64_t> last_ranking{0};

  void Acknowledged(Source source, int64_t revision);
};

// How the watches tell the commit of it.
std::string ChangeOfItem(const std::string& item, int64_t money_hundredths);
std::string ChangeOfCapacity(int64_t gross_hundredths);

// Submits items, changes what they are worth and, if it is the planner, the
// capacity. It repeats each change under its request id until it is answered.
class WritingClient {
 public:
  WritingClient(Stubs stubs, Together* together, int id, bool plans,
                uint32_t seed)
      : shop_(stubs, "shop"),
        together_(*together),
        id_(id),
        plans_(plans),
        random_(seed) {}

  void Run();

  const std::vector<Write>& writes() const { return writes_; }
  // What it gave up over, which is none of the faults that kills cause.
  const absl::Status& failure() const { return failure_; }
  // Calls that were repeated.
  int repeats() const { return repeats_; }

 private:
  void WriteItem();
  void WriteCapacity();
  template <typename Call>
  void Insist(Source source, const std::string& change, Call call);

  Shop shop_;
  Together& together_;
  const int id_;
  const bool plans_;
  std::mt19937 random_;
  int requests_ = 0;
  int items_ = 0;
  int repeats_ = 0;
  std::vector<Write> writes_;
  absl::Status failure_;
};

// Follows the commits of a service from the first one on; goes on after the
// last one it saw when the watch breaks, and breaks it itself from time to
// time.
class WatchingClient {
 public:
  WatchingClient(Stubs stubs, Together* together, Source source)
      : shop_(stubs, "shop"), together_(*together) {
    watch_.source = source;
  }

  void Run();

  const Watch& watch() const { return watch_; }
  int connections() const { return connections_; }

 private:
  int64_t last() const;
  void FollowItems(grpc::ClientContext* context);
  void FollowRoadmap(grpc::ClientContext* context);

  Shop shop_;
  Together& together_;
  Watch watch_;
  int connections_ = 0;
};

// The same for rankings, from the newest one on.
class RankingClient {
 public:
  RankingClient(Stubs stubs, Together* together)
      : shop_(stubs, "shop"), together_(*together) {}

  void Run();

  const std::vector<Published>& rankings() const { return rankings_; }
  int connections() const { return connections_; }

 private:
  void Follow();

  Shop shop_;
  Together& together_;
  std::vector<Published> rankings_;
  int connections_ = 0;
};

// Reads the newest ranking, and sometimes all of its items. A `strict` one asks
// for everything that has been acknowledged.
class ReadingClient {
 public:
  ReadingClient(Stubs stubs, Together* together, bool strict)
      : shop_(stubs, "shop"), together_(*together), strict_(strict) {}

  void Run();

  const std::vector<Read>& reads() const { return reads_; }

 private:
  void ReadOnce();

  Shop shop_;
  Together& together_;
  const bool strict_;
  std::vector<Read> reads_;
};

// Answers, as Anna, what is owed.
class AnsweringClient {
 public:
  AnsweringClient(Stubs stubs, Together* together, int id, uint32_t seed)
      : shop_(stubs, "shop", "anna@example.com"),
        together_(*together),
        id_(id),
        random_(seed) {}

  void Run();

  const std::vector<Answer>& answers() const { return answers_; }

 private:
  void AnswerOne();

  Shop shop_;
  Together& together_;
  const int id_;
  std::mt19937 random_;
  std::vector<Answer> answers_;
};

// Every item of a ranking with its standing; numbers and revisions are the
// caller's to fill in.
absl::StatusOr<std::map<std::string, scoring::v1::Standing>> ReadStandings(
    const Shop& shop, int64_t number);

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_CRASH_CLIENTS_H_
