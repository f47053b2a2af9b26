// The cache of compiled programs.
#include "compiler/driver/cache.h"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "compiler/driver/content_hash.h"
#include "compiler/driver/help_text.h"
#include "compiler/link/link.h"

namespace ingot {
namespace {

void add_options(ContentHash& hasher, const Options& options) {
  hasher.add(options.input);  // names the module in traps
  hasher.add(static_cast<uint64_t>(options.level));
  const LoopPasses& own = options.loop_passes;
  for (const bool pass : {own.addresses, own.versions, own.reroll, own.separate_rows, own.pause_markers})
    hasher.add(static_cast<uint64_t>(pass));
  hasher.add(static_cast<uint64_t>(options.memory_base));
  hasher.add(static_cast<uint64_t>(options.entry));
  const LowerPasses& passes = options.lower_passes;
  for (const bool pass : {passes.native_libc, passes.known_callees, passes.inline_across})
    hasher.add(static_cast<uint64_t>(pass));
  hasher.add(static_cast<uint64_t>(options.unknown_imports_trap));
  hasher.add(static_cast<uint64_t>(options.deterministic));
  hasher.add(options.stack_bytes);
  hasher.add(options.fuel.value_or(0));
  hasher.add(static_cast<uint64_t>(options.limits.filter_escapes));
  hasher.add(options.disabled_features.size());
  for (const Feature feature : options.disabled_features) hasher.add(info(feature).name);
  for (const std::vector<std::string>* list : {&options.dirs, &options.env, &options.listeners}) {
    hasher.add(list->size());
    for (const std::string& entry : *list) hasher.add(entry);
  }
}

std::unexpected<Diagnostic> no_folder(const std::string& folder, int error) {
  return fail(fmt::format("cannot make the cache folder '{}': {} (XDG_CACHE_HOME chooses another)", folder,
                          std::strerror(error)));
}

}  // namespace

Expected<std::string> cache_folder() {
  // The base directory specification says to ignore relative paths.
  const char* cache_home = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  std::string base;
  if (cache_home != nullptr && cache_home[0] == '/') {
    base = cache_home;
  } else if (home != nullptr && home[0] == '/') {
    base = std::string(home) + "/.cache";
  } else {
    return fail("no place for the cache: neither XDG_CACHE_HOME nor HOME is set");
  }
  std::error_code error;
  std::filesystem::create_directories(base, error);
  const std::string folder = base + "/ingot";
  // Programs in it are executed: nobody else may write there.
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return no_folder(folder, errno);
  return folder;
}

Expected<std::string> cache_key(std::span<const InputFile> files, const Options& options) {
  ContentHash hasher;
  hasher.add(version_text());
  hasher.add_file(std::filesystem::read_symlink("/proc/self/exe").string());
  add_options(hasher, options);
  // As resolved: "native" is another CPU on another machine, and home folders travel.
  const Target target = INGOT_TRY(Target::create(options.target, Product::Program, options.level));
  hasher.add(target.triple());
  hasher.add(target.cpu());
  hasher.add(target.features());
  LinkOptions link_options{.output = "program",
                           .triple = target.triple(),
                           .runtime_library = options.runtime_library,
                           .invoke_entry = options.entry == ProgramEntry::Invoke,
                           .extra_arguments = {}};
  // Which of both runtimes it will be, only the module could tell.
  for (const bool threads : {false, true}) {
    link_options.threads = threads;
    const std::vector<std::string> command = INGOT_TRY(link_command(link_options, {}));
    for (const std::string& word : command) {
      hasher.add(word);
      hasher.add_file(word);
    }
  }
  hasher.add(files.size());
  for (const InputFile& file : files) {
    hasher.add(file.name);
    hasher.add(file.path);  // in messages
    hasher.add(file.bytes);
  }
  return hasher.hex();
}

bool touch_cached_program(const std::string& path) { return utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0; }

void trim_cache(const std::string& folder, const std::string& keep, uint64_t limit_bytes) {
  struct Entry {
    std::filesystem::file_time_type time;
    uint64_t byte_length;
    std::filesystem::path path;
  };
  std::vector<Entry> entries;
  uint64_t total = 0;
  std::error_code error;  // files may disappear at any time: another run trims as well
  for (const std::filesystem::directory_entry& file : std::filesystem::directory_iterator(folder, error)) {
    if (!file.is_regular_file(error)) continue;
    const uint64_t byte_length = file.file_size(error);
    if (error) continue;
    entries.push_back({file.last_write_time(error), byte_length, file.path()});
    total += byte_length;
  }
  std::ranges::sort(entries, {}, &Entry::time);
  for (const Entry& entry : entries) {
    if (total <= limit_bytes) return;
    if (entry.path == keep) continue;
    std::filesystem::remove(entry.path, error);
    total -= entry.byte_length;
  }
}

}  // namespace ingot
