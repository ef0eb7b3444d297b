#include "clients/cli/context.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

constexpr char kDefaultAddress[] = "127.0.0.1:4440";

}  // namespace

Context::Context(const Environment& environment) : environment_(environment) {
  const auto set = [&](const char* name, std::string* into) {
    const std::string value = environment.variable(name);
    if (!value.empty()) *into = value;
  };
  options_.actor = environment.login;
  set("LIFELINE_AS", &options_.actor);
  options_.address = kDefaultAddress;
  set("LIFELINE_ADDRESS", &options_.address);
  set("LIFELINE_ROADMAP_ADDRESS", &options_.roadmap_address);
  set("LIFELINE_BACKLOG_ADDRESS", &options_.backlog_address);
  set("LIFELINE_SCORING_ADDRESS", &options_.scoring_address);
  set("LIFELINE_AUDIT_ADDRESS", &options_.audit_address);
  for (const char* name :
       {"LANG", "LC_MESSAGES", "LC_ALL", "LIFELINE_LANGUAGE"}) {
    set(name, &options_.language);
  }
}

Format Context::format() const {
  if (options_.format == "json") return Format::kJson;
  return options_.format == "csv" ? Format::kCsv : Format::kTable;
}

Session& Context::session() {
  if (session_ != nullptr) return *session_;
  const auto either = [&](const std::string& own) {
    return own.empty() ? options_.address : own;
  };
  SessionOptions options;
  options.roadmap_address = either(options_.roadmap_address);
  options.backlog_address = either(options_.backlog_address);
  options.scoring_address = either(options_.scoring_address);
  options.audit_address = either(options_.audit_address);
  options.actor = options_.actor;
  options.timeout = absl::Seconds(options_.timeout_seconds);
  options.request_id = options_.request_id;
  session_ = environment_.connect(options);
  return *session_;
}

void Context::Print(const google::protobuf::Message& message,
                    const Table& table) {
  switch (format()) {
    case Format::kTable:
      out() << table.Render(terminal());
      return;
    case Format::kCsv:
      out() << table.Csv();
      return;
    case Format::kJson:
      PrintJson(MessageJson(message));
      return;
  }
}

void Context::PrintJson(const nlohmann::ordered_json& json) {
  out() << json.dump(2, ' ', false,
                     nlohmann::ordered_json::error_handler_t::replace)
        << "\n";
}

void Context::Say(absl::string_view line) {
  if (format() == Format::kTable) out() << line << "\n";
}

void Context::Note(absl::string_view line) { err() << line << "\n"; }

nlohmann::ordered_json MessageJson(const google::protobuf::Message& message) {
  std::string json;
  // A message that came over the wire can be printed.
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  return nlohmann::ordered_json::parse(json);
}

std::string ErrorText(const absl::Status& status) {
  google::rpc::BadRequest bad_request;
  if (!ReadDetail(status, &bad_request) ||
      bad_request.field_violations().empty()) {
    return absl::StrCat(status.message(), "\n");
  }
  std::string text;
  for (const auto& violation : bad_request.field_violations()) {
    if (!violation.field().empty()) {
      absl::StrAppend(&text, violation.field(), ": ");
    }
    absl::StrAppend(&text, violation.description(), "\n");
  }
  return text;
}

}  // namespace lifeline::cli
