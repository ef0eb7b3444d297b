#ifndef LIFELINE_TESTS_STORIES_STORY_SHOP_H_
#define LIFELINE_TESTS_STORIES_STORY_SHOP_H_

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "services/suite/suite_testing.h"

namespace lifeline {

// The suite, spoken to as people do, by `lifeline`. In the shop ben and cora
// ask for things, dora owns products, ivan leads IT, mia leads marketing, pam
// and pete plan, ada is the arbiter, anna the admin.
class StoryShop : public ClockedSuite {
 protected:
  StoryShop() { Start(); }

  // Writes the shop and its capacity of team web in q1 (to the 26th of March),
  // with these lines of `items:` in the document.
  void Open(int capacity_days, const std::string& items);
  static std::string ItemLine(const std::string& id,
                              const std::string& requester, int money,
                              const std::string& more);

  // One run of `lifeline` as a member.
  struct Ran {
    int code = 0;
    std::string out;
    std::string err;
  };
  Ran Run(const std::string& as, std::vector<std::string> arguments);
  // The same for what must succeed; what it prints with -o json.
  nlohmann::json Json(const std::string& as,
                      std::vector<std::string> arguments);
  void Do(const std::string& as, const std::vector<std::string>& arguments);
  void SetCapacity(const std::string& as, int days);

  // Sets the clock, and lets whoever plans and whoever tells people look at it.
  void GoTo(int month, int day, int hour);
  // Waits until everything that was written is in the newest ranking.
  void Settle();

  std::string StandingOf(const std::string& item);
  // Names of items with a crossing of this kind, in their order.
  std::vector<std::string> Crossed(const std::string& kind);
  // The receipts of an item that nobody has answered.
  std::vector<nlohmann::json> Owed(const std::string& item);
  // What a member was told, newest first.
  std::vector<nlohmann::json> Digests(const std::string& as);
  // "item asks" or "item lists", of a digest.
  static std::vector<std::string> Entries(const nlohmann::json& digest);
  // Looks at everything from outside: nothing is found.
  void ExpectSound();
};

// The last part of a resource's name.
std::string IdIn(const nlohmann::json& name);

}  // namespace lifeline

#endif  // LIFELINE_TESTS_STORIES_STORY_SHOP_H_
