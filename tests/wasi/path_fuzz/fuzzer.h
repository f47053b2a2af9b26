// One guest that makes random calls with random paths, and what it is watched by.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/wasi/calls.h"
#include "tests/wasi/path_fuzz/host_calls.h"
#include "tests/wasi/path_fuzz/paths.h"
#include "tests/wasi/path_fuzz/watch.h"
#include "tests/wasi/path_fuzz/world.h"

namespace ingot::wasi::fuzz {

struct Settings {
  uint64_t operations = 100'000;
  uint64_t seed = 1;
  ResolveMode mode = ResolveMode::Kernel;
  bool moves = true;
};

class Fuzzer : private HostCallObserver {
 public:
  Fuzzer(const Settings& settings, World& world);
  /// False after a message if an oracle sees something.
  bool run();
  void report() const;

 private:
  static constexpr uint32_t kMemoryBytes = 1u << 16;
  static constexpr Address kPath = 0, kOther = 8192, kIovs = 16384, kResult = 16400, kBuffer = 16448;
  static constexpr uint32_t kBufferBytes = 32768;
  static constexpr Fd kGranted = 3, kSealed = 4;
  static constexpr uint64_t kEpoch = 500;  ///< operations on one tree

  void before_call() override;
  void opened(int host_fd) override;
  void links_to(const char* target) override;
  bool fails_once() override;

  void start_epoch();
  bool end_epoch(uint64_t done);
  Length put_path(Address address);
  Fd directory();
  bool step(uint64_t done);
  void take_moves_back();
  Errno act(uint32_t what);
  Errno open_something();
  void use(Fd fd);
  void look_at(Fd fd);
  void list(Fd fd, uint64_t device);
  void check_stat();
  void see(bool escaped, const char* what);
  bool tell(uint64_t done, const std::string& what) const;

  const Settings settings_;
  World& world_;
  Random random_;
  Watch watch_;
  std::vector<std::string> grants_;
  std::vector<uint8_t> memory_;
  IngotMemory description_ = {};
  std::unique_ptr<WasiContext> context_;
  std::vector<Fd> open_;
  // Of the operation.
  const char* call_ = "";
  std::string paths_;
  std::vector<int> cells_;
  std::vector<uint32_t> moves_;
  std::string escape_;
  int failures_left_ = 0;
  // Of the run.
  std::map<std::string, std::map<uint16_t, uint64_t>> counts_;
  std::map<std::string, std::vector<uint64_t>> cell_counts_;
  uint64_t moves_between_ = 0;
};

}  // namespace ingot::wasi::fuzz
