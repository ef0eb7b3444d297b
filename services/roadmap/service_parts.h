#ifndef LIFELINE_SERVICES_ROADMAP_SERVICE_PARTS_H_
#define LIFELINE_SERVICES_ROADMAP_SERVICE_PARTS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/journal.h"
#include "services/common/rpc.h"
#include "services/common/watch.h"
#include "services/roadmap/edit.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/resource.h"

namespace lifeline::roadmap {

// What every handler works with; outlives all calls.
struct ServiceParts {
  Journal* journal = nullptr;
  RpcOptions rpc;
  Limits limits;
  WatchHub* hub = nullptr;
};

inline constexpr char kServiceName[] = "lifeline.roadmap.v1.RoadmapService";

// "/lifeline.roadmap.v1.RoadmapService/GetTeam".
inline std::string FullMethod(absl::string_view method) {
  return absl::StrCat("/", kServiceName, "/", method);
}

// How the RPCs of all resources are handled, each kind in the same way: checks
// that need no state before the queue, then the work. The functions that do the
// work know no gRPC.

// Everything about a mutating request that is not its resource.
struct RequestFrame {
  absl::string_view request_id;
  absl::string_view reason;
  bool reason_required = false;
};
void CheckFrame(const RequestFrame& frame, const Limits& limits,
                Objections* objections);

// The fields that most requests have; a request without one has its default.
template <typename Request>
MutationSpec ReadSpec(const Request& request) {
  MutationSpec spec;
  spec.request_id = request.request_id();
  if constexpr (requires { request.validate_only(); }) {
    spec.validate_only = request.validate_only();
  }
  if constexpr (requires { request.reason(); }) spec.reason = request.reason();
  return spec;
}

template <typename Request>
void CheckFrameOf(const Request& request, const Limits& limits,
                  bool reason_required, Objections* objections) {
  const MutationSpec spec = ReadSpec(request);
  CheckFrame({spec.request_id, spec.reason, reason_required}, limits,
             objections);
}

// The request as a mutation of the portfolio; all objections to it otherwise.
template <typename Request>
absl::StatusOr<MutationSpec> MakeSpec(const Request& request,
                                      absl::string_view portfolio,
                                      const Objections& objections) {
  if (!objections.empty()) return objections.ToStatus();
  MutationSpec spec = ReadSpec(request);
  spec.scope = std::string(portfolio);
  return spec;
}

// The portfolio's id in `portfolios/{portfolio}`; empty after an objection.
std::string ReadParent(absl::string_view parent, absl::string_view field,
                       Objections* objections);

// Runs `face(Edit&, const CallContext&, const Request&)`, which returns
// absl::StatusOr<Response>, on the writer's thread. `begin` is how the edit
// begins: Edit::BeginErasure for taking personal data away.
template <auto begin = &Edit::Begin, typename Request, typename Response,
          typename Face>
grpc::ServerUnaryReactor* OnEdit(const ServiceParts& parts,
                                 grpc::CallbackServerContext* context,
                                 absl::string_view method,
                                 const Request* request, Response* response,
                                 absl::StatusOr<MutationSpec> spec, Face face) {
  return UnaryOnJournal(
      parts.rpc, parts.journal, context, FullMethod(method), request, response,
      std::move(spec),
      [&parts, face = std::move(face)](
          JournalTransaction& journal, const CallContext& call,
          const Request& request) -> absl::StatusOr<Response> {
        auto edit = begin(journal, call, parts.limits);
        if (!edit.ok()) return edit.status();
        return face(**edit, request);
      });
}

// What is common to all that answers with one resource.
template <typename T>
absl::StatusOr<T> PartAs(absl::StatusOr<v1::RoadmapResource> resource) {
  if (!resource.ok()) return resource.status();
  return std::move(*MutableAs<T>(&*resource));
}

// The id of a new resource and the field of the request that says it.
struct NewId {
  std::string id;
  absl::string_view field;
};

// Create<Resource>: `given` is the request's resource.
template <typename T, typename Request>
grpc::ServerUnaryReactor* CreateOne(const ServiceParts& parts,
                                    grpc::CallbackServerContext* context,
                                    absl::string_view method,
                                    const Request* request, T* response,
                                    const T& given, NewId id) {
  Objections objections;
  const std::string portfolio =
      ReadParent(request->parent(), "parent", &objections);
  CheckNewId(KindOf<T>(), id.id, id.field, objections.fields());
  CheckFrameOf(*request, parts.limits, false, &objections);
  return OnEdit(parts, context, method, request, response,
                MakeSpec(*request, portfolio, objections),
                [given, id = std::move(id.id)](Edit& edit, const Request&) {
                  return PartAs<T>(
                      edit.Create(id, Wrap(given), InfoOf(KindOf<T>()).field));
                });
}

// Update<Resource>. `may_create` if setting it for the first time is the same.
template <typename T, typename Request>
grpc::ServerUnaryReactor* UpdateOne(
    const ServiceParts& parts, grpc::CallbackServerContext* context,
    absl::string_view method, const Request* request, T* response,
    const T& given, google::protobuf::FieldMask mask, bool may_create) {
  const Kind kind = KindOf<T>();
  Objections objections;
  const auto place =
      ParsePlace(kind, given.name(), absl::StrCat(InfoOf(kind).field, ".name"),
                 objections.fields());
  CheckMask(mask, kind, parts.limits, &objections);
  CheckFrameOf(*request, parts.limits, false, &objections);
  const std::string portfolio = place.has_value() ? place->portfolio : "";
  return OnEdit(
      parts, context, method, request, response,
      MakeSpec(*request, portfolio, objections),
      [given, may_create, mask = std::move(mask),
       id = place.has_value() ? place->id : std::string()](Edit& edit,
                                                           const Request&) {
        return PartAs<T>(edit.Update(id, Wrap(given), mask,
                                     InfoOf(KindOf<T>()).field, may_create));
      });
}

// Something done to one resource by name: `face(Edit&, id, const Request&)`
// returns absl::StatusOr<v1::RoadmapResource>.
template <typename T, typename Request, typename Face>
grpc::ServerUnaryReactor* ActOnOne(const ServiceParts& parts,
                                   grpc::CallbackServerContext* context,
                                   absl::string_view method,
                                   const Request* request, T* response,
                                   bool reason_required, Face face) {
  Objections objections;
  const auto place =
      ParsePlace(KindOf<T>(), request->name(), "name", objections.fields());
  CheckFrameOf(*request, parts.limits, reason_required, &objections);
  const std::string portfolio = place.has_value() ? place->portfolio : "";
  return OnEdit(parts, context, method, request, response,
                MakeSpec(*request, portfolio, objections),
                [face = std::move(face),
                 id = place.has_value() ? place->id : std::string()](
                    Edit& edit, const Request& request) {
                  return PartAs<T>(face(edit, id, request));
                });
}

// Delete<Resource>: takes it back, with a reason.
template <typename T, typename Request>
grpc::ServerUnaryReactor* DeleteOne(const ServiceParts& parts,
                                    grpc::CallbackServerContext* context,
                                    absl::string_view method,
                                    const Request* request, T* response) {
  return ActOnOne(parts, context, method, request, response,
                  /*reason_required=*/true,
                  [](Edit& edit, const std::string& id, const Request&) {
                    return edit.Remove(KindOf<T>(), id);
                  });
}

// Reads one resource by name.
absl::StatusOr<v1::RoadmapResource> GetByName(const ServiceParts& parts,
                                              Kind kind,
                                              absl::string_view name);

template <typename T, typename Request>
grpc::ServerUnaryReactor* GetOne(const ServiceParts& parts,
                                 grpc::CallbackServerContext* context,
                                 absl::string_view method,
                                 const Request* request, T* response) {
  return UnaryOnExecutor(
      parts.rpc, context, FullMethod(method), request, response,
      [&parts](const CallContext&, const Request& request) {
        return PartAs<T>(GetByName(parts, KindOf<T>(), request.name()));
      });
}

// What a list is asked for.
struct PageRequest {
  // Also makes page tokens of other methods useless.
  absl::string_view method;
  absl::string_view parent;
  int32_t page_size = 0;
  absl::string_view page_token;
};

// Where a page begins, and how long it may be.
struct PageStart {
  int32_t size = 0;
  int64_t bytes = 0;
  // What EncodePosition was given; empty on the first page.
  std::vector<std::string> position;
};
// INVALID_ARGUMENT. `fields` is how many fields a position has.
absl::StatusOr<PageStart> ReadPage(const PageRequest& request, size_t fields,
                                   const Limits& limits,
                                   Objections* objections);
std::string NextPage(const PageRequest& request,
                     const std::vector<std::string>& position);

// A page of resources, and the token of the next.
struct Page {
  std::vector<v1::RoadmapResource> resources;
  std::string next_page_token;
};

// Resources of a kind by id. NOT_FOUND if the portfolio is not there.
absl::StatusOr<Page> ListByParent(const ServiceParts& parts, Kind kind,
                                  const PageRequest& request);

// List<Resources>: `field` returns the response's repeated field.
template <typename T, typename Request, typename Response, typename Field>
grpc::ServerUnaryReactor* ListAll(const ServiceParts& parts,
                                  grpc::CallbackServerContext* context,
                                  absl::string_view method,
                                  const Request* request, Response* response,
                                  Field field) {
  return UnaryOnExecutor(
      parts.rpc, context, FullMethod(method), request, response,
      [&parts, field, method](const CallContext&, const Request& request)
          -> absl::StatusOr<Response> {
        auto page = ListByParent(parts, KindOf<T>(),
                                 {method, request.parent(), request.page_size(),
                                  request.page_token()});
        if (!page.ok()) return page.status();
        Response response;
        for (v1::RoadmapResource& resource : page->resources) {
          *field(response)->Add() = std::move(*MutableAs<T>(&resource));
        }
        response.set_next_page_token(std::move(page->next_page_token));
        return response;
      });
}

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_SERVICE_PARTS_H_
