"""Written by bazel/update from the CMakeLists.txt files; do not edit."""

PROTOS = [
    "lifeline/roadmap/v1/roadmap.proto",
    "lifeline/backlog/v1/backlog.proto",
    "lifeline/scoring/v1/scoring.proto",
]

THIRD_PARTY_PROTOS = [
    "google/rpc/code.proto",
    "google/rpc/status.proto",
    "google/rpc/error_details.proto",
    "google/type/date.proto",
    "grpc/health/v1/health.proto",
]

TARGETS = []
