// The operations and the oracles.
//
// What sees an escape: the file behind every descriptor that the host opens for the layer, and behind every status that
// the guest gets (device and inode); the text that the guest reads; inotify on what must not be touched, after every
// operation (watch.h); and a comparison of all of it with how it was, at the end of each tree.
#include "tests/wasi/path_fuzz/fuzzer.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ingot::wasi::fuzz {
namespace {

/// What a thread that makes moves all the time gets in between, and what happens by choice between two host calls.
constexpr uint32_t kMoveOneIn = 6, kTryAgainOneIn = 100, kMostTries = 16;
constexpr Rights kNeedWriting = kFdWrite | kFdAllocate | kFdFilestatSetSize;

}  // namespace

Fuzzer::Fuzzer(const Settings& settings, World& world)
    : settings_(settings), world_(world), random_(settings.seed), memory_(kMemoryBytes) {
  watch_.add_tree(world.path("outside"), Watch::What::ChangesAndReads);
  watch_.add_tree(world.path("sealed"), Watch::What::Changes);
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
  if (escaped && escape_.empty()) escape_ = what;
}

Length Fuzzer::put_path(Address address) {
  const Path path = random_path(random_);
  memcpy(&memory_[address], path.text.data(), path.text.size());
  // The end says what it is about: long paths begin with filler.
  paths_ += " '" + path.text.substr(path.text.size() - std::min<size_t>(path.text.size(), 200)) + "'";
  if (path.cell >= 0) cells_.push_back(path.cell);
  return static_cast<Length>(path.text.size());
}

Fd Fuzzer::directory() {
  if (random_.one_in(6)) return kSealed;
  if (!open_.empty() && random_.one_in(3)) return open_[random_.below(static_cast<uint32_t>(open_.size()))];
  return kGranted;
}

/// Everything that can be learned through a descriptor.
void Fuzzer::look_at(Fd fd) {
  if (fd_filestat_get(*context_, fd, kBuffer, Layout::Preview1) != Errno::Success) return;
  const Filestat status = context_->memory.load<Filestat>(kBuffer);
  see(world_.is_outside(status.dev, status.ino), "opened something outside");
  if (status.filetype == static_cast<uint8_t>(FileType::Directory)) return list(fd, status.dev);
  context_->memory.store(kIovs, Iovec{.buf = kBuffer, .buf_len = 64});
  if (fd_read(*context_, fd, kIovs, 1, kResult) != Errno::Success) return;
  const uint32_t got = context_->memory.load<uint32_t>(kResult);
  const std::string text(reinterpret_cast<const char*>(&memory_[kBuffer]), got);
  see(text.find(kOutsideMark) != std::string::npos, "read something outside");
  see(text.find("root:") != std::string::npos, "read /etc/passwd");
}

