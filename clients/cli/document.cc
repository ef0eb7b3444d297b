#include "clients/cli/document.h"

#include <yaml-cpp/eventhandler.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/document_parser.h"
#include "clients/cli/document_reader.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

constexpr size_t kMostBytes = 64 << 20;

void AppendUtf8(uint32_t code, std::string* out) {
  out->push_back(static_cast<char>(0xF0 | (code >> 18)));
  out->push_back(static_cast<char>(0x80 | ((code >> 12) & 0x3F)));
  out->push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
  out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
}

// The four hexadecimal digits after a `\u` at `at`; nullopt if there is none.
std::optional<uint32_t> UnicodeEscape(absl::string_view text, size_t at) {
  uint32_t code = 0;
  if (text.size() < at + 6 || text.substr(at, 2) != "\\u" ||
      !absl::SimpleHexAtoi(text.substr(at + 2, 4), &code)) {
    return std::nullopt;
  }
  return code;
}

// JSON writes what lies beyond U+FFFF as two escapes, which YAML does not know.
std::string JoinSurrogates(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const std::optional<uint32_t> high = UnicodeEscape(text, at);
    const std::optional<uint32_t> low = UnicodeEscape(text, at + 6);
    if (high.has_value() && low.has_value() && *high >= 0xD800 &&
        *high < 0xDC00 && *low >= 0xDC00 && *low < 0xE000) {
      AppendUtf8(0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00), &out);
      at += 12;
      continue;
    }
    if (text[at] == '\\' && at + 1 < text.size()) out.push_back(text[at++]);
    out.push_back(text[at++]);
  }
  return out;
}

bool LooksLikeJson(absl::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != absl::string_view::npos && text[first] == '{';
}

absl::Status SyntaxError(absl::string_view file, const YAML::Exception& error) {
  Problems problems(file);
  problems.Add({error.mark.line + 1, error.mark.column + 1},
               absl::StrCat("this is not YAML: ", error.msg));
  return problems.ToStatus();
}

// Where a document begins; what is in it is read elsewhere.
class DocumentStart : public YAML::EventHandler {
 public:
  const YAML::Mark& mark() const { return mark_; }

  void OnDocumentStart(const YAML::Mark& mark) override { mark_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  YAML::Mark mark_;
};

// The position and what is wrong, unless `yaml` holds just one document.
// YAML::LoadAll would tell, but it reads on for ever where a document cannot
// begin, as at a comma.
std::optional<std::pair<Position, absl::string_view>> NotOneDocument(
    const std::string& yaml) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  DocumentStart first;
  DocumentStart second;
  if (!parser.HandleNextDocument(first)) {
    return {{{1, 1}, "this is empty; a document begins with `portfolio:`"}};
  }
  if (!parser.HandleNextDocument(second)) return std::nullopt;
  const Position at = {second.mark().line + 1, second.mark().column + 1};
  if (second.mark().pos == first.mark().pos) {
    return {{at,
             "no document can begin with this; it begins with "
             "`portfolio:`"}};
  }
  return {{at,
           "these are several documents, and here begins the second; keep "
           "one to a file"}};
}

std::string ModelIdOf(const std::string& name) {
  const std::string last(LastId(name));
  return last.substr(0, last.find('@'));
}

class References {
 public:
  explicit References(const Document& document)
      : document_(document), problems_(document.file) {
    for (const auto& upsert : document.roadmap) Learn(upsert.resource());
    if (categories_.empty()) categories_ = {"seo", "performance", "it"};
  }

  absl::Status Check() {
    for (size_t i = 0; i < document_.roadmap.size(); ++i) CheckRoadmap(i);
    for (size_t i = 0; i < document_.items.size(); ++i) CheckItem(i);
    if (document_.reserves.has_value()) {
      for (size_t i = 0; i < document_.reserves->size(); ++i) {
        Category((*document_.reserves)[i].category(), document_.model_source,
                 absl::StrCat("model.reserves[", i, "].category"));
      }
    }
    return problems_.ToStatus();
  }

 private:
  void Learn(const roadmap::v1::RoadmapResource& resource) {
    if (resource.has_team()) teams_.insert(resource.team().name());
    if (resource.has_period()) periods_.insert(resource.period().name());
    for (const auto& category : resource.portfolio().categories()) {
      categories_.insert(category.id());
    }
  }

  void CheckRoadmap(size_t i) {
    const roadmap::v1::RoadmapResource& resource =
        document_.roadmap[i].resource();
    const SourceMap& source = document_.roadmap_source;
    const std::string path = absl::StrCat("upserts[", i, "].resource.");
    if (resource.has_capacity()) {
      const auto ids = ParseName("portfolios/*/periods/*/capacities/*",
                                 resource.capacity().name());
      const std::string& portfolio = (*ids)[0];
      Period(absl::StrCat("portfolios/", portfolio, "/periods/", (*ids)[1]),
             source, path + "capacity.period");
      Team(absl::StrCat("portfolios/", portfolio, "/teams/", (*ids)[2]), source,
           path + "capacity.team");
    }
    if (resource.has_commitment()) {
      Period(resource.commitment().period(), source,
             path + "commitment.period");
    }
    if (resource.has_weave()) {
      Teams(resource.weave().marginal_efforts(), source,
            path + "weave.marginal_efforts");
    }
  }

