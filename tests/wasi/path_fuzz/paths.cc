// Making paths out of the names of the tree (world.cc).
#include "tests/wasi/path_fuzz/paths.h"

#include <algorithm>

namespace ingot::wasi::fuzz {
namespace {

constexpr uint32_t kLongestComponent = 255, kPathMax = 4096;

std::string name_of(Target target, Random& random) {
  static const char* const kChain[] = {"chain", "chain1", "to_dir", "to_dir_slash", "chain_out", "to_file"};
  static const char* const kDangling[] = {"dangling", "dangling_deep", "out_new"};
  static const char* const kLoop[] = {"loop", "loop1"};
  static const char* const kAbsolute[] = {"absolute", "root", "passwd", "proc", "absolute_inside"};
  static const char* const kSwapped[] = {"swap",     "out",  "dir/deep", "absolute",     "file",  "out_file",
                                         "dir/file", "park", "new",      "dir/deep/sub", "empty", "park/deep"};
  switch (target) {
    case Target::Chain: return random.of(kChain);
    case Target::Dangling: return random.of(kDangling);
    case Target::Loop: return random.of(kLoop);
    case Target::AbsoluteTarget: return random.of(kAbsolute);
    default: return random.of(kSwapped);
  }
}

/// As many "./" as make the path as long as a path may be, a byte shorter or a byte longer.
std::string padded(const std::string& path, Random& random) {
  const size_t wanted = kPathMax - 1 + random.below(3) - 1;
  std::string filler;
  while (filler.size() + path.size() + 1 < wanted) filler += "./";
  if (filler.size() + path.size() < wanted) filler.insert(1, "/");
  return filler + path;
}

std::string shaped(const std::string& path, Shape shape, Random& random) {
  const std::string dot_dot[] = {path + "/..", "dir/../" + path, path + "/../" + path, "../" + path,
                                 path + "/../../outside/secret"};
  const std::string dot[] = {"./" + path, path + "/./file", "dir/./../" + path};
  const std::string slashes[] = {"dir//../" + path, path + "//file", ".//" + path};
  const std::string absolute[] = {"/" + path, "//" + path, "/etc/passwd", "/"};
  const std::string bytes255(kLongestComponent - 1 + random.below(3), 'a');
  const std::string long_name[] = {path + "/" + bytes255, bytes255 + "/../" + path, bytes255};
  switch (shape) {
    case Shape::DotDot: return random.of(dot_dot);
    case Shape::Dot: return random.of(dot);
    case Shape::DoubleSlash: return random.of(slashes);
    case Shape::TrailingSlash: return path + (random.one_in(2) ? "/" : "//");
    case Shape::SlashDot: return path + "/.";
    case Shape::Nul: {
      std::string with_nul = path;
      return with_nul.insert(random.below(static_cast<uint32_t>(path.size()) + 1), 1, '\0');
    }
    case Shape::Absolute: return random.of(absolute);
    case Shape::Empty: return "";
    case Shape::Bytes255: return random.of(long_name);
    default: return padded(path, random);
  }
}

Path path_for_cell(Random& random) {
  static const char* const kBelow[] = {"", "", "", "/secret", "/file", "/new", "/dir/secret", "/deep/file"};
  const uint32_t shape = random.below(kShapes), target = random.below(kTargets);
  const std::string path = name_of(static_cast<Target>(target), random) + random.of(kBelow);
  return {.text = shaped(path, static_cast<Shape>(shape), random), .cell = static_cast<int>(shape * kTargets + target)};
}

std::string any_components(Random& random) {
  static const char* const kNames[] = {"file",         "dir",       "dir/deep",
                                       "dir/deep/sub", "empty",     "swap",
                                       "park",         "park/deep", "secret",
                                       "to_file",      "to_dir",    "to_dir_slash",
                                       "chain",        "chain1",    "chain_out",
                                       "dangling",     "dangling",  "dangling_deep",
                                       "loop",         "out",       "out_file",
                                       "out_new",      "out_deep",  "up",
                                       "dir/up",       "here",      "back",
                                       "root",         "passwd",    "proc",
                                       "absolute",     "new",       "new1",
                                       "new2",         "outside",   "granted",
                                       "sealed",       "missing",   "absolute_inside",
                                       "etc"};
  static const char* const kDots[] = {"..", ".", "", "../..", "..."};
  static const char* const kEnds[] = {"", "", "", "", "", "", "", "", "", "/", "//", "/.", "/..", "/./"};
  std::string path;
  if (random.one_in(50)) path = "/";
  for (uint32_t left = random.one_in(2) ? 1 : 1 + random.below(4); left != 0; left--) {
    if (random.one_in(left == 1 ? 12 : 5))
      path += random.of(kDots);
    else
      path += random.of(kNames);
    if (left != 1) path += random.one_in(8) ? "//" : "/";
  }
  return path + random.of(kEnds);
}

}  // namespace

Path random_path(Random& random) {
  // Where things are being moved (world.cc), without anything else that could be wrong with the path.
  static const char* const kMoving[] = {"file",          "swap/secret",
                                        "swap/file",     "out/secret",
                                        "dir/deep/file", "dir/deep/secret",
                                        "absolute/dir",  "park/deep/file",
                                        "park/deep/new", "park/deep/../../file",
                                        "empty/deep",    "out_file",
                                        "dir/file",      "dir/leak",
                                        "new",           "to_file"};
  if (random.one_in(2)) return path_for_cell(random);
  if (random.one_in(2)) return {.text = random.of(kMoving)};
  return {.text = any_components(random)};
}

}  // namespace ingot::wasi::fuzz
