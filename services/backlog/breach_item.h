#ifndef LIFELINE_SERVICES_BACKLOG_BREACH_ITEM_H_
#define LIFELINE_SERVICES_BACKLOG_BREACH_ITEM_H_

#include <string>

#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

namespace lifeline::backlog {

// The item that a visibility rule opens when its indicator breaks it. Pure
// functions; `kpi` has a breach.

// "indexed-share/1/2026-11-20": the key of the item's external reference. There
// is one for each breach.
std::string BreachKey(const roadmap::v1::Kpi& kpi);

// A draft without a name: what is wrong, what should be true again and by what
// one will see it, who asks, who answers for it and by when.
v1::Item ItemOfBreach(const roadmap::v1::Kpi& kpi);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BREACH_ITEM_H_
