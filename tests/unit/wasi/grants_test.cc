// What a guest is given: directories, environment, arguments.
#include <vector>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

class Grants : public testing::Test {
 protected:
  Grants() : guest(scratch.path()) {
    scratch.make_directory("a");
    scratch.make_directory("b:c");
  }

  std::string preopen_name(Fd fd) {
    if (fd_prestat_get(guest.context(), fd, Guest::kBuffer) != Errno::Success) return "none";
    const uint32_t length = guest.load<Prestat>(Guest::kBuffer).name_length;
    EXPECT_EQ(fd_prestat_dir_name(guest.context(), fd, Guest::kBuffer, length), Errno::Success);
    return guest.get(Guest::kBuffer, length);
  }

  /// Strings of a pointer array that args_get or environ_get have written.
  template <typename Sizes, typename Get>
  std::vector<std::string> strings(Sizes sizes, Get get) {
    EXPECT_EQ(sizes(guest.context(), Guest::kResult, Guest::kResult + 4), Errno::Success);
    const uint32_t count = guest.result32();
    const uint32_t byte_length = guest.load<uint32_t>(Guest::kResult + 4);
    EXPECT_EQ(get(guest.context(), Guest::kIovs, Guest::kBuffer), Errno::Success);
    std::vector<std::string> result;
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
      const Address at = guest.load<Address>(Guest::kIovs + 4 * i);
      EXPECT_EQ(at, Guest::kBuffer + total);
      result.push_back(guest.get(at, static_cast<uint32_t>(strlen(guest.get(at, 1000).c_str()))));
      total += static_cast<uint32_t>(result.back().size()) + 1;
    }
    EXPECT_EQ(total, byte_length);
    return result;
  }

  std::vector<std::string> environment(std::vector<const char*> compiled, const char* at_run_time,
                                       std::vector<const char*> host) {
    compiled.push_back(nullptr);
    host.push_back(nullptr);
    guest.context().granted_environment = compiled.data();
    guest.context().granted_at_run_time = at_run_time;
    guest.context().host_environment = host.data();
    const std::vector<std::string> result = strings(environ_sizes_get, environ_get);
    guest.context().granted_environment = guest.context().host_environment = nullptr;
    return result;
  }

  using Strings = std::vector<std::string>;
  ScratchDirectory scratch;
  Guest guest;
};

TEST_F(Grants, DirectoriesInOrder) {
  const std::string one = scratch / "a";
  const std::string two = (scratch / "b:c") + "::/data";
  const std::string list = one + ";;" + two + ";" + scratch.path() + "::a::b";
  ASSERT_TRUE(add_list(&guest.context(), list.c_str(), add_grant));
  EXPECT_EQ(preopen_name(4), one);
  EXPECT_EQ(preopen_name(5), "/data");
  EXPECT_EQ(preopen_name(6), "a::b");
  EXPECT_EQ(preopen_name(7), "none");
}

TEST_F(Grants, ASuffixIsNoPartOfTheName) {
  const std::string one = scratch / "a";
  const std::vector<std::string> grants = {one + ":ro", one + "::/x:ro", one + "::/x:ro:rw", one + "::/x:rw"};
  for (const std::string& grant : grants)
    ASSERT_TRUE(add_grant(&guest.context(), grant.data(), static_cast<uint32_t>(grant.size()))) << grant;
  EXPECT_EQ(preopen_name(4), one);
  EXPECT_EQ(preopen_name(5), "/x");
  EXPECT_EQ(preopen_name(6), "/x:ro");
  EXPECT_EQ(preopen_name(7), "/x");
  const auto removes = [&](Fd fd) { return fd_fdstat_set_rights(guest.context(), fd, kPathUnlinkFile, 0); };
  EXPECT_EQ(removes(4), Errno::NotCapable);
  EXPECT_EQ(removes(5), Errno::NotCapable);
  EXPECT_EQ(removes(6), Errno::Success);
  EXPECT_EQ(removes(7), Errno::Success);
}

TEST_F(Grants, AddressesThatAreNone) {
  testing::internal::CaptureStderr();
  for (const char* bad : {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:99999999999",
                          "example.org:80", "::1:80", "[::1:80", "[]:80", ":80", "1.2.3.4:8o",
                          "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]:80"})
    EXPECT_FALSE(add_listener(&guest.context(), bad, static_cast<uint32_t>(strlen(bad)))) << bad;
  EXPECT_NE(testing::internal::GetCapturedStderr().find("expected HOST:PORT with a numeric host"), std::string::npos);
  EXPECT_EQ(preopen_name(4), "none");
}

TEST_F(Grants, SaysWhatIsWrong) {
  const auto message = [&](const std::string& grant) {
    testing::internal::CaptureStderr();
    EXPECT_FALSE(add_grant(&guest.context(), grant.data(), static_cast<uint32_t>(grant.size())));
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(message("/nonexistent/x::/"), "ingot: cannot grant directory '/nonexistent/x::/': no such directory\n");
  EXPECT_EQ(message("/dev/null"), "ingot: cannot grant directory '/dev/null': not a directory\n");
  EXPECT_EQ(message("::/"), "ingot: cannot grant directory '::/': expected HOST[::GUEST][:ro]\n");
  EXPECT_EQ(message("/::"), "ingot: cannot grant directory '/::': expected HOST[::GUEST][:ro]\n");
  EXPECT_EQ(preopen_name(4), "none");
}

TEST_F(Grants, Arguments) {
  EXPECT_EQ(strings(args_sizes_get, args_get), Strings{});
  const char* const arguments[] = {"program", "", "the\"second\" arg"};
  guest.context().argument_count = 3;
  guest.context().arguments = arguments;
  EXPECT_EQ(strings(args_sizes_get, args_get), (Strings{"program", "", "the\"second\" arg"}));
}

TEST_F(Grants, EnvironmentIsEmptyUnlessGranted) {
  EXPECT_EQ(environment({}, nullptr, {"HOME=/nowhere", "SECRET=1"}), Strings{});
  EXPECT_EQ(environment({}, "", {"HOME=/nowhere"}), Strings{});
}

TEST_F(Grants, EnvironmentFromBothPlaces) {
  EXPECT_EQ(environment({"A=1", "B=x=y", "C="}, "D=new\nline;E=2;;", {}),
            (Strings{"A=1", "B=x=y", "C=", "D=new\nline", "E=2"}));
}

TEST_F(Grants, TheLastGrantOfANameWins) {
  EXPECT_EQ(environment({"A=1", "B=1", "A=2"}, "B=2;AA=3", {}), (Strings{"A=2", "B=2", "AA=3"}));
}

TEST_F(Grants, ANameAloneStandsForTheHostsVariable) {
  EXPECT_EQ(environment({"HOME", "MISSING"}, "PATH;HOM", {"HOME=/h;x", "HOMER=no", "PATH=/bin"}),
            (Strings{"HOME=/h;x", "PATH=/bin"}));
  EXPECT_EQ(environment({"HOME=mine"}, "HOME", {"HOME=/h"}), (Strings{"HOME=/h"}));
  EXPECT_EQ(environment({"=x", "A=1"}, "=;", {}), (Strings{"A=1"}));
}

}  // namespace
}  // namespace ingot::wasi
