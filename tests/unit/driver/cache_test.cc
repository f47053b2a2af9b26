// Keys and limits of the cache of `ingot run`.
#include "compiler/driver/cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ingot {
namespace {

namespace fs = std::filesystem;

class Cache : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / "ingot_cache_test";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A file that was used `minutes` ago.
  std::string add_file(const std::string& name, size_t byte_length, int minutes) {
    const fs::path path = folder_ / name;
    std::ofstream(path) << std::string(byte_length, 'x');
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::minutes(minutes));
    return path.string();
  }

  std::string key(const Options& options, std::vector<uint8_t> bytes = {1, 2, 3}) {
    return key_of({{"env", options.input, std::move(bytes)}}, options);
  }
  std::string key_of(const std::vector<InputFile>& files, const Options& options) {
    const Expected<std::string> result = cache_key(files, options);
    EXPECT_TRUE(result.has_value()) << result.error().message;
    return result.value_or("");
  }

  fs::path folder_;
};

TEST_F(Cache, TrimRemovesTheOldestFirst) {
  const std::string oldest = add_file("a", 100, 30), middle = add_file("b", 100, 20), newest = add_file("c", 100, 10);
  trim_cache(folder_, newest, 250);
  EXPECT_FALSE(fs::exists(oldest));
  EXPECT_TRUE(fs::exists(middle));
  EXPECT_TRUE(fs::exists(newest));
}

TEST_F(Cache, TrimKeepsTheProgramThatIsAboutToRun) {
  const std::string kept = add_file("a", 1000, 30), other = add_file("b", 100, 10);
  trim_cache(folder_, kept, 10);
  EXPECT_TRUE(fs::exists(kept));
  EXPECT_FALSE(fs::exists(other));
}

TEST_F(Cache, UseMakesAProgramYoung) {
  const std::string old = add_file("a", 100, 30), young = add_file("b", 100, 10);
  EXPECT_TRUE(touch_cached_program(old));
  trim_cache(folder_, "", 150);
  EXPECT_TRUE(fs::exists(old));
  EXPECT_FALSE(fs::exists(young));
  EXPECT_FALSE(touch_cached_program((folder_ / "none").string()));
}

TEST_F(Cache, KeyDependsOnEverythingThatChangesTheProgram) {
  Options options;
  options.input = "a.wasm";
  options.runtime_library = add_file("libingot_rt.a", 10, 1);
  const std::string base = key(options);
  EXPECT_EQ(base.size(), 64u);
  EXPECT_EQ(key(options), base);
  EXPECT_NE(key(options, {1, 2, 4}), base);
  const auto differs = [&](auto change) {
    Options changed = options;
    change(changed);
    return key(changed) != base;
  };
  EXPECT_TRUE(differs([](Options& o) { o.level = OptLevel::O3; }));
  EXPECT_TRUE(differs([](Options& o) { o.target.cpu = "x86-64-v3"; }));
  EXPECT_TRUE(differs([](Options& o) { o.memory_base = MemoryBase::Register; }));
  EXPECT_TRUE(differs([](Options& o) { o.entry = ProgramEntry::Invoke; }));
  EXPECT_TRUE(differs([](Options& o) { o.unknown_imports_trap = true; }));
  EXPECT_TRUE(differs([](Options& o) { o.dirs = {"a;b"}; }));
  EXPECT_TRUE(differs([](Options& o) { o.env = {"a;b"}; }));
  EXPECT_TRUE(differs([](Options& o) { o.stack_bytes = 1 << 20; }));
  EXPECT_FALSE(differs([](Options& o) { o.jobs = 7; }));
  EXPECT_FALSE(differs([](Options& o) { o.arguments = {"x"}; }));
}

TEST_F(Cache, KeyChangesWithEveryLinkedModule) {
  Options options;
  options.runtime_library = add_file("libingot_rt.a", 10, 1);
  const auto linked_key = [&](const std::string& main_name, const std::string& name, std::vector<uint8_t> bytes) {
    return key_of({{main_name, "a.wasm", {1}}, {name, "b.wasm", std::move(bytes)}}, options);
  };
  const std::string before = linked_key("env", "b", {2});
  EXPECT_EQ(linked_key("env", "b", {2}), before);
  EXPECT_NE(linked_key("env", "b", {3}), before);
  EXPECT_NE(linked_key("env", "c", {2}), before);
  EXPECT_NE(linked_key("main", "b", {2}), before);
  EXPECT_NE(key_of({{"env", "a.wasm", {1}}}, options), before);
}

TEST_F(Cache, KeyChangesWithTheRuntime) {
  Options options;
  options.input = "a.wasm";
  options.runtime_library = add_file("libingot_rt.a", 10, 1);
  const std::string before = key(options);
  add_file("libingot_rt.a", 11, 1);
  EXPECT_NE(key(options), before);
}

TEST_F(Cache, FolderFollowsTheBaseDirectorySpecification) {
  setenv("XDG_CACHE_HOME", folder_.c_str(), 1);
  EXPECT_EQ(cache_folder().value_or(""), (folder_ / "ingot").string());
  setenv("XDG_CACHE_HOME", "relative", 1);  // to be ignored
  setenv("HOME", folder_.c_str(), 1);
  EXPECT_EQ(cache_folder().value_or(""), (folder_ / ".cache/ingot").string());
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  EXPECT_FALSE(cache_folder().has_value());
}

}  // namespace
}  // namespace ingot
