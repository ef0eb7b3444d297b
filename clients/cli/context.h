#ifndef LIFELINE_CLIENTS_CLI_CONTEXT_H_
#define LIFELINE_CLIENTS_CLI_CONTEXT_H_

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "google/protobuf/message.h"

namespace lifeline::cli {

// What the program is given by the machine it runs on; a test gives its own.
struct Environment {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  Terminal terminal;
  // "" if the variable is not set.
  std::function<std::string(const char*)> variable;
  // Who is logged in.
  std::string login;
  std::function<std::unique_ptr<Session>(const SessionOptions&)> connect;
  absl::Time now;
};

enum class Format { kTable, kJson, kCsv };

// The options that all commands share.
struct GlobalOptions {
  // As said by --as or LIFELINE_AS; Context::actor knows better.
  std::string actor;
  // Files, and what LIFELINE_TOKEN holds.
  std::string token_file;
  std::string token;
  std::string authority_file;
  std::string certificate_file;
  std::string key_file;
  std::string address;
  std::string roadmap_address;
  std::string backlog_address;
  std::string scoring_address;
  std::string audit_address;
  std::string format = "table";
  double timeout_seconds = 30;
  std::string request_id;
  std::string language;
  // Show causes with their exact shares, too.
  bool shares = false;
};

// One run of the program: its options, its output, and the way to the services.
// Commands keep a pointer to it. Not thread safe.
class Context {
 public:
  explicit Context(const Environment& environment);

  GlobalOptions& options() { return options_; }
  const Environment& environment() const { return environment_; }
  const Terminal& terminal() const { return environment_.terminal; }
  std::ostream& out() { return *environment_.out; }
  std::ostream& err() { return *environment_.err; }

  Format format() const;
  Language language() const { return LanguageOf(options_.language); }
  // The same as the services take it: "de" or "en".
  std::string LanguageCode() const {
    return language() == Language::kGerman ? "de" : "en";
  }
  std::string T(absl::string_view english) const {
    return Translated(english, language());
  }

  // Reads what says who calls, once the command line is read. INVALID_ARGUMENT
  // if a file cannot be read, or a token would go to another machine without
  // TLS.
  absl::Status ReadIdentity();

  // Who acts: --as, the token's subject, or who is logged in.
  std::string actor() const;

  // Connects when it is first asked for.
  Session& session();

  // The message as JSON, or the table as text or CSV, as -o says.
  void Print(const google::protobuf::Message& message, const Table& table);
  void PrintJson(const nlohmann::ordered_json& json);
  // A line for people; nothing with -o json or csv.
  void Say(absl::string_view line);
  // A line for people, on the error output, whatever -o says.
  void Note(absl::string_view line);

  // What the chosen command does; set by its callback.
  std::function<absl::Status()> run;
  // What a command that succeeded exits with.
  ExitCode exit_code = ExitCode::kOk;

 private:
  const Environment& environment_;
  GlobalOptions options_;
  // What the files of the options hold.
  SessionOptions identity_;
  std::unique_ptr<Session> session_;
};

// A message as JSON, as the API's JSON has it. Pure.
nlohmann::ordered_json MessageJson(const google::protobuf::Message& message);

// The error as people need it: each violation on a line of its own, with its
// field, and never a code. Pure.
std::string ErrorText(const absl::Status& status);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_CONTEXT_H_
