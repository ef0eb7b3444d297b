"""Makes Bazel's rules of the lists that bazel/update writes from the CMakeLists.txt files."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")
load("//third_party:deps.bzl", "ABSL", "THIRD_PARTY")

# As CMake has it: our own code is compiled with warnings as errors, but for those that g++ 12 gives without a cause.
_COPTS = ["-Wall", "-Wextra", "-Werror"] + ["-Wno-" + warning for warning in [
    "array-bounds",
    "mismatched-new-delete",
    "restrict",
    "stringop-overflow",
]]

# A test's own code runs once, and is better compiled fast.
_TEST_COPTS = _COPTS + ["-O1"]

# Who depends on this starts our programs.
_STARTS_PROGRAMS = "lifeline_test_support"

# CMake's lifeline_test adds these by itself.
_TEST_DEPS = ["GTest::gmock", "GTest::gtest_main"]

def _generated(root, protos, suffixes):
    return [root + proto[:-len(".proto")] + suffix for proto in protos for suffix in suffixes]

def lifeline_protos(name, protos, third_party_protos):
    """The API's generated code, as one library.

    Args:
      name: of the library.
      protos: paths below protos/.
      third_party_protos: paths below protos/third_party/.
    """
    roots = {"protos/": protos, "protos/third_party/": third_party_protos}
    sources = [root + proto for root in roots for proto in roots[root]]
    srcs = []
    hdrs = []
    for root in roots:
        for proto in roots[root]:
            outs = _generated(root, [proto], [".pb.h", ".pb.cc", ".grpc.pb.h", ".grpc.pb.cc"])
            native.genrule(
                name = "generate_" + proto.replace("/", "_").replace(".", "_"),
                srcs = sources,
                outs = outs,
                cmd = " ".join([
                    "/usr/bin/protoc -I protos/third_party -I protos",
                    "--cpp_out=$(RULEDIR)/" + root,
                    "--grpc_out=$(RULEDIR)/" + root,
                    "--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin",
                    root + proto,
                ]),
            )
            srcs += [out for out in outs if out.endswith(".cc")]
            hdrs += [out for out in outs if out.endswith(".h")]
    cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        includes = ["protos", "protos/third_party"],
        linkstatic = True,
        deps = ["//third_party:grpcpp"],
    )

def _label(dep, own):
    if dep in own:
        return ":" + dep
    if dep.startswith("absl::"):
        return ABSL
    if dep in THIRD_PARTY:
        return THIRD_PARTY[dep]
    fail("third_party/deps.bzl has no rule for " + dep)

def lifeline_targets(targets, protos, test_data):
    """One rule for each target of CMake.

    Args:
      targets: TARGETS of targets.bzl.
      protos: name of the library that lifeline_protos made.
      test_data: the files that tests read.
    """
    own = {target["name"]: True for target in targets}
    own[protos] = True

    # What tests across walls start; they look for it beside themselves.
    programs = [
        ":" + target["name"]
        for target in targets
        if target["kind"] == "lifeline_binary" and target["name"].startswith("lifeline")
    ]
    for target in targets:
        deps = target["deps"] + (_TEST_DEPS if target["kind"] == "lifeline_test" else [])

        # Several of CMake's names may stand for one rule.
        labels = {_label(dep, own): True for dep in deps}.keys()
        if target["kind"] == "lifeline_library":
            cc_library(
                name = target["name"],
                srcs = target["srcs"],
                hdrs = target["hdrs"],
                copts = _COPTS,
                linkstatic = True,
                deps = labels,
            )
        elif target["kind"] == "lifeline_binary":
            cc_binary(
                name = target["name"],
                srcs = target["srcs"],
                copts = _COPTS,
                deps = labels,
            )
        else:
            cc_test(
                name = target["name"],
                srcs = target["srcs"],
                copts = _TEST_COPTS,
                data = test_data + (programs if _STARTS_PROGRAMS in target["deps"] else []),
                linkstatic = True,
                deps = labels,
            )
