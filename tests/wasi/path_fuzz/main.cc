// Path fuzzer: random paths in every call that takes one, on a tree full of links, while another thread moves folders
// about. The oracle is on the host's side (world.h): nothing outside what is granted is read, made, changed or removed,
// and nothing at all is changed in what is granted for reading.
//
//   path_fuzz [--operations N] [--seed N] [--mode kernel|walk] [--still]
//
// A run of 1,000,000 operations takes a minute or two for each mode. --still: without the other thread, which makes a
// run repeatable from its seed. Exit code 1 and the operation on stderr if the oracle sees something.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "runtime/wasi/calls.h"
#include "tests/wasi/path_fuzz/world.h"

namespace ingot::wasi::fuzz {
namespace {

struct Settings {
  uint64_t operations = 100'000;
  uint64_t seed = 1;
  ResolveMode mode = ResolveMode::Kernel;
  bool moves = true;
};

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  uint32_t below(uint32_t end) { return static_cast<uint32_t>(engine_() % end); }
  bool one_in(uint32_t n) { return below(n) == 0; }
  template <typename T, size_t N>
  const T& of(const T (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::mt19937_64 engine_;
};

/// A path: components that mean something in the tree, joined and ended in every way there is.
std::string random_path(Random& random) {
  static const char* const kNames[] = {"file",
                                       "dir",
                                       "dir/deep",
                                       "dir/deep/er",
                                       "empty",
                                       "swap",
                                       "park",
                                       "park/deep",
                                       "secret",
                                       "to_file",
                                       "to_dir",
                                       "to_dir_slash",
                                       "chain",
                                       "chain1",
                                       "dangling",
                                       "dangling_deep",
                                       "loop",
                                       "out",
                                       "out_file",
                                       "out_deep",
                                       "up",
                                       "dir/up",
                                       "here",
                                       "back",
                                       "root",
                                       "passwd",
                                       "proc",
                                       "absolute",
                                       "absolute_inside",
                                       "new",
                                       "new1",
                                       "new2",
                                       "outside",
                                       "granted",
                                       "sealed",
                                       "missing",
                                       "etc",
                                       "passwd"};
  static const char* const kDots[] = {"..", ".", "", "../..", "..."};
  static const char* const kEnds[] = {"", "", "", "", "", "", "", "", "", "/", "//", "/.", "/..", "/./"};
  // Where the other thread is at work (world.cc).
  static const char* const kMoving[] = {"file",          "swap/secret",          "swap/file",    "out/secret",
                                        "dir/deep/file", "dir/deep/secret",      "absolute/dir", "park/deep/file",
                                        "park/deep/new", "park/deep/../../file", "empty/deep",   "out_file"};
  if (random.one_in(4)) return random.of(kMoving);
  if (random.one_in(100)) return "";
  std::string path;
  if (random.one_in(50)) path = "/";
  for (uint32_t left = random.one_in(2) ? 1 : 1 + random.below(4); left != 0; left--) {
    if (random.one_in(left == 1 ? 12 : 5))
      path += random.of(kDots);
    else if (random.one_in(80))
      path += std::string(254 + random.below(3), 'a');
    else
      path += random.of(kNames);
    if (left != 1) path += random.one_in(8) ? "//" : "/";
  }
  path += random.of(kEnds);
  if (random.one_in(150)) path.insert(random.below(static_cast<uint32_t>(path.size()) + 1), 1, '\0');
  if (random.one_in(150)) {
    std::string filler;
    while (filler.size() + path.size() < 4094 + random.below(3)) filler += "./";
    path = filler + path;
  }
  return path;
}

class Fuzzer {
 public:
  Fuzzer(const Settings& settings, World& world);
  /// False after a message if the oracle sees something.
  bool run();
  void report() const;

 private:
  static constexpr uint32_t kMemoryBytes = 1u << 16;
  static constexpr Address kPath = 0, kOther = 8192, kIovs = 16384, kResult = 16400, kBuffer = 16448;
  static constexpr uint32_t kBufferBytes = 32768;
  static constexpr Fd kGranted = 3, kSealed = 4;
  static constexpr uint64_t kEpoch = 2000;  ///< operations on one tree

  void grant(const std::string& text);
  void start_epoch();
  Length put_path(Address address);
  Fd directory();
  bool step();
  Errno act(uint32_t what);
  Errno open_something();
  void use(Fd fd);
  void look_at(Fd fd);
  void list(Fd fd);
  void check_stat();
  void see(bool escaped, const char* what);

  const Settings settings_;
  World& world_;
  Random random_;
  std::vector<std::string> grants_;
  std::vector<uint8_t> memory_;
  IngotMemory description_ = {};
  std::unique_ptr<WasiContext> context_;
  std::vector<Fd> open_;
  std::string paths_;  ///< of the operation
  const char* call_ = "";
  const char* escape_ = nullptr;
  std::map<std::string, std::map<uint16_t, uint64_t>> counts_;
};

Fuzzer::Fuzzer(const Settings& settings, World& world)
    : settings_(settings), world_(world), random_(settings.seed), memory_(kMemoryBytes) {
  description_.base = memory_.data();
  description_.byte_length = description_.max_byte_length = kMemoryBytes;
  context_ = std::make_unique<WasiContext>();
  context_->memory = GuestMemory(&description_);
  context_->resolve_mode = settings.mode;
  add_standard_streams(context_.get());
  grants_ = {world.path("granted") + "::/g", world.path("sealed") + "::/s:ro"};
  for (const std::string& text : grants_)
    if (!add_grant(context_.get(), text.data(), static_cast<uint32_t>(text.size()))) exit(2);
}

void Fuzzer::see(bool escaped, const char* what) {
  if (escaped && escape_ == nullptr) escape_ = what;
}

Length Fuzzer::put_path(Address address) {
  const std::string path = random_path(random_);
  memcpy(&memory_[address], path.data(), path.size());
  paths_ += " '" + path.substr(0, 200) + "'";
  return static_cast<Length>(path.size());
}

Fd Fuzzer::directory() {
  if (random_.one_in(8)) return kSealed;
  if (!open_.empty() && random_.one_in(3)) return open_[random_.below(static_cast<uint32_t>(open_.size()))];
  return kGranted;
}

/// Everything that can be learned through a descriptor.
void Fuzzer::look_at(Fd fd) {
  if (fd_filestat_get(*context_, fd, kBuffer, Layout::Preview1) != Errno::Success) return;
  const Filestat status = context_->memory.load<Filestat>(kBuffer);
  see(world_.is_outside(status.ino), "opened something outside");
  if (status.filetype == static_cast<uint8_t>(FileType::Directory)) return list(fd);
  context_->memory.store(kIovs, Iovec{.buf = kBuffer, .buf_len = 64});
  if (fd_read(*context_, fd, kIovs, 1, kResult) != Errno::Success) return;
  const uint32_t got = context_->memory.load<uint32_t>(kResult);
  const std::string text(reinterpret_cast<const char*>(&memory_[kBuffer]), got);
  see(text.find(kOutsideMark) != std::string::npos, "read something outside");
  see(text.find("root:") != std::string::npos, "read /etc/passwd");
}

void Fuzzer::list(Fd fd) {
  if (fd_readdir(*context_, fd, kBuffer, kBufferBytes, 0, kResult) != Errno::Success) return;
  const uint32_t used = context_->memory.load<uint32_t>(kResult);
  for (uint32_t at = 0; at + sizeof(Dirent) <= used;) {
    const Dirent entry = context_->memory.load<Dirent>(kBuffer + at);
    const std::string name(reinterpret_cast<const char*>(&memory_[kBuffer + at + sizeof(Dirent)]), entry.name_length);
    // The number of what is above a grant is all that `..` tells.
    see(name != ".." && world_.is_outside(entry.ino), "listed something outside");
    at += static_cast<uint32_t>(sizeof(Dirent)) + entry.name_length;
  }
}

void Fuzzer::use(Fd fd) {
  look_at(fd);
  if (random_.one_in(2)) {
    memcpy(&memory_[kBuffer], "written by the guest", 20);
    context_->memory.store(kIovs, Iovec{.buf = kBuffer, .buf_len = 20});
    fd_write(*context_, fd, kIovs, 1, kResult);
    fd_filestat_set_times(*context_, fd, 1, 1, kFstAtim | kFstMtim);
    if (random_.one_in(4)) fd_filestat_set_size(*context_, fd, random_.below(100));
    if (random_.one_in(8)) fd_allocate(*context_, fd, 0, 10);
  }
  // Some folders stay open and are where later operations begin.
  if (open_.size() < 8 && random_.one_in(4) && context_->fds.find(fd)->type == FileType::Directory)
    open_.push_back(fd);
  else
    fd_close(*context_, fd);
}

Errno Fuzzer::open_something() {
  const Fd from = directory();
  Rights base = random_.one_in(4) ? kFdRead | kFdReaddir | kFdFilestatGet : kAllRights;
  if (random_.one_in(4)) base |= kFdWrite;
  const Rights wanted = random_.one_in(3) ? kAllRights : context_->fds.find(from)->rights_inheriting;
  base &= wanted;
  const uint32_t lookup = random_.below(2);
  const uint32_t oflags = random_.one_in(2) ? 0 : random_.below(16);
  const uint32_t fdflags = random_.one_in(8) ? random_.below(32) : 0;
  const Length length = put_path(kPath);
  const Errno error = path_open(*context_, from, lookup, kPath, length, oflags, base, wanted, fdflags, kResult);
  if (error == Errno::Success) use(context_->memory.load<uint32_t>(kResult));
  return error;
}

void Fuzzer::check_stat() {
  see(world_.is_outside(context_->memory.load<Filestat>(kBuffer).ino), "looked at something outside");
}

Errno Fuzzer::act(uint32_t what) {
  WasiContext& c = *context_;
  const Fd from = directory(), to = directory();
  const uint32_t lookup = random_.below(2);
  switch (what) {
    case 0: call_ = "path_create_directory"; return path_create_directory(c, from, kPath, put_path(kPath));
    case 1: call_ = "path_remove_directory"; return path_remove_directory(c, from, kPath, put_path(kPath));
    case 2: call_ = "path_unlink_file"; return path_unlink_file(c, from, kPath, put_path(kPath));
    case 3: {
      call_ = "path_rename";
      const Length length = put_path(kPath);
      return path_rename(c, from, kPath, length, to, kOther, put_path(kOther));
    }
    case 4: {
      call_ = "path_link";
      const Length length = put_path(kPath);
      return path_link(c, from, random_.one_in(8), kPath, length, to, kOther, put_path(kOther));
    }
    case 5: {
      call_ = "path_symlink";
      const Length length = put_path(kPath);
      return path_symlink(c, kPath, length, to, kOther, put_path(kOther));
    }
    case 6: {
      call_ = "path_readlink";
      const Errno error = path_readlink(c, from, kPath, put_path(kPath), kBuffer, 100, kResult);
      const std::string text(reinterpret_cast<const char*>(&memory_[kBuffer]), kOutsideMark.size());
      if (error == Errno::Success) see(text == kOutsideMark, "read a link outside");
      return error;
    }
    case 7: {
      call_ = "path_filestat_get";
      const Errno error = path_filestat_get(c, from, lookup, kPath, put_path(kPath), kBuffer, Layout::Preview1);
      if (error == Errno::Success) check_stat();
      return error;
    }
    case 8:
      call_ = "path_filestat_set_times";
      return path_filestat_set_times(c, from, lookup, kPath, put_path(kPath), 5, 5, kFstAtim | kFstMtim);
    default: call_ = "path_open"; return open_something();
  }
}

bool Fuzzer::step() {
  paths_.clear();
  memset(&memory_[kBuffer], 0, 128);
  // Opening is half of it. Removing is rare, or nothing would be left.
  static constexpr uint32_t kCalls[] = {0, 0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
  const Errno error = act(random_.of(kCalls));
  counts_[call_][static_cast<uint16_t>(error)]++;
  if (escape_ == nullptr) return true;
  fprintf(stderr, "path_fuzz: %s: %s%s\n", escape_, call_, paths_.c_str());
  return false;
}

void Fuzzer::start_epoch() {
  for (const Fd fd : open_) fd_close(*context_, fd);
  open_.clear();
  world_.reset();
}

bool Fuzzer::run() {
  std::unique_ptr<Mover> mover;
  if (settings_.moves) mover = std::make_unique<Mover>(world_);
  for (uint64_t done = 0; done < settings_.operations; done++) {
    if (done % kEpoch == 0) {
      if (mover) mover->pause(true);
      start_epoch();
      if (mover) mover->pause(false);
    }
    if (!step()) return false;
    if (done % kEpoch != kEpoch - 1 && done + 1 != settings_.operations) continue;
    const std::string changes = world_.changes();
    if (changes.empty()) continue;
    fprintf(stderr, "path_fuzz: in the operations up to %lu:\n%s", static_cast<unsigned long>(done), changes.c_str());
    return false;
  }
  if (mover) printf("%lu moves by the other thread\n", static_cast<unsigned long>(mover->moves()));
  return true;
}

void Fuzzer::report() const {
  for (const auto& [call, errors] : counts_) {
    uint64_t all = 0;
    for (const auto& [error, count] : errors) all += count;
    const auto of = [&errors = errors](Errno error) {
      const auto found = errors.find(static_cast<uint16_t>(error));
      return static_cast<unsigned long>(found == errors.end() ? 0 : found->second);
    };
    printf("%-24s %8lu calls %8lu succeeded %8lu ENOTCAPABLE %8lu ELOOP\n", call.c_str(),
           static_cast<unsigned long>(all), of(Errno::Success), of(Errno::NotCapable), of(Errno::Loop));
  }
}

Settings parse(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; i++) {
    const std::string option = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--still") {
      settings.moves = false;
      continue;
    }
    if (option == "--operations") settings.operations = strtoull(value.c_str(), nullptr, 10);
    if (option == "--seed") settings.seed = strtoull(value.c_str(), nullptr, 10);
    if (option == "--mode") settings.mode = value == "walk" ? ResolveMode::Walk : ResolveMode::Kernel;
    i++;
  }
  return settings;
}

}  // namespace
}  // namespace ingot::wasi::fuzz

int main(int argc, char** argv) {
  using namespace ingot::wasi::fuzz;
  const Settings settings = parse(argc, argv);
  std::string folder = (std::filesystem::temp_directory_path() / "path_fuzz_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 2;
  World world(folder);
  Fuzzer fuzzer(settings, world);
  const bool held = fuzzer.run();
  fuzzer.report();
  printf("path_fuzz: %s, %s\n", settings.mode == ingot::wasi::ResolveMode::Walk ? "walk" : "openat2",
         held ? "nothing outside seen or changed" : "ESCAPED");
  return held ? 0 : 1;
}
