"""What CMake calls a library of Debian's, and the rule here that stands for it. bazel/update reads this too."""

THIRD_PARTY = {
    "Boost::headers": "//third_party:header_only",
    "CLI11::CLI11": "//third_party:header_only",
    "CURL::libcurl": "//third_party:curl",
    "GTest::gmock": "//third_party:gtest",
    "GTest::gtest": "//third_party:gtest",
    "GTest::gtest_main": "//third_party:gtest_main",
    "OpenSSL::Crypto": "//third_party:crypto",
    "OpenSSL::SSL": "//third_party:ssl",
    "PkgConfig::CBC": "//third_party:cbc",
    "PkgConfig::HTTPLIB": "//third_party:httplib",
    "SQLiteCpp": "//third_party:sqlitecpp",
    "Threads::Threads": "//third_party:threads",
    "ZLIB::ZLIB": "//third_party:zlib",
    "benchmark::benchmark": "//third_party:benchmark",
    "benchmark::benchmark_main": "//third_party:benchmark_main",
    "csv": "//third_party:csv",
    "gRPC::grpc++": "//third_party:grpcpp",
    "gRPC::grpc++_reflection": "//third_party:grpcpp_reflection",
    "nlohmann_json::nlohmann_json": "//third_party:header_only",
    "protobuf::libprotobuf": "//third_party:protobuf",
    "rapidcheck": "//third_party:rapidcheck",
    "rapidcheck_gtest": "//third_party:rapidcheck",
    "sqlite3": "//third_party:sqlite3",
    "SQLite::SQLite3": "//third_party:sqlite3",
    "yaml-cpp": "//third_party:yaml_cpp",
}

# Every absl:: library is this one rule; --as-needed drops the parts that a program does not use.
ABSL = "//third_party:absl"
