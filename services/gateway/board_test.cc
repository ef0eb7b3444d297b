#include "services/gateway/board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "services/gateway/compression.h"

namespace lifeline::gateway {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class BoardTest : public ::testing::Test {
 protected:
  BoardTest()
      : page_(Gzip("<html>first page</html>")),
        script_(Gzip("go()")),
        assets_(
            {{"/index.html", "text/html", "\"i\"", page_, true},
             {"/assets/app-1.js", "text/javascript", "\"a\"", script_, true},
             {"/icon.png", "image/png", "\"p\"", "png", false}}),
        board_(assets_) {}

  HttpResponse Get(const std::string& path, Headers headers = {}) {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.headers = std::move(headers);
    return board_.Serve(request);
  }

  const std::string page_;
  const std::string script_;
  const std::vector<Asset> assets_;
  const Board board_;
};

TEST_F(BoardTest, AFileIsSentAsItIsPackedToWhoTakesThat) {
  const HttpResponse packed =
      Get("/assets/app-1.js", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(packed.body, script_);
  EXPECT_THAT(packed.headers, Contains(Pair("Content-Encoding", "gzip")));
  const HttpResponse plain = Get("/assets/app-1.js");
  EXPECT_EQ(plain.body, "go()");
  EXPECT_THAT(plain.headers, Not(Contains(Key("Content-Encoding"))));
  EXPECT_EQ(Get("/icon.png", {{"accept-encoding", "gzip"}}).body, "png");
}

TEST_F(BoardTest, AHashedNameIsKeptForeverAndTheFirstPageIsAskedForAgain) {
  EXPECT_THAT(
      Get("/assets/app-1.js").headers,
      Contains(Pair("Cache-Control", "public, max-age=31536000, immutable")));
  EXPECT_THAT(Get("/").headers, Contains(Pair("Cache-Control", "no-cache")));
  EXPECT_EQ(Get("/", {{"if-none-match", "W/\"i\""}}).status, 304);
  EXPECT_EQ(Get("/", {{"if-none-match", "W/\"old\""}}).status, 200);
}

TEST_F(BoardTest, APageOfTheBoardIsItsFirstPage) {
  for (const char* path : {"/", "/p/webshop/ranking", "/index.html"})
    EXPECT_EQ(Get(path).body, "<html>first page</html>") << path;
  EXPECT_EQ(Get("/assets/gone.js").status, 404);
}

TEST_F(BoardTest, NothingIsSentToIt) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/";
  EXPECT_EQ(board_.Serve(request).status, 405);
}

TEST_F(BoardTest, WithoutABoardThereIsThePageThatSaysHowToGetIt) {
  const Board none{absl::Span<const Asset>()};
  HttpRequest request;
  request.method = "GET";
  request.path = "/p/webshop/ranking";
  EXPECT_EQ(none.Serve(request).status, 200);
  EXPECT_THAT(none.Serve(request).body, HasSubstr("deploy/board"));
}

}  // namespace
}  // namespace lifeline::gateway
