#!/usr/bin/env python3
"""Plants one violation of each wall in a small tree and expects it to be found, and nothing else."""

import pathlib
import tempfile
import unittest

import check_walls

# A tree in which every room is inhabited and every wall stands.
WHOLE = {
    "CMakeLists.txt": "add_subdirectory(services/common)\nadd_subdirectory(services/scoring)\nadd_subdirectory(services/backlog)\n"
                      "add_subdirectory(services/audit)\nadd_subdirectory(services/rights)\nadd_subdirectory(services/validation)\n"
                      "add_subdirectory(clients/cli)\n",
    "services/common/CMakeLists.txt": "lifeline_library(lifeline_database SRCS database.cc HDRS database.h DEPS SQLiteCpp)\n"
                                      "lifeline_library(lifeline_common HDRS names.h DEPS absl::strings)\n",
    "services/common/database.h": "#include <string>\n",
    "services/common/database.cc": "#include <SQLiteCpp/SQLiteCpp.h>\n",
    "services/common/names.h": "#include \"absl/strings/string_view.h\"\n",
    "services/common/rpc.h": "#include <grpcpp/grpcpp.h>\n",
    "services/common/storage_service.h": "#include \"lifeline/storage/v1/storage.grpc.pb.h\"\n",
    "services/common/clock.cc": "absl::Time now = absl::Now();\n",
    "services/scoring/CMakeLists.txt": "add_subdirectory(engine)\n"
                                       "lifeline_library(lifeline_planner SRCS ledger.cc HDRS planner.h DEPS lifeline_engine)\n",
    "services/scoring/planner.h": "#include \"services/scoring/engine/plan.h\"\n",
    "services/scoring/ledger.cc": "#include \"services/scoring/planner.h\"\n#include \"absl/time/time.h\"\n",
    "services/scoring/scoring_store.h": "#include \"services/common/database.h\"\n",
    "services/scoring/scoring_main.cc": "#include \"absl/time/clock.h\"\n",
    "services/scoring/follower.cc": "#include \"lifeline/backlog/v1/backlog.grpc.pb.h\"\n",
    "services/scoring/engine/CMakeLists.txt": "lifeline_library(lifeline_engine SRCS plan.cc HDRS plan.h DEPS absl::strings absl::int128)\n",
    "services/scoring/engine/plan.h": "#include <vector>\n",
    "services/scoring/engine/plan.cc": "#include \"services/scoring/engine/plan.h\"\n#include \"absl/numeric/int128.h\"\n",
    "services/backlog/CMakeLists.txt": "lifeline_library(lifeline_backlog SRCS item.cc DEPS lifeline_common lifeline_database)\n",
    "services/backlog/item.cc": "#include \"services/common/names.h\"\n",
    "services/backlog/backlog_service.cc": "#include \"services/common/rpc.h\"\n",
    "services/audit/CMakeLists.txt": "lifeline_library(lifeline_chain SRCS chain.cc HDRS chain.h DEPS lifeline_common)\n"
                                     "lifeline_library(lifeline_audit SRCS auditor.cc DEPS lifeline_chain)\n",
    "services/audit/chain.h": "#include <string>\n",
    "services/audit/auditor.cc": "#include \"lifeline/scoring/v1/scoring.grpc.pb.h\"\n#include \"lifeline/backlog/v1/backlog.grpc.pb.h\"\n",
    "services/rights/CMakeLists.txt": "lifeline_library(lifeline_rights SRCS rights.cc HDRS rights.h DEPS lifeline_common)\n",
    "services/validation/CMakeLists.txt": "lifeline_library(lifeline_validation SRCS opinions.cc HDRS opinions.h DEPS lifeline_common)\n",
    "services/validation/opinions.h": "#include \"lifeline/backlog/v1/backlog.pb.h\"\n#include \"lifeline/roadmap/v1/roadmap.pb.h\"\n",
    "services/backlog/judging.cc": "#include \"services/validation/opinions.h\"\n",
    "services/rights/rights.h": "#include \"lifeline/roadmap/v1/roadmap.pb.h\"\n",
    "services/rights/admission.h": "#include \"services/common/rpc.h\"\n",
    "services/backlog/directory.cc": "#include \"services/rights/rights.h\"\n",
    "clients/cli/CMakeLists.txt": "lifeline_binary(lifeline SRCS cli_main.cc DEPS lifeline_planner lifeline_chain lifeline_rights lifeline_common)\n",
    "clients/cli/cli_main.cc": "#include \"services/rights/rights.h\"\n#include \"services/scoring/planner.h\"\n#include \"services/audit/chain.h\"\n#include \"services/common/names.h\"\n",
    "services/gateway/gateway.h": "#include <string>\n",
    "services/gateway/asset.h": "#include <string>\n",
    "services/gateway/http_server.cc": "#include <boost/asio.hpp>\n#include \"services/common/names.h\"\n#include \"lifeline/scoring/v1/scoring.pb.h\"\n",
    "services/suite/suite.cc": "#include \"services/gateway/gateway.h\"\n#include \"services/gateway/asset.h\"\n",
    "tests/crash/kill_test.cc": "#include <sqlite3.h>\n#include \"services/backlog/backlog_store.h\"\n",
}


