#ifndef LIFELINE_CLIENTS_CLI_TEXTS_H_
#define LIFELINE_CLIENTS_CLI_TEXTS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace lifeline::cli {

enum class Language { kEnglish, kGerman };

// `de`, `de_DE.UTF-8` and the like are German, everything else is English.
Language LanguageOf(absl::string_view locale);

// The German of a heading or word of ours, as DESIGN section 2 has it; the
// English itself where there is none. Pure.
std::string Translated(absl::string_view english, Language language);

// The same for an enum's name: "AT_RISK" is "at risk".
std::string TranslatedName(absl::string_view name, Language language);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_TEXTS_H_
