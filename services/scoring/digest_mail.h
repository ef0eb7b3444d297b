#ifndef LIFELINE_SERVICES_SCORING_DIGEST_MAIL_H_
#define LIFELINE_SERVICES_SCORING_DIGEST_MAIL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/reason_text.h"

namespace lifeline::scoring {

// The digest as a mail: what happened, that below the line is not rejected, why
// in one sentence, what would lift it, and how to answer. Everything else is
// behind the link. Pure.

// One thing that is told.
struct ToldEntry {
  // With its title.
  v1::Digest::Entry entry;
  // Why it moved, or why it is where it is; empty if nobody can say.
  std::string why;
  // What would lift it; empty if that is not known.
  std::string lift;
  // The last day for an answer, as a date; empty if none is owed.
  std::string due;
};

struct DigestMail {
  // Its id.
  std::string portfolio;
  // What people call it.
  std::string title;
  bool urgent = false;
  std::vector<ToldEntry> entries;
  // What is told beside these.
  int32_t more = 0;
  // What links begin with; empty for none.
  std::string link_base;
  Language language = Language::kEnglish;
};

// "Lifeline, Web shop: 3 notices, 2 wait for your answer".
std::string DigestSubject(const DigestMail& mail);
std::string DigestText(const DigestMail& mail);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_DIGEST_MAIL_H_