class Walls(unittest.TestCase):

    def found(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            top = pathlib.Path(folder)
            for name, text in {**WHOLE, **changes}.items():
                path = top / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_walls.violations(top)

    def expect(self, changes, *words):
        found = self.found(changes)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_a_whole_tree_has_no_violation(self):
        self.assertEqual(self.found({}), [])

    def test_the_table_of_rights_asks_no_service(self):
        self.expect({"services/rights/rights.cc": '#include "services/backlog/directory.h"\n'}, "rights", "backlog")

    def test_the_way_to_ready_asks_no_service(self):
        self.expect({"services/validation/opinions.cc": '#include "services/backlog/directory.h"\n'}, "validation", "backlog")

    def test_the_way_to_ready_is_about_items_and_portfolios_only(self):
        self.expect({"services/validation/opinions.cc": '#include "lifeline/scoring/v1/scoring.pb.h"\n'}, "validation", "scoring")

    def test_the_table_of_rights_knows_the_roadmaps_nouns_only(self):
        self.expect({"services/rights/rights.cc": '#include "lifeline/backlog/v1/backlog.pb.h"\n'}, "rights", "backlog")

    def test_the_table_of_rights_sees_no_grpc(self):
        self.expect({"services/rights/rights.cc": '#include "services/common/rpc.h"\n'}, "gRPC")

    def test_the_engine_sees_no_protobuf(self):
        self.expect({"services/scoring/engine/plan.cc": '#include "lifeline/scoring/v1/scoring.pb.h"\n'}, "engine/", "scoring.pb.h")

    def test_the_engine_sees_no_time(self):
        self.expect({"services/scoring/engine/plan.cc": '#include "absl/time/time.h"\n'}, "engine/")

    def test_a_domain_file_sees_no_grpc_even_by_way_of_another_header(self):
        self.expect({"services/backlog/item.cc": '#include "services/common/rpc.h"\n'}, "gRPC", "rpc.h -> grpcpp/grpcpp.h")

    def test_a_domain_file_sees_no_database(self):
        self.expect({"services/scoring/ledger.cc": '#include "services/scoring/scoring_store.h"\n'}, "the database", "scoring_store.h ->")

    def test_a_domain_file_sees_no_clock(self):
        self.expect({"services/backlog/item.cc": '#include "absl/time/clock.h"\n'}, "the clock")

    def test_only_the_database_includes_sqlitecpp(self):
        self.expect({"services/scoring/scoring_store.h": "#include <SQLiteCpp/Database.h>\n"}, "only the database's implementation")

    def test_only_the_database_includes_sqlite(self):
        self.expect({"services/common/rpc.h": "#include <sqlite3.h>\n"}, "only the database's implementation", "sqlite3.h")

    def test_only_one_file_includes_the_solver(self):
        whole = {"services/scoring/integer_program.cc": "#include <coin/CbcModel.hpp>\n"}
        self.assertEqual(self.found(whole), [])
        self.expect({"services/scoring/ledger.cc": "#include <coin/CbcModel.hpp>\n"}, "only services/scoring/integer_program.cc", "CbcModel.hpp")
        self.expect({"services/scoring/planner.h": "#include <CoinError.hpp>\n"}, "CoinError.hpp")

    def test_only_one_target_links_the_solver(self):
        lists = ("add_subdirectory(engine)\n"
                 "lifeline_library(lifeline_planner SRCS ledger.cc HDRS planner.h DEPS lifeline_engine{})\n"
                 "lifeline_library(lifeline_optimum SRCS integer_program.cc DEPS PkgConfig::CBC)\n")
        files = {"services/scoring/integer_program.cc": ""}
        self.assertEqual(self.found({**files, "services/scoring/CMakeLists.txt": lists.format("")}), [])
        self.expect({**files, "services/scoring/CMakeLists.txt": lists.format(" PkgConfig::CBC")}, "lifeline_planner", "PkgConfig::CBC")

    def test_only_one_file_speaks_to_the_outside(self):
        whole = {"services/scoring/transport.cc": "#include <curl/curl.h>\n"}
        self.assertEqual(self.found(whole), [])
        self.expect({"services/scoring/courier.cc": "#include <curl/curl.h>\n"}, "only services/scoring/transport.cc", "curl/curl.h")
        lists = ("lifeline_library(lifeline_planner SRCS ledger.cc HDRS planner.h DEPS{})\n"
                 "lifeline_library(lifeline_transport SRCS transport.cc DEPS CURL::libcurl)\n")
        files = {"services/scoring/transport.cc": ""}
        self.assertEqual(self.found({**files, "services/scoring/CMakeLists.txt": lists.format("")}), [])
        self.expect({**files, "services/scoring/CMakeLists.txt": lists.format(" CURL::libcurl")}, "lifeline_planner", "CURL::libcurl")

    def test_stores_do_not_include_the_connection(self):
        self.expect({"services/scoring/scoring_store.h": '#include "services/common/connection.h"\n'}, "database's implementation")

    def test_only_the_gateway_sees_boost(self):
        self.expect({"services/common/names.cc": "#include <boost/asio.hpp>\n"}, "only services/gateway", "boost/asio.hpp")
        # Not by way of its headers either.
        self.expect({"services/gateway/gateway.h": "#include <boost/asio.hpp>\n"}, "services/suite/suite.cc", "services/gateway/gateway.h")

    def test_the_door_is_opened_by_the_suite_through_two_headers(self):
        self.expect({"services/suite/suite.cc": '#include "services/gateway/session.h"\n'}, "gateway.h and asset.h", "session.h")

    def test_the_gateway_knows_no_service_and_no_data(self):
        self.expect({"services/gateway/session.cc": '#include "services/rights/rights.h"\n'}, "protos and common/ only", "rights.h")
        self.expect({"services/gateway/session.cc": '#include "services/common/database.h"\n'}, "keeps no data", "database.h")

    def test_services_do_not_include_one_another(self):
        self.expect({"services/backlog/backlog_service.cc": '#include "services/scoring/ledger.h"\n'}, "stubs only", "backlog")

    def test_calls_run_one_way(self):
        self.expect({"services/backlog/backlog_service.cc": '#include "lifeline/scoring/v1/scoring.pb.h"\n'}, "does not call scoring")

    def test_nobody_calls_the_audit(self):
        self.expect({"services/scoring/follower.cc": '#include "lifeline/audit/v1/audit.pb.h"\n'}, "does not call audit")

    def test_the_audit_shares_no_code_with_whom_it_audits(self):
        self.expect({"services/audit/auditor.cc": '#include "services/scoring/ledger.h"\n'}, "stubs only", "audit")
        self.expect({"services/audit/CMakeLists.txt": "lifeline_library(lifeline_chain SRCS chain.cc HDRS chain.h DEPS lifeline_common)\n"
                                                      "lifeline_library(lifeline_audit SRCS auditor.cc DEPS lifeline_planner)\n"},
                    "must not link lifeline_planner")

    def test_of_the_audit_a_client_has_the_chain_only(self):
        self.expect({"clients/cli/cli_main.cc": '#include "services/audit/auditor.h"\n'}, "clients speak the API")
        found = self.found({"clients/cli/CMakeLists.txt": "lifeline_binary(lifeline SRCS cli_main.cc DEPS lifeline_audit)\n"})
        self.assertTrue(any("the rights only, not lifeline_audit" in line for line in found), found)

    def test_common_knows_no_service(self):
        self.expect({"services/common/names.h": '#include "services/backlog/item.h"\n'}, "common/ knows no service")

    def test_common_holds_no_business_noun(self):
        self.expect({"services/common/rpc.h": '#include "lifeline/backlog/v1/backlog.pb.h"\n'}, "business noun")

    def test_clients_include_the_planner_only(self):
        self.expect({"clients/cli/cli_main.cc": '#include "services/scoring/ledger.h"\n'}, "clients speak the API")

    def test_only_mains_read_the_clock(self):
        self.expect({"services/backlog/backlog_service.cc": "auto now = absl::Now();\n"}, "only mains")

    def test_the_engine_links_nothing_else(self):
        self.expect({"services/scoring/engine/CMakeLists.txt": "lifeline_library(lifeline_engine SRCS plan.cc DEPS absl::time)\n"},
                    "the engine links", "absl::time")

    def test_services_do_not_link_one_another(self):
        self.expect({"services/backlog/CMakeLists.txt": "lifeline_library(lifeline_backlog SRCS item.cc DEPS lifeline_planner)\n"},
                    "must not link lifeline_planner")

    def test_only_the_database_links_sqlite(self):
        self.expect({"services/backlog/CMakeLists.txt": "lifeline_library(lifeline_backlog SRCS item.cc DEPS SQLiteCpp)\n"},
                    "links SQLiteCpp")

    def test_a_client_does_not_reach_the_database(self):
        self.expect({"clients/cli/CMakeLists.txt": "lifeline_binary(lifeline SRCS cli_main.cc DEPS lifeline_database)\n"},
                    "must not reach the database")

    def test_a_client_does_not_link_a_service(self):
        found = self.found({"clients/cli/CMakeLists.txt": "lifeline_binary(lifeline SRCS cli_main.cc DEPS lifeline_backlog)\n"})
        self.assertTrue(any("the rights only, not lifeline_backlog" in line for line in found), found)

    def test_a_file_of_no_room_is_named(self):
        self.expect({"services/extra.cc": ""}, "belongs to no room")

    def test_a_list_that_cannot_be_read_is_an_error(self):
        with self.assertRaises(check_walls.cmake_lists.ListError):
            self.found({"services/backlog/CMakeLists.txt": "lifeline_library(lifeline_backlog SRCS ${FILES})\n"})


if __name__ == "__main__":
    unittest.main()
