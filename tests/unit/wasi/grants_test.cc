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
  std::vector<std::string> strings(Errno (*sizes)(WasiContext&, Address, Address),
                                   Errno (*get)(WasiContext&, Address, Address)) {
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
  ASSERT_TRUE(add_grants(&guest.context(), list.c_str(), /*separated=*/true));
  EXPECT_EQ(preopen_name(4), one);
  EXPECT_EQ(preopen_name(5), "/data");
  EXPECT_EQ(preopen_name(6), "a::b");
  EXPECT_EQ(preopen_name(7), "none");
}

TEST_F(Grants, SaysWhatIsWrong) {
  const auto message = [&](const std::string& grant) {
    testing::internal::CaptureStderr();
    EXPECT_FALSE(add_grants(&guest.context(), grant.c_str(), /*separated=*/false));
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(message("/nonexistent/x::/"), "ingot: cannot grant directory '/nonexistent/x::/': no such directory\n");
  EXPECT_EQ(message("/dev/null"), "ingot: cannot grant directory '/dev/null': not a directory\n");
  EXPECT_EQ(message("::/"), "ingot: cannot grant directory '::/': expected HOST[::GUEST]\n");
  EXPECT_EQ(message("/::"), "ingot: cannot grant directory '/::': expected HOST[::GUEST]\n");
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
