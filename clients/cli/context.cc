#include "clients/cli/context.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/identity_files.h"
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
  set("LIFELINE_AS", &options_.actor);
  set("LIFELINE_TOKEN", &options_.token);
  set("LIFELINE_CA", &options_.authority_file);
  set("LIFELINE_CERTIFICATE", &options_.certificate_file);
  set("LIFELINE_CERTIFICATE_KEY", &options_.key_file);
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

absl::Status Context::ReadIdentity() {
  const auto read = [](const char* option, const std::string& path,
                       std::string* into) {
    if (path.empty()) return absl::OkStatus();
    absl::StatusOr<std::string> text = ReadIdentityFile(option, path);
    if (text.ok()) *into = *std::move(text);
    return text.status();
  };
  identity_.token = options_.token;
  absl::Status status =
      read("--token-file", options_.token_file, &identity_.token);
  status.Update(read("--ca", options_.authority_file, &identity_.authority));
  status.Update(
      read("--certificate", options_.certificate_file, &identity_.certificate));
  status.Update(read("--certificate-key", options_.key_file, &identity_.key));
  if (!status.ok()) return status;
  identity_.token = std::string(absl::StripAsciiWhitespace(identity_.token));
  if (identity_.certificate.empty() != identity_.key.empty()) {
    return absl::InvalidArgumentError(
        "--certificate and --certificate-key belong together; give both");
  }
  if (identity_.token.empty() || !identity_.authority.empty())
    return absl::OkStatus();
  for (const std::string& address :
       {options_.address, options_.roadmap_address, options_.backlog_address,
        options_.scoring_address, options_.audit_address}) {
    if (address.empty() || IsThisMachine(address)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "--ca: a token is not sent to ", address,
        " without TLS, where others could read it; give the file of who "
        "signed its certificate (--ca or LIFELINE_CA)"));
  }
  return absl::OkStatus();
}

std::string Context::actor() const {
  if (!options_.actor.empty()) return options_.actor;
  return identity_.token.empty() ? environment_.login
                                 : SubjectOfToken(identity_.token);
}

Session& Context::session() {
  if (session_ != nullptr) return *session_;
  const auto either = [&](const std::string& own) {
    return own.empty() ? options_.address : own;
  };
  SessionOptions options = identity_;
  options.roadmap_address = either(options_.roadmap_address);
  options.backlog_address = either(options_.backlog_address);
  options.scoring_address = either(options_.scoring_address);
  options.audit_address = either(options_.audit_address);
  // A token or a certificate says who acts; what is claimed beside it is sent
  // all the same, so that the service refuses it and nobody believes it
  // counted.
  const bool known = !options.token.empty() || !options.certificate.empty();
  options.actor = known ? options_.actor : actor();
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
