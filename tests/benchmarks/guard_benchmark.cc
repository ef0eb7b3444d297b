// What the guards of the promise cost: a publication in which one item of many
// has changed, with every trigger of the scoring database and in a copy of it
// from which they were taken, in turns.
//
//   guard_benchmark [ITEMS ...]      10000 and 100000 by default
//
// Measured without syncing, because the disk's moods are larger than what the
// guards cost, and it is the harder case: a publication that waits for the disk
// as well is longer, and the guards are a smaller part of it. That part is
// printed, too.

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/database.h"
#include "services/common/writer.h"
#include "services/scoring/publication_testing.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {
namespace {

// At most so much of a publication.
constexpr double kGoal = 1.0 / 3;
constexpr int kPublications = 400;

void Check(const absl::Status& status, const char* what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what, status.ToString().c_str());
  std::exit(1);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string ItemId(int item) { return absl::StrCat("item-", item); }

// Rankings of a portfolio of which half stands above. What an input holds is
// about as long as a small item.
class Rankings {
 public:
  explicit Rankings(int items) : above_(items / 2), below_(items - above_) {}

  NewRanking First() const {
    NewRanking next = Empty(0);
    for (int item = 0; item < above_ + below_; ++item) {
      const bool above = item < above_;
      Add(&next, item, above ? v1::STANDING_ABOVE : v1::STANDING_BELOW, 0);
      AddCrossing(&next, ItemId(item),
                  above ? v1::LineCrossing::KIND_ENTERED_ABOVE
                        : v1::LineCrossing::KIND_ENTERED_BELOW,
                  /*receipt=*/!above);
    }
    Count(&next, above_);
    return next;
  }

  // One item above has another score.
  NewRanking Scored(int64_t number) const {
    NewRanking next = Empty(number);
    Add(&next, static_cast<int>(number * 7919 % above_), v1::STANDING_ABOVE,
        number);
    Count(&next, above_);
    return next;
  }

  // One item drops, and after it rises again.
  NewRanking Moved(int64_t number, bool up) const {
    NewRanking next = Empty(number);
    Add(&next, 0, up ? v1::STANDING_ABOVE : v1::STANDING_BELOW, number);
    AddCrossing(
        &next, ItemId(0),
        up ? v1::LineCrossing::KIND_ROSE : v1::LineCrossing::KIND_DROPPED,
        /*receipt=*/!up);
    if (up) next.cleared = {{number, ItemId(0)}};
    Count(&next, above_ - (up ? 0 : 1));
    return next;
  }

 private:
  NewRanking Empty(int64_t number) const {
    NewRanking next;
    next.progress.portfolio = kShop;
    next.progress.number = number;
    if (number > 0) next.progress.seen_before = {number, 7, number, 8};
    next.progress.seen = {number + 1, 7, number + 1, 8};
    next.progress.as_of = 20'000;
    next.progress.now = absl::FromUnixSeconds(1'800'000'000 + number);
    next.ranking.set_model_version(1);
    next.ranking.set_digest(std::string(64, 'd'));
    return next;
  }

  void Add(NewRanking* next, int item, v1::Standing standing,
           int64_t number) const {
    ResultRow row = Stands(ItemId(item), standing);
    row.score_micros += number;
    next->results.push_back(row);
    next->progress.inputs.items.push_back(
        {row.item, false, std::string(300, 'x')});
  }

  void Count(NewRanking* next, int above) const {
    const auto add = [next](v1::Standing standing, int count) {
      v1::StandingCount* entry = next->ranking.add_counts();
      entry->set_standing(standing);
      entry->set_count(count);
    };
    add(v1::STANDING_ABOVE, above);
    add(v1::STANDING_BELOW, above_ + below_ - above);
    next->ranking.set_item_count(above_ + below_);
  }

  const int above_;
  const int below_;
};

// A database that publications go to, one after the other.
class Target {
 public:
  Target(const std::string& path, Durability durability) {
    absl::StatusOr<std::unique_ptr<Database>> database =
        Database::Open(path, ScoringMigrations(), {.durability = durability});
    Check(database.status(), "open");
    database_ = *std::move(database);
    writer_ = std::make_unique<Writer>(database_.get());
    store_ = std::make_unique<ScoringStore>(database_.get(), writer_.get());
  }

