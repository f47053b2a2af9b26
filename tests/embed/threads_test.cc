// Shared memories and threads of the host. Also run under ThreadSanitizer, with the runtime compiled for it.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/embed/support.h"

namespace ingot {
namespace {

constexpr int kThreads = 8;

Memory shared_memory(uint64_t pages = 1, uint64_t max_pages = 1000) {
  return Memory::create({.limits = {.min = pages, .max = max_pages, .shared = true}}).value();
}

Imports with_memory(const Extern& memory) {
  Imports imports;
  imports.define("env", "memory", memory);
  return imports;
}

template <typename Work>
void run_threads(int count, Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(SharedMemory, LinksOnlyWithImportsOfSharedMemories) {
  const Memory plain = Memory::create({.limits = {.min = 1, .max = 1000}}).value();
  const Error error = Instance::create(load("threads"), with_memory(plain)).error();
  EXPECT_EQ(error.kind, Error::Kind::Link);
  EXPECT_EQ(error.message,
            "incompatible import type: \"env\" \"memory\": expected memory 1 1000 shared, found memory 1 1000");
  Imports imports;
  imports.define("everything", "memory", shared_memory());
  EXPECT_EQ(Instance::create(load("plain_import"), imports).error().kind, Error::Kind::Link);
}

TEST(SharedMemory, NeedsAMaximum) {
  EXPECT_EQ(Memory::create({.limits = {.min = 1, .max = {}, .shared = true}}).error().kind, Error::Kind::Usage);
}

/// CVE-2025-64345: bytes of a shared memory as if nobody else wrote to them.
TEST(SharedMemory, IsNotHandedOutAsPlainBytes) {
  const Memory memory = shared_memory();
  EXPECT_TRUE(memory.is_shared());
  EXPECT_TRUE(memory.bytes().empty());
  ASSERT_EQ(memory.shared_bytes().size(), 65536u);
  memory.shared_bytes()[7] = 9;
  EXPECT_EQ(memory.load<uint8_t>(7), 9);
  const Memory plain = Memory::create({.limits = {.min = 1, .max = 1}}).value();
  EXPECT_FALSE(plain.is_shared());
  EXPECT_TRUE(plain.shared_bytes().empty());
  EXPECT_EQ(plain.wait(0, 0, 0), std::nullopt);
  EXPECT_EQ(plain.notify(0, 1), std::nullopt);
}

TEST(SharedMemory, CopiesAnyPiece) {
  const Memory memory = shared_memory();
  std::vector<uint8_t> bytes(100);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 7 + 1);
  for (uint64_t offset : {0, 1, 2, 3, 5, 8, 13}) {
    for (size_t length : {0, 1, 2, 3, 7, 8, 9, 31, 100}) {
      ASSERT_TRUE(memory.write(offset, std::span(bytes).first(length)));
      std::vector<uint8_t> copy(length);
      ASSERT_TRUE(memory.read(offset, copy));
      EXPECT_TRUE(std::equal(copy.begin(), copy.end(), bytes.begin()));
    }
  }
  EXPECT_FALSE(memory.write(65535, std::span(bytes).first(2)));
  EXPECT_FALSE(memory.read(65537, std::span(bytes).first(0)));
}

TEST(SharedMemory, IsReadWhileInstancesCopyTheirSegments) {
  const Module module = load("threads");
  const Memory memory = shared_memory();
  make(module, with_memory(memory));
  run_threads(kThreads, [&](int thread) {
    for (int i = 0; i < 100; ++i) {
      if (thread % 2 == 0) {
        make(module, with_memory(memory));
      } else {
        std::string text(25, '\0');
        ASSERT_TRUE(memory.read(4096, std::span(reinterpret_cast<uint8_t*>(text.data()), text.size())));
        EXPECT_EQ(text, "segment of every instance");
      }
    }
  });
}

TEST(SharedMemory, CountsOfAllThreadsAddUp) {
  constexpr int kRounds = 20000;
  const Module module = load("threads");
  const Memory memory = shared_memory();
  run_threads(kThreads, [&](int) {
    const Instance instance = make(module, with_memory(memory));
    EXPECT_EQ(call(instance, "count", {kRounds}), 1);
    EXPECT_EQ(call(instance, "count", {1}), 2) << "globals belong to the instance";
  });
  const uint64_t all = kThreads * (kRounds + 1);
  EXPECT_EQ(memory.load<uint8_t>(0), static_cast<uint8_t>(all));
  EXPECT_EQ(memory.load<uint16_t>(2), static_cast<uint16_t>(-all));
  EXPECT_EQ(memory.load<uint32_t>(4), all);
  EXPECT_EQ(memory.load<uint64_t>(8), all);
  EXPECT_EQ(memory.load<uint32_t>(16), all);
  EXPECT_EQ(memory.load<uint64_t>(48), all);
}

TEST(SharedMemory, GrowsWhileOthersLook) {
  constexpr int kPages = 60;
  const Module module = load("threads");
  const Memory memory = shared_memory();
  const uint64_t all = 1 + kPages * kThreads / 2;
  run_threads(kThreads, [&](int thread) {
    const Instance instance = make(module, with_memory(memory));
    if (thread % 2 == 0) {
      EXPECT_EQ(call(instance, "grow", {kPages}), 0);
    } else {
      EXPECT_LE(call(instance, "look", {static_cast<int32_t>(all)}), 1);
    }
  });
  EXPECT_EQ(memory.pages(), all);
  run_threads(kThreads, [&](int) {
    for (int i = 0; i < 50; ++i) memory.grow(1);
  });
  EXPECT_EQ(memory.pages(), all + 50 * kThreads);
}

TEST(SharedMemory, OutlivesTheInstanceThatDefinesIt) {
  std::optional<Memory> memory;
  std::optional<Instance> user;
  {
    const Instance owner = make(load("shared_owner"));
    memory = owner.memory("memory");
    user = make(load("threads"), with_memory(*memory));
    EXPECT_EQ(call(*user, "load", {100}), 42);
    EXPECT_EQ(call(owner, "store", {104, 5}), 5);
    EXPECT_EQ(call(*user, "grow", {2}), 0);
    EXPECT_EQ(call(owner, "size", {}), 3);
    EXPECT_EQ(trap_of(owner, "load", {3 * 65536}).kind, TrapKind::OutOfBoundsMemory);
  }
  EXPECT_EQ(memory->load<uint32_t>(104), 5u);
  memory.reset();
  EXPECT_EQ(call(*user, "load", {104}), 5);
}

TEST(SharedMemory, HostAndWasmWakeEachOther) {
  const Memory memory = shared_memory();
  std::thread waiter([&] {
    const Instance instance = make(load("threads"), with_memory(memory));
    EXPECT_EQ(call(instance, "wait", {64, 0}), 0);
    while (call(instance, "notify", {128, 1}) == 0) std::this_thread::yield();
  });
  while (memory.notify(64, 1) == 0u) std::this_thread::yield();
  EXPECT_EQ(memory.wait(128, 0), WaitResult::Woken);
  waiter.join();
  EXPECT_EQ(memory.wait(128, 1), WaitResult::NotEqual);
  EXPECT_EQ(memory.wait(128, 0, 1), WaitResult::TimedOut);
  EXPECT_EQ(memory.wait(129, 0), std::nullopt);
  EXPECT_EQ(memory.notify(65536, 1), std::nullopt);
}

TEST(SharedMemory, ATrapEndsTheCallOfItsThreadOnly) {
  const Module module = load("threads");
  const Memory memory = shared_memory();
  run_threads(kThreads, [&](int thread) {
    const Instance instance = make(module, with_memory(memory));
    for (int i = 0; i < 200; ++i) {
      if (thread % 2 == 0) {
        EXPECT_EQ(trap_of(instance, "load", {65536}).kind, TrapKind::OutOfBoundsMemory);
      } else {
        call(instance, "count", {10});
      }
    }
  });
}

}  // namespace
}  // namespace ingot
