// `lifeline ledger ...`: the chain, for whoever does not trust us.
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/ledger_lines.h"

namespace lifeline::cli {
namespace {

using scoring::v1::LedgerEntry;

struct LedgerArguments {
  std::string portfolio;
  std::string file;
  std::string end;
};

// The one that is named, or all.
absl::StatusOr<std::vector<std::string>> Portfolios(
    Context& context, const std::string& portfolio) {
  if (!portfolio.empty())
    return std::vector<std::string>{PortfolioName(portfolio)};
  const auto all = context.session().ListAll(
      &RoadmapStub::ListPortfolios, roadmap::v1::ListPortfoliosRequest(),
      &roadmap::v1::ListPortfoliosResponse::portfolios);
  if (!all.ok()) return all.status();
  std::vector<std::string> names;
  for (const roadmap::v1::Portfolio& one : *all) names.push_back(one.name());
  return names;
}

// Page by page: a ledger may be larger than what one wants in memory.
absl::Status ForEachEntry(Context& context, const std::string& portfolio,
                          absl::FunctionRef<void(const LedgerEntry&)> take) {
  scoring::v1::ListLedgerEntriesRequest request;
  request.set_parent(portfolio);
  request.set_page_size(1000);
  do {
    const auto page =
        context.session().Call(&ScoringStub::ListLedgerEntries, request);
    if (!page.ok()) return page.status();
    for (const LedgerEntry& entry : page->entries()) take(entry);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status Export(Context& context, const LedgerArguments& a) {
  const auto portfolios = Portfolios(context, a.portfolio);
  if (!portfolios.ok()) return portfolios.status();
  std::ofstream file;
  if (!a.file.empty()) file.open(a.file, std::ios::binary);
  std::ostream& out = a.file.empty() ? context.out() : file;
  int64_t entries = 0;
  for (const std::string& portfolio : *portfolios) {
    absl::Status status =
        ForEachEntry(context, portfolio, [&](const LedgerEntry& entry) {
          out << LedgerLine(portfolio, entry) << "\n";
          ++entries;
        });
    if (!status.ok()) return status;
  }
  out.flush();
  if (!out) {
    return absl::InternalError(
        absl::StrCat(a.file.empty() ? "the output" : a.file,
                     " could not be written; the export is not whole"));
  }
  if (!a.file.empty())
    context.Say(absl::StrCat(entries, " entries written to ", a.file));
  return absl::OkStatus();
}

absl::Status ReadExport(const std::string& path, ExportedChains* chains) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file)
      return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string line;
  for (int64_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    const absl::StatusOr<ExportedEntry> entry = ParseLedgerLine(line);
    if (!entry.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ", line ", number, ": ",
                       std::string(entry.status().message())));
    }
    chains->Add(entry->portfolio, entry->entry);
  }
  return absl::OkStatus();
}

void SayChain(Context& context, const std::string& portfolio,
              const ExportedChains::Chain& chain) {
  const audit::ChainVerifier& verifier = chain.verifier;
  context.Say(absl::StrCat(portfolio, ": ", chain.entries, " entries"));
  if (verifier.broken().empty()) {
    context.Say(absl::StrCat("  the chain holds; last hash ",
                             absl::BytesToHexString(verifier.hash())));
  } else {
    context.Say(absl::StrCat("  BROKEN at ", verifier.broken()));
    context.Say(absl::StrCat(
        "  what comes before it holds: ", verifier.position(),
        " entries, last hash ", absl::BytesToHexString(verifier.hash())));
  }
  if (chain.end_position > 0) {
    context.Say(absl::StrCat(
        "  the noted hash is that of entry ", chain.end_position, "; ",
        verifier.position() - chain.end_position, " entries came after it"));
  }
}

void Print(Context& context, const LedgerArguments& a,
           const ExportedChains& chains) {
  nlohmann::ordered_json json;
  json["holds"] = chains.holds();
  json["chains"] = nlohmann::ordered_json::array();
  for (const auto& [portfolio, chain] : chains.chains()) {
    SayChain(context, portfolio, chain);
    json["chains"].push_back(
        {{"portfolio", portfolio},
         {"entries", chain.entries},
         {"last_hash", absl::BytesToHexString(chain.verifier.hash())},
         {"broken", chain.verifier.broken()},
         {"end_position", chain.end_position}});
  }
  if (context.format() != Format::kTable) return context.PrintJson(json);
  if (chains.chains().empty()) context.Say("There is no entry at all.");
  if (a.end.empty()) {
    context.Say(
        "A ledger that was cut off at its end still holds: note the last hash, "
        "and give it\nas --end when you look again.");
  } else if (!chains.FoundEnd()) {
    context.Say(absl::StrCat("MISSING: no entry has the noted hash ", a.end,
                             "; the end was cut off, or this is another "
                             "ledger."));
  }
}

absl::Status Verify(Context& context, const LedgerArguments& a) {
  if (a.file.empty() == a.portfolio.empty()) {
    return absl::InvalidArgumentError(
        "give either a FILE (- is the input), or --portfolio to ask the "
        "server");
  }
  ExportedChains chains(a.end);
  absl::Status status;
  if (!a.file.empty()) {
    status = ReadExport(a.file, &chains);
  } else {
    const std::string portfolio = PortfolioName(a.portfolio);
    chains.Of(portfolio);
    status = ForEachEntry(context, portfolio, [&](const LedgerEntry& entry) {
      chains.Add(portfolio, ToChainEntry(entry));
    });
  }
  if (!status.ok()) return status;
  Print(context, a, chains);
  if (!chains.holds()) context.exit_code = ExitCode::kFailure;
  return absl::OkStatus();
}

}  // namespace

void AddLedgerCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "ledger", "Every ranking, crossing and answer, chained");
  const auto a = std::make_shared<LedgerArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"export",
       "Writes the ledger as JSON Lines, one entry a line, for anybody to "
       "check;\ndeploy/ledger-format.md explains them. All portfolios, unless "
       "one is named.",
       {"lifeline ledger export --portfolio shop -f shop.ledger",
        "lifeline ledger export | gzip > all.ledger.gz"}},
      [=] { return Export(*context, *a); });
  verb->add_option("--portfolio", a->portfolio, "The portfolio's id");
  verb->add_option("-f,--file", a->file, "Where to; the output by default");
  verb = AddVerb(
      noun, context,
      {"verify",
       "Computes every hash of an exported ledger again, without a server, or "
       "of a portfolio's\nas the server has it. Exits with 1 if it does not "
       "hold.",
       {"lifeline ledger verify shop.ledger",
        "lifeline ledger verify shop.ledger --end 5f0c...",
        "lifeline ledger verify --portfolio shop"}},
      [=] { return Verify(*context, *a); });
  verb->add_option("file", a->file, "The export; - is the input");
  verb->add_option("--portfolio", a->portfolio,
                   "Ask the server for this portfolio's ledger");
  verb->add_option("--end", a->end,
                   "A last hash that was noted before; it must be there");
}

}  // namespace lifeline::cli