  double Microseconds(const NewRanking& next) {
    const absl::Time begin = absl::Now();
    Check(store_->Publish(next).status(), "publish");
    return absl::ToDoubleMicroseconds(absl::Now() - begin);
  }

  Database& database() { return *database_; }

 private:
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<ScoringStore> store_;
};

// Behind the house's back; how many there were.
int TakeTriggers(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE);
  std::vector<std::string> triggers;
  SQLite::Statement query(database,
                          "SELECT name FROM sqlite_master WHERE type = "
                          "'trigger'");
  while (query.executeStep())
    triggers.push_back(query.getColumn(0).getString());
  query.reset();
  for (const std::string& trigger : triggers)
    database.exec("DROP TRIGGER " + trigger);
  return static_cast<int>(triggers.size());
}

// What the three targets took for the same publications.
struct Times {
  std::vector<double> guarded;
  std::vector<double> bare;
  std::vector<double> synced;
};

void Report(const char* what, const Times& times) {
  const double guarded = Median(times.guarded);
  const double bare = Median(times.bare);
  const double synced = Median(times.synced);
  const double share = (guarded - bare) / guarded;
  std::printf(
      "  %-28s %5.0f us with, %5.0f us without: %3.0f %%   goal at most 33 %%: "
      "%s (%.0f us synced: %.0f %%)\n",
      what, guarded, bare, 100 * share,
      share <= kGoal ? "reached" : "NOT reached", synced,
      100 * (guarded - bare) / synced);
}

// In turns, so that the machine's moods meet all alike.
class Race {
 public:
  Race(const std::string& guarded, const std::string& bare,
       const std::string& synced)
      : guarded_(guarded, Durability::kNone),
        bare_(bare, Durability::kNone),
        synced_(synced, Durability::kFull) {}

  void Run(const NewRanking& next, Times* times) {
    if (next.progress.number % 2 == 0) {
      times->guarded.push_back(guarded_.Microseconds(next));
      times->bare.push_back(bare_.Microseconds(next));
    } else {
      times->bare.push_back(bare_.Microseconds(next));
      times->guarded.push_back(guarded_.Microseconds(next));
    }
    times->synced.push_back(synced_.Microseconds(next));
  }

 private:
  Target guarded_;
  Target bare_;
  Target synced_;
};

void Measure(int items, const std::string& folder) {
  const Rankings rankings(items);
  const std::string guarded = absl::StrCat(folder, "/guarded.db");
  const std::string bare = absl::StrCat(folder, "/bare.db");
  const std::string synced = absl::StrCat(folder, "/synced.db");
  {
    Target filled(absl::StrCat(folder, "/filled.db"), Durability::kNone);
    filled.Microseconds(rankings.First());
    for (const std::string& copy : {guarded, bare, synced})
      Check(filled.database().CopyTo(copy), "copy");
  }
  const int triggers = TakeTriggers(bare);
  Race race(guarded, bare, synced);
  Times scored;
  Times moved;
  int64_t number = 1;
  for (; number <= kPublications; ++number)
    race.Run(rankings.Scored(number), &scored);
  for (; number <= 2 * kPublications; ++number)
    race.Run(rankings.Moved(number, number % 2 == 0), &moved);
  std::printf("one of %d items changed; %d triggers\n", items, triggers);
  Report("it has another score", scored);
  Report("it drops or rises", moved);
}

void Main(const std::vector<int>& sizes) {
  for (int items : sizes) {
    std::string folder =
        (std::filesystem::temp_directory_path() / "lifeline-guard-XXXXXX")
            .string();
    if (mkdtemp(folder.data()) == nullptr) std::exit(1);
    Measure(items, folder);
    std::filesystem::remove_all(folder);
  }
}

}  // namespace
}  // namespace lifeline::scoring

int main(int argc, char** argv) {
  std::vector<int> sizes;
  for (int i = 1; i < argc; ++i) {
    int items = 0;
    if (!absl::SimpleAtoi(argv[i], &items) || items < 2) {
      std::fprintf(stderr, "usage: guard_benchmark [ITEMS ...]\n");
      return 2;
    }
    sizes.push_back(items);
  }
  if (sizes.empty()) sizes = {10'000, 100'000};
  lifeline::scoring::Main(sizes);
}
