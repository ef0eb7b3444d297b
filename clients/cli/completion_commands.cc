// `lifeline completion ...`: what shells complete, made from the commands.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"

namespace lifeline::cli {
namespace {

struct Level {
  // The words before: "", "item", "item create".
  std::string path;
  // Subcommands and their sentences.
  std::vector<std::pair<std::string, std::string>> commands;
  std::vector<std::pair<std::string, std::string>> options;
};

std::string FirstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

void AddOptions(const CLI::App* app, Level* level) {
  for (const CLI::Option* option : app->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      level->options.emplace_back("--" + name,
                                  FirstLine(option->get_description()));
    }
  }
}

void Collect(const CLI::App* app, const CLI::App* root, const std::string& path,
             std::vector<Level>* levels) {
  Level level;
  level.path = path;
  AddOptions(app, &level);
  if (app != root) AddOptions(root, &level);
  for (const CLI::App* child : app->get_subcommands(nullptr)) {
    // A group of options is a nameless command to CLI11.
    if (child->get_name().empty()) {
      AddOptions(child, &level);
      continue;
    }
    level.commands.emplace_back(child->get_name(),
                                FirstLine(child->get_description()));
  }
  levels->push_back(level);
  for (const CLI::App* child : app->get_subcommands(nullptr)) {
    if (child->get_name().empty()) continue;
    Collect(child, root,
            path.empty() ? child->get_name()
                         : absl::StrCat(path, " ", child->get_name()),
            levels);
  }
}

std::string BashScript(const std::vector<Level>& levels) {
  std::string text =
      "_lifeline() {\n"
      "  local word path='' words=''\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$path $word\" in\n";
  for (const Level& level : levels) {
    if (level.path.empty()) continue;
    const size_t cut = level.path.rfind(' ');
    const std::string parent =
        cut == std::string::npos ? "" : level.path.substr(0, cut);
    const std::string last =
        cut == std::string::npos ? level.path : level.path.substr(cut + 1);
    absl::StrAppend(&text, "      '", parent, " ", last, "') path='",
                    level.path, "' ;;\n");
  }
  text += "    esac\n  done\n  case \"$path\" in\n";
  for (const Level& level : levels) {
    std::vector<std::string> words;
    for (const auto& [name, what] : level.commands) words.push_back(name);
    for (const auto& [name, what] : level.options) words.push_back(name);
    absl::StrAppend(&text, "    '", level.path, "') words='",
                    absl::StrJoin(words, " "), "' ;;\n");
  }
  return text +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- "
         "\"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _lifeline lifeline\n";
}

std::string ZshScript(const std::vector<Level>& levels) {
  return absl::StrCat(
      "#compdef lifeline\nautoload -U +X bashcompinit && bashcompinit\n",
      BashScript(levels));
}

std::string FishQuoted(const std::string& text) {
  return absl::StrCat(
      "'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string FishScript(const std::vector<Level>& levels) {
  std::string text = "complete -c lifeline -f\n";
  for (const Level& level : levels) {
    std::vector<std::string> conditions;
    if (level.path.empty()) {
      conditions.push_back("__fish_use_subcommand");
    } else {
      for (const absl::string_view word : absl::StrSplit(level.path, ' ')) {
        conditions.push_back(
            absl::StrCat("__fish_seen_subcommand_from ", word));
      }
      if (!level.commands.empty()) {
        std::vector<std::string> names;
        for (const auto& [name, what] : level.commands) names.push_back(name);
        conditions.push_back(absl::StrCat("not __fish_seen_subcommand_from ",
                                          absl::StrJoin(names, " ")));
      }
    }
    const std::string condition =
        absl::StrCat("'", absl::StrJoin(conditions, "; and "), "'");
    for (const auto& [name, what] : level.commands) {
      absl::StrAppend(&text, "complete -c lifeline -n ", condition, " -a ",
                      name, " -d ", FishQuoted(what), "\n");
    }
    for (const auto& [name, what] : level.options) {
      absl::StrAppend(&text, "complete -c lifeline -n ", condition, " -l ",
                      name.substr(2), " -d ", FishQuoted(what), "\n");
    }
  }
  return text;
}

}  // namespace

void AddCompletionCommand(CLI::App* app, Context* context) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* verb = AddVerb(
      app, context,
      {"completion",
       "Prints what makes a shell complete these commands.",
       {"source <(lifeline completion bash)",
        "lifeline completion zsh > ~/.zfunc/_lifeline",
        "lifeline completion fish > ~/.config/fish/completions/lifeline.fish"}},
      [=] {
        std::vector<Level> levels;
        Collect(app, app, "", &levels);
        context->out() << (*shell == "bash"  ? BashScript(levels)
                           : *shell == "zsh" ? ZshScript(levels)
                                             : FishScript(levels));
        return absl::OkStatus();
      });
  verb->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

}  // namespace lifeline::cli
