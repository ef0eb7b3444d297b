// `lifeline apply`: a document into the services.
#include <memory>

#include "clients/cli/application.h"
#include "clients/cli/commands.h"
#include "clients/cli/document.h"
#include "clients/cli/document_shift.h"
#include "services/common/dates.h"

namespace lifeline::cli {
namespace {

struct ApplyArguments {
  std::string file;
  std::string shift_to;
  bool dry_run = false;
  std::string reason;
};

// `to` is a day or "today", the machine's.
absl::Status Shift(Context& context, const std::string& to,
                   Document* document) {
  if (to == "today") {
    return ShiftDates(Today(context.environment().now, absl::LocalTimeZone()),
                      document);
  }
  const absl::StatusOr<EpochDay> day = ParseDay(to);
  if (!day.ok()) return day.status();
  return ShiftDates(*day, document);
}

absl::Status Apply(Context& context, const ApplyArguments& a) {
  absl::StatusOr<Document> document = ReadDocument(a.file);
  if (!document.ok()) return document.status();
  if (!a.shift_to.empty()) {
    absl::Status shifted = Shift(context, a.shift_to, &*document);
    if (!shifted.ok()) return shifted;
  }
  Application application(context, *std::move(document), a.reason);
  if (absl::Status ready = application.Prepare(); !ready.ok()) return ready;
  return a.dry_run ? application.Preview() : application.Apply();
}

}  // namespace

void AddApplyCommand(CLI::App* app, Context* context) {
  const auto a = std::make_shared<ApplyArguments>();
  CLI::App* verb = AddVerb(
      app, context,
      {"apply",
       "Writes a portfolio document into the services; what it leaves out "
       "stays as it is.\nNew items are READY, and new periods OPEN, unless "
       "the document says otherwise.",
       {"lifeline apply -f shop.yaml --dry-run   # who would cross the line",
        "lifeline apply -f shop.yaml",
        "lifeline apply -f sample.yaml --shift-to today"}},
      [=] { return Apply(*context, *a); });
  verb->add_option("-f,--file", a->file, "The document; - is stdin")
      ->required();
  AddDryRun(verb, context, &a->dry_run);
  verb->add_option("--shift-to", a->shift_to,
                   "Move every date by whole weeks so that the document's "
                   "as_of comes to this day, such as today");
  AddReason(verb, &a->reason);
}

}  // namespace lifeline::cli
