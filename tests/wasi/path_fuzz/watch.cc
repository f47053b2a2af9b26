// Oracle by inotify. It does not see what is learned without opening (status, text of links): the fuzzer looks at those
// itself.
#include "tests/wasi/path_fuzz/watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace ingot::wasi::fuzz {
namespace {

constexpr uint32_t kChanges =
    IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

std::string words_of(uint32_t mask) {
  static constexpr struct {
    uint32_t bit;
    const char* word;
  } kWords[] = {{IN_MODIFY, "written"},      {IN_ATTRIB, "status changed"},     {IN_CREATE, "made"},
                {IN_DELETE, "removed"},      {IN_MOVED_FROM, "moved away"},     {IN_MOVED_TO, "moved there"},
                {IN_DELETE_SELF, "removed"}, {IN_MOVE_SELF, "moved"},           {IN_OPEN, "opened"},
                {IN_ACCESS, "read"},         {IN_Q_OVERFLOW, "too many events"}};
  std::string text;
  for (const auto& [bit, word] : kWords)
    if ((mask & bit) != 0) text += std::string(text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Watch::Watch() : inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (inotify_ < 0) throw std::runtime_error("no inotify");
}

Watch::~Watch() { close(inotify_); }

void Watch::add(const std::string& path, uint32_t mask) {
  const int id = inotify_add_watch(inotify_, path.c_str(), mask | IN_DONT_FOLLOW);
  if (id < 0) throw std::runtime_error("cannot watch " + path);
  paths_[id] = path;
}

void Watch::add_tree(const std::string& path, What what) {
  add(path, kChanges);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    // Whoever looks through all of /tmp opens folders; the fuzzer sees for itself what the layer opens.
    const bool reads =
        what == What::ChangesAndReads && entry.symlink_status().type() == std::filesystem::file_type::regular;
    add(entry.path().string(), reads ? kChanges | IN_OPEN | IN_ACCESS : kChanges);
  }
  events();  // What looking for the entries did.
}

std::string Watch::events() {
  alignas(inotify_event) char buffer[4096];
  std::string text;
  for (ssize_t got; (got = read(inotify_, buffer, sizeof(buffer))) > 0;) {
    for (ssize_t at = 0; at < got;) {
      inotify_event event;
      memcpy(&event, buffer + at, sizeof(event));
      text += paths_[event.wd] + (event.len != 0 ? std::string("/") + (buffer + at + sizeof(event)) : "") + ": " +
              words_of(event.mask) + "\n";
      at += static_cast<ssize_t>(sizeof(event) + event.len);
    }
  }
  return text;
}

}  // namespace ingot::wasi::fuzz