void Fuzzer::list(Fd fd, uint64_t device) {
  if (fd_readdir(*context_, fd, kBuffer, kBufferBytes, 0, kResult) != Errno::Success) return;
  const uint32_t used = context_->memory.load<uint32_t>(kResult);
  for (uint32_t at = 0; at + sizeof(Dirent) <= used;) {
    const Dirent entry = context_->memory.load<Dirent>(kBuffer + at);
    const std::string name(reinterpret_cast<const char*>(&memory_[kBuffer + at + sizeof(Dirent)]), entry.name_length);
    // The number of what is above a grant is all that `..` tells.
    see(name != ".." && world_.is_outside(device, entry.ino), "listed something outside");
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
  // No folder can be opened with rights to write it, so that not all are good for finding folders to go on from.
  static constexpr Rights kBases[] = {kFdRead | kFdReaddir | kFdFilestatGet, kAllRights, kAllRights & ~kNeedWriting,
                                      kAllRights & ~kNeedWriting, kFdRead | kFdWrite};
  Rights base = random_.of(kBases);
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
  const Filestat status = context_->memory.load<Filestat>(kBuffer);
  see(world_.is_outside(status.dev, status.ino), "looked at something outside");
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

// ---- Between two calls of the host ----------------------------------------------------------------------------------

void Fuzzer::before_call() {
  if (!random_.one_in(kMoveOneIn)) return;
  const uint32_t start = random_.below(World::move_count());
  for (uint32_t i = 0; i < World::move_count(); i++) {
    const uint32_t move = (start + i) % World::move_count();
    if (!World::move_concerns(move, paths_) && !random_.one_in(8)) continue;
    world_.make_move(move);
    moves_.push_back(move);
    moves_between_++;
    return;
  }
}

void Fuzzer::opened(int host_fd) {
  struct stat status;
  see(fstat(host_fd, &status) == 0 && world_.is_outside(status), "the host opened something outside");
}

void Fuzzer::links_to(const char* target) { see(target[0] == '/', "made a link with an absolute target"); }

bool Fuzzer::fails_once() {
  if (failures_left_ == 0 && random_.one_in(kTryAgainOneIn))
    failures_left_ = 1 + static_cast<int>(random_.below(kMostTries));
  if (failures_left_ == 0) return false;
  failures_left_--;
  return true;
}

/// Half of the time, so that the tree is not soon one in which nothing is where it should be.
void Fuzzer::take_moves_back() {
  if (random_.one_in(2))
    for (; !moves_.empty(); moves_.pop_back()) world_.take_back(moves_.back());
}

// ---- Running --------------------------------------------------------------------------------------------------------

bool Fuzzer::tell(uint64_t done, const std::string& what) const {
  fprintf(stderr, "path_fuzz: after %lu operations: %s: %s%s\n", static_cast<unsigned long>(done), what.c_str(), call_,
          paths_.c_str());
  return false;
}

bool Fuzzer::step(uint64_t done) {
  paths_.clear();
  cells_.clear();
  moves_.clear();
  failures_left_ = 0;
  memset(&memory_[kBuffer], 0, 128);
  // Opening is half of it. Removing is rare, or nothing would be left.
  static constexpr uint32_t kCalls[] = {0, 0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
  observe_host_calls(this);
  const Errno error = act(random_.of(kCalls));
  observe_host_calls(nullptr);
  counts_[call_][static_cast<uint16_t>(error)]++;
  for (const int cell : cells_) {
    std::vector<uint64_t>& cells = cell_counts_[call_];
    cells.resize(kShapes * kTargets);
    cells[static_cast<size_t>(cell)]++;
  }
  const std::string events = watch_.events();
  if (escape_.empty()) escape_ = events;
  if (!escape_.empty()) return tell(done + 1, escape_);
  take_moves_back();
  return true;
}

void Fuzzer::start_epoch() {
  for (const Fd fd : open_) fd_close(*context_, fd);
  open_.clear();
  world_.reset();
}

bool Fuzzer::end_epoch(uint64_t done) {
  const std::string changes = world_.changes();
  if (!changes.empty()) return tell(done, "one of the last " + std::to_string(kEpoch) + ":\n" + changes);
  watch_.events();  // What the comparison did.
  return true;
}

bool Fuzzer::run() {
  std::unique_ptr<Mover> mover;
  if (settings_.moves) mover = std::make_unique<Mover>(world_);
  for (uint64_t done = 0; done < settings_.operations; done++) {
    if (done % kEpoch == 0) {
      if (mover) mover->pause(true);
      if (!end_epoch(done)) return false;
      start_epoch();
      if (mover) mover->pause(false);
    }
    if (!step(done)) return false;
  }
  if (mover) printf("%lu moves by the other thread\n", static_cast<unsigned long>(mover->moves()));
  return end_epoch(settings_.operations);
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
  printf("%lu moves between two calls of the host\n", static_cast<unsigned long>(moves_between_));
  uint64_t least = UINT64_MAX, cells = 0, seen = 0;
  for (const auto& [call, counts] : cell_counts_) {
    for (const uint64_t count : counts) {
      least = std::min(least, count);
      cells++;
      seen += count != 0;
    }
  }
  printf("%lu of %lu cells (call x shape x target) seen, each at least %lu times\n", static_cast<unsigned long>(seen),
         static_cast<unsigned long>(cells), static_cast<unsigned long>(least));
}

}  // namespace ingot::wasi::fuzz
