// Every call of the table that takes addresses, with every combination of hostile values in its addresses and lengths:
// generated from include/ingot/wasi_preview1.def, so that a new row is tested by being there. AddressSanitizer and
// UBSan watch the buffer that stands in for the memory. What must fault is worked out here from the text of the table:
// then the answer is EFAULT, and nothing in memory or on the host has changed. Everything else may have any answer.
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <regex>
#include <utility>
#include <vector>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

constexpr uint32_t kSize = Guest::kMemoryBytes;
constexpr size_t kMostParameters = 10;
using Values = std::array<uint64_t, kMostParameters>;

/// A call whose parameters are all numbers.
using AnyCall = std::function<Errno(WasiContext&, const Values&, Layout)>;

template <CallId id, auto function, typename... Parameters>
AnyCall any_call(const CheckedCall<id, function, Errno (*)(WasiContext&, Parameters...)>& call) {
  return [call](WasiContext& context, const Values& values, Layout layout) {
    size_t next = 0;
    const auto take = [&]<typename T>(std::type_identity<T>) {
      if constexpr (std::is_same_v<T, Layout>)
        return layout;
      else
        return static_cast<T>(values[next++]);
    };
    // Braces: from left to right.
    const std::tuple<Parameters...> parameters{take(std::type_identity<Parameters>())...};
    return std::apply([&](auto... p) { return call(context, p...); }, parameters);
  };
}

template <CallId id, auto function, typename Result, typename... Parameters>
AnyCall any_call(const CheckedCall<id, function, Result (*)(Parameters...)>&) {
  return nullptr;
}

struct Row {
  std::string name, parameters, unstable, memory;
  AnyCall call;
};

