#include "clients/cli/cli.h"

#include <CLI/CLI.hpp>
#include <exception>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"

namespace lifeline::cli {
namespace {

// Help that begins with examples: they are what people look for. A command's
// examples are kept in its footer.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    std::string text;
    if (!app->get_footer().empty()) {
      text = "Examples:\n";
      for (const absl::string_view line :
           absl::StrSplit(app->get_footer(), '\n')) {
        absl::StrAppend(&text, "  ", line, "\n");
      }
      text += "\n";
    }
    return absl::StrCat(text, app->get_description(), "\n");
  }

  std::string make_footer(const CLI::App* app) const override {
    if (app->get_parent() != nullptr) return "";
    return absl::StrCat("\n", kExitCodeHelp, "\n");
  }
};

void AddGlobals(CLI::App* app, GlobalOptions* options) {
  app->add_option("--as", options->actor,
                  "Who acts: an address or a member's id (LIFELINE_AS; the "
                  "login name by default). Where identity is configured a "
                  "token says it instead");
  app->add_option("--token-file", options->token_file,
                  "File with the token that says who acts (or the token "
                  "itself in LIFELINE_TOKEN)");
  app->add_option("--ca", options->authority_file,
                  "Speak TLS; file with who signed the services' certificate "
                  "(LIFELINE_CA)");
  app->add_option("--certificate", options->certificate_file,
                  "File with a client certificate, for those who run Lifeline "
                  "(LIFELINE_CERTIFICATE)");
  app->add_option("--certificate-key", options->key_file,
                  "File with its key (LIFELINE_CERTIFICATE_KEY)");
  app->add_option("--address", options->address,
                  "Where the suite listens (LIFELINE_ADDRESS)")
      ->capture_default_str();
  app->add_option("--roadmap-address", options->roadmap_address,
                  "Where the roadmap listens, if it is a process of its own");
  app->add_option("--backlog-address", options->backlog_address,
                  "Where the backlog listens, if it is a process of its own");
  app->add_option("--scoring-address", options->scoring_address,
                  "Where scoring listens, if it is a process of its own");
  app->add_option("--audit-address", options->audit_address,
                  "Where the audit listens, if it is a process of its own");
  app->add_option("-o,--output", options->format, "How to print")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  app->add_option("--timeout", options->timeout_seconds,
                  "Seconds that a call may take")
      ->check(CLI::Range(0.001, 86400.0))
      ->capture_default_str();
  app->add_option("--request-id", options->request_id,
                  "Makes a command repeatable: the same id does it once")
      ->check(CLI::Validator(
          [](std::string& id) {
            return id.size() > 60 ? std::string("at most 60 characters")
                                  : std::string();
          },
          ""));
  app->add_option("--language", options->language,
                  "Of headings and sentences: de or en (LANG by default)");
}

std::unique_ptr<CLI::App> MakeApp(Context* context) {
  auto app = std::make_unique<CLI::App>(
      "Lifeline ranks SEO, performance and IT requests in one list, draws the "
      "capacity line\nthrough it, and lets no request drop below that line in "
      "silence.",
      "lifeline");
  app->formatter(std::make_shared<ExamplesFirst>());
  app->footer(
      "lifeline apply -f shop.yaml\n"
      "lifeline ranking show shop\n"
      "lifeline capacity set shop web 2027-q1 --gross 40 --dry-run\n"
      "lifeline inbox shop --as anna@example.com");
  app->option_defaults()->always_capture_default(false);
  app->set_version_flag("--version", "lifeline 0.1.0");
  // The options of all commands may stand anywhere on the line.
  app->fallthrough();
  app->require_subcommand(1);
  AddGlobals(app.get(), &context->options());
  for (const AddCommands add : AllCommands()) add(app.get(), context);
  return app;
}

int Run(const std::vector<std::string>& arguments, Context* context) {
  const std::unique_ptr<CLI::App> app = MakeApp(context);
  try {
    // CLI11 takes them from the back.
    app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app->exit(error, out, err);
    context->out() << out.str();
    context->err() << err.str();
    return static_cast<int>(code == 0 ? ExitCode::kOk : ExitCode::kUsage);
  }
  absl::Status status = context->ReadIdentity();
  if (status.ok()) status = context->run();
  if (status.ok()) return static_cast<int>(context->exit_code);
  context->out().flush();
  context->err() << ErrorText(status);
  return static_cast<int>(ExitCodeOf(status));
}

}  // namespace

int RunCli(const std::vector<std::string>& arguments,
           const Environment& environment) {
  Context context(environment);
  try {
    return Run(arguments, &context);
  } catch (const std::exception& error) {
    context.err() << "lifeline failed: " << error.what() << "\n";
    return static_cast<int>(ExitCode::kFailure);
  }
}

}  // namespace lifeline::cli