  void CheckItem(size_t i) {
    const backlog::v1::Item& item = document_.items[i].item();
    const std::string path = absl::StrCat("upserts[", i, "].item.");
    Category(item.category(), document_.item_source, path + "category");
    Teams(item.estimate().efforts(), document_.item_source,
          path + "estimate.efforts");
  }

  template <typename Efforts>
  void Teams(const Efforts& efforts, const SourceMap& source,
             const std::string& path) {
    for (int i = 0; i < efforts.size(); ++i) {
      Team(efforts[i].team(), source, absl::StrCat(path, "[", i, "].team"));
    }
  }

  void Team(absl::string_view name, const SourceMap& source,
            const std::string& path) {
    if (teams_.count(std::string(name)) != 0) return;
    Fail(source, path,
         absl::StrCat("there is no team `", LastId(name),
                      "` in this document; add it to `teams`"));
  }

  void Period(absl::string_view name, const SourceMap& source,
              const std::string& path) {
    if (periods_.count(std::string(name)) != 0) return;
    Fail(source, path,
         absl::StrCat("there is no period `", LastId(name),
                      "` in this document; add it to `periods`"));
  }

  void Category(const std::string& id, const SourceMap& source,
                const std::string& path) {
    if (id.empty() || categories_.count(id) != 0) return;
    Fail(source, path,
         absl::StrCat("there is no category `", id,
                      "` in this document; add it to `categories`"));
  }

  void Fail(const SourceMap& source, const std::string& path,
            absl::string_view text) {
    problems_.Add(source.Find(path).value_or(Position{1, 1}), text);
  }

  const Document& document_;
  Problems problems_;
  std::set<std::string> teams_;
  std::set<std::string> periods_;
  std::set<std::string> categories_;
};

}  // namespace

void SourceMap::Remember(absl::string_view path, Position position) {
  positions_.emplace(path, position);
}

std::optional<Position> SourceMap::Find(absl::string_view path) const {
  while (!path.empty()) {
    const auto found = positions_.find(path);
    if (found != positions_.end()) return found->second;
    const size_t cut = path.find_last_of(".[");
    if (cut == absl::string_view::npos) break;
    path = path.substr(0, cut);
  }
  return std::nullopt;
}

absl::StatusOr<Document> ParseDocument(absl::string_view text,
                                       absl::string_view file) {
  const std::string yaml =
      LooksLikeJson(text) ? JoinSurrogates(text) : std::string(text);
  try {
    const auto wrong = NotOneDocument(yaml);
    if (!wrong) return DocumentParser(file).Parse(YAML::Load(yaml));
    Problems problems(file);
    problems.Add(wrong->first, wrong->second);
    return problems.ToStatus();
  } catch (const YAML::Exception& error) {
    return SyntaxError(file, error);
  }
}

absl::StatusOr<Document> ReadDocument(const std::string& file) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
      return absl::InvalidArgumentError(
          absl::StrCat("cannot read ", file, "; is the name right?"));
    }
    text.assign(std::istreambuf_iterator<char>(stream), {});
  }
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is larger than 64 MiB; split it"));
  }
  return ParseDocument(text, file == "-" ? "stdin" : file);
}

scoring::v1::ScoringModel MergedModel(const Document& document,
                                      const scoring::v1::ScoringModel* base) {
  scoring::v1::ScoringModel merged;
  if (base != nullptr) merged = *base;
  if (base == nullptr && !document.model.has_value()) {
    merged.set_preset("joint-default");
  }
  if (document.model.has_value()) {
    merged = *document.model;
    if (base != nullptr) {
      if (document.model_id == ModelIdOf(base->name())) {
        merged.set_title(base->title());
      }
      merged.set_fill(base->fill());
      *merged.mutable_reserves() = base->reserves();
      if (base->has_mandate_cap_percent()) {
        merged.set_mandate_cap_percent(base->mandate_cap_percent());
      }
      if (base->has_rider_cap_percent()) {
        merged.set_rider_cap_percent(base->rider_cap_percent());
      }
    }
  }
  if (document.fill.has_value()) merged.set_fill(*document.fill);
  if (document.reserves.has_value()) {
    merged.mutable_reserves()->Assign(document.reserves->begin(),
                                      document.reserves->end());
  }
  if (document.mandate_cap_percent.has_value()) {
    merged.set_mandate_cap_percent(*document.mandate_cap_percent);
  }
  if (document.rider_cap_percent.has_value()) {
    merged.set_rider_cap_percent(*document.rider_cap_percent);
  }
  return merged;
}

absl::Status CheckSelfContained(const Document& document) {
  return References(document).Check();
}

absl::Status AtPositions(const absl::Status& status, const Document& document,
                         const SourceMap& source, absl::string_view prefix) {
  google::rpc::BadRequest bad_request;
  if (!ReadDetail(status, &bad_request) ||
      bad_request.field_violations().empty()) {
    return status;
  }
  std::string text;
  for (const auto& violation : bad_request.field_violations()) {
    const absl::string_view field =
        absl::StripPrefix(violation.field(), prefix);
    const std::optional<Position> at = source.Find(field);
    absl::StrAppend(&text, text.empty() ? "" : "\n");
    if (at.has_value()) {
      absl::StrAppend(&text, document.file, ":", at->line, ":", at->column,
                      ": ", violation.description());
    } else {
      absl::StrAppend(&text, field, ": ", violation.description());
    }
  }
  return Error(status.code(), ReasonOf(status), text);
}

}  // namespace lifeline::cli