std::vector<Row> rows() {
  return {
#define WASI_CALL(name, signature, unstable, memory, system_calls) \
  {#name, signature + 2, #unstable, memory, any_call(name)},
#include "ingot/wasi_preview1.def"
  };
}

/// A range of a row: unit * (1, a parameter, or a constant of the program below).
struct Range {
  bool is_read;
  size_t address;
  uint64_t unit = 1;
  int length_parameter = -1;

  uint64_t bytes(const Values& values) const {
    return length_parameter < 0 ? unit : unit * values[static_cast<size_t>(length_parameter)];
  }
};

std::vector<Range> ranges_of(const Row& row, Layout layout) {
  // Two arguments, "program" and "argument"; one variable, "NAME=value".
  const std::map<std::string, uint64_t> sizes = {{"argc", 2}, {"argv", 17}, {"envc", 1}, {"env", 11}};
  static const std::regex kRange("([rw])([0-9])\\[([^:\\]]*)(?::([^\\]]*))?\\] ?");
  std::vector<Range> ranges;
  size_t matched = 0;
  for (std::sregex_iterator it(row.memory.begin(), row.memory.end(), kRange), end; it != end; ++it) {
    const std::smatch& match = *it;
    matched += match.length();
    std::string size = layout == Layout::Unstable && match[4].matched ? match[4].str() : match[3].str();
    Range range = {.is_read = match[1] == "r", .address = static_cast<size_t>(match[2].str()[0] - '0')};
    if (isdigit(size[0]) != 0) {
      size_t digits;
      range.unit = std::stoul(size, &digits);
      size = size.substr(std::min(size.size(), digits + 1));
    }
    if (!size.empty() && size[0] == '$')
      range.length_parameter = size[1] - '0';
    else if (!size.empty())
      range.unit *= sizes.at(size);
    ranges.push_back(range);
  }
  EXPECT_EQ(matched, row.memory.size()) << row.name << ": " << row.memory;
  return ranges;
}

class HostileTable : public testing::Test {
 protected:
  HostileTable() {
    scratch.make_file("file", "text");
    scratch.make_file("other", "text");
    guest = std::make_unique<Guest>(scratch.path());
    file = guest->must_open("file", 0, 0, kFileRights & ~kPathRights, 0);
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    other_end = ends[1];
    const FdEntry entry = {.host_fd = ends[0], .type = FileType::SocketStream, .rights_base = kAllRights};
    EXPECT_TRUE(guest->context().fds.insert(entry, 3, &socket));
    static const char* const arguments[] = {"program", "argument"};
    static const char* const environment[] = {"NAME=value", nullptr};
    guest->context().argument_count = 2;
    guest->context().arguments = arguments;
    guest->context().granted_environment = environment;
  }
  ~HostileTable() override { close(other_end); }

  /// Parameters with which the call finds something to do.
  Values good_values(const Row& row, const std::vector<Range>& ranges) {
    Values values = {};
    for (size_t i = 0; i < row.parameters.size(); i++)
      if (row.parameters[i] == 'l') values[i] = 0;
    const bool on_directory =
        row.name.starts_with("path_") || row.name.starts_with("fd_prestat") || row.name == "fd_readdir";
    const Fd fd = on_directory ? Guest::kRoot : row.name.starts_with("sock_") ? socket : file;
    if (row.name.starts_with("path_symlink"))
      values[2] = fd;
    else
      values[0] = fd;
    if (row.name == "path_rename") values[3] = fd;
    if (row.name == "path_link") values[4] = fd;
    Address next = kArea;
    for (const Range& range : ranges) {
      values[range.address] = next;
      if (range.length_parameter >= 0) values[static_cast<size_t>(range.length_parameter)] = range.unit > 1 ? 1 : 4;
      if (range.is_read && range.unit == 8) guest->store(next, Iovec{.buf = kBuffer, .buf_len = 4});
      if (range.is_read && range.unit == 1) guest->put(next, next == kArea ? "file" : "next");
      next += kAreaBytes;
    }
    return values;
  }

  static bool must_fault(const std::vector<Range>& ranges, const Values& values) {
    for (const Range& range : ranges)
      if (static_cast<uint32_t>(values[range.address]) + range.bytes(values) > kSize) return true;
    return false;
  }

  /// All combinations of bad values; those for which `wanted` holds are passed on.
  void each_combination(const std::vector<Range>& ranges, Values values, size_t at, bool wanted,
                        const std::function<void(const Values&)>& use) {
    if (at == ranges.size()) {
      if (must_fault(ranges, values) == wanted) use(values);
      return;
    }
    const Range& range = ranges[at];
    const uint64_t good = values[range.address];
    for (const uint64_t address : {good, good + 1, uint64_t{0}, uint64_t{kArea}, uint64_t{kSize - 1}, uint64_t{kSize},
                                   uint64_t{0x80000000}, uint64_t{0xFFFFFFFF}}) {
      values[range.address] = address;
      if (range.length_parameter < 0) {
        each_combination(ranges, values, at + 1, wanted, use);
        continue;
      }
      const size_t length_parameter = static_cast<size_t>(range.length_parameter);
      const uint64_t good_length = values[length_parameter];
      for (const uint64_t length :
           {good_length, uint64_t{0}, uint64_t{kSize}, uint64_t{1} << 28, uint64_t{UINT32_MAX}}) {
        values[length_parameter] = length;
        each_combination(ranges, values, at + 1, wanted, use);
      }
      values[length_parameter] = good_length;
    }
  }

  void test(const Row& row, Layout layout) {
    const std::vector<Range> ranges = ranges_of(row, layout);
    ASSERT_FALSE(ranges.empty());
    const Values good = good_values(row, ranges);
    const std::string memory = guest->get(0, kSize), listing = scratch.listing();
    each_combination(ranges, good, 0, true, [&](const Values& values) {
      ASSERT_EQ(row.call(guest->context(), values, layout), Errno::Fault) << row.name;
      faults++;
    });
    EXPECT_EQ(guest->get(0, kSize), memory) << row.name;
    EXPECT_EQ(scratch.listing(), listing) << row.name;
    EXPECT_EQ(scratch.read_file("file"), "text") << row.name;
    each_combination(ranges, good, 0, false, [&](const Values& values) {
      row.call(guest->context(), values, layout);
      others++;
      guest->put(0, memory);
      for (Fd fd = socket + 1; fd < socket + 4; fd++) fd_close(guest->context(), fd);
    });
  }

  // Low addresses stay zero, which is also what poll_oneoff reads as a time that has come.
  static constexpr Address kArea = 4096, kAreaBytes = 4096, kBuffer = 32768;
  ScratchDirectory scratch;
  std::unique_ptr<Guest> guest;
  Fd file, socket;
  int other_end;
  uint64_t faults = 0, others = 0;
};

class EveryCall : public HostileTable, public testing::WithParamInterface<size_t> {};

TEST_P(EveryCall, Faults) {
  const Row row = rows()[GetParam()];
  if (row.memory.empty()) {
    // Nothing in the call's signature may then be an address: what takes none has no use for memory.
    SUCCEED();
    return;
  }
  test(row, Layout::Preview1);
  if (row.unstable == "Own") test(row, Layout::Unstable);
  EXPECT_GT(faults, 0u);
  EXPECT_GT(others, 0u);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryCall, testing::Range(size_t{0}, rows().size()),
                         [](const auto& info) { return rows()[info.param].name; });

}  // namespace
}  // namespace ingot::wasi
