// Phases add up by name, from any thread, and come out as a table and as JSON.
#include "compiler/support/phase_timer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/support/thread_pool.h"

namespace ingot {
namespace {

TEST(PhaseTimer, AddsUpByNameInOrderOfAppearance) {
  PhaseTimer timer;
  timer.add("decode", 1, 0.5);
  timer.add("emit", 2, 4);
  timer.add("decode", 3, 0.25);
  const auto rows = timer.rows();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name, "decode");
  EXPECT_EQ(rows[0].wall_seconds, 4);
  EXPECT_EQ(rows[0].cpu_seconds, 0.75);
  EXPECT_EQ(rows[0].runs, 2u);
  EXPECT_EQ(rows[1].name, "emit");
}

TEST(PhaseTimer, ScopesMeasure) {
  PhaseTimer timer;
  {
    auto phase = timer.phase("work");
    const auto start = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() == start) {
    }
  }
  const auto rows = timer.rows();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_GT(rows[0].wall_seconds, 0);
  EXPECT_GT(rows[0].cpu_seconds, 0);
}

TEST(PhaseTimer, TakesPhasesFromManyThreads) {
  PhaseTimer timer;
  parallel_for(200, 8, [&](size_t) { auto phase = timer.phase("emit"); });
  EXPECT_EQ(timer.rows().at(0).runs, 200u);
}

TEST(PhaseTimer, PrintsATable) {
  PhaseTimer timer;
  timer.add("decode", 1.25, 0.5);
  const std::string table = timer.to_table();
  EXPECT_NE(table.find("decode                    1.250      0.500 1\n"), std::string::npos) << table;
  EXPECT_NE(table.find("\ntotal"), std::string::npos) << table;
  EXPECT_EQ(table.back(), '\n');
}

TEST(PhaseTimer, PrintsJson) {
  PhaseTimer timer;
  timer.add("decode", 1.5, 0.5);
  const auto report = nlohmann::json::parse(timer.to_json());
  EXPECT_EQ(report["phases"][0]["name"], "decode");
  EXPECT_EQ(report["phases"][0]["wall_seconds"], 1.5);
  EXPECT_GT(report["total"]["peak_bytes"], 0);
}

}  // namespace
}  // namespace ingot
