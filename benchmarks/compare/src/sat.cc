// Random 3-SAT near the threshold, where instances are hardest, solved by MiniSat.
#include <cstdint>
#include <cstdio>

#include "minisat/core/Solver.h"

namespace Minisat {
double memUsed() { return 0; }  // MiniSat's own read /proc
double memUsedPeak(bool) { return 0; }
}  // namespace Minisat

namespace {

constexpr int kVariables = 190;
constexpr int kClauses = 810;
constexpr int kInstances = 40;

uint32_t state = 1;

uint32_t random_below(uint32_t limit) {
  state = state * 1664525 + 1013904223;
  return static_cast<uint32_t>((uint64_t{state} * limit) >> 32);
}

void add_clause(Minisat::Solver& solver) {
  Minisat::vec<Minisat::Lit> clause;
  for (int i = 0; i < 3; i++)
    clause.push(Minisat::mkLit(static_cast<int>(random_below(kVariables)), random_below(2) != 0));
  solver.addClause_(clause);
}

}  // namespace

int main() {
  for (int instance = 0; instance < kInstances; instance++) {
    Minisat::Solver solver;
    for (int i = 0; i < kVariables; i++) solver.newVar();
    for (int i = 0; i < kClauses; i++) add_clause(solver);
    const bool found = solver.solve();
    std::printf("%d %llu\n", found ? 1 : 0, static_cast<unsigned long long>(solver.conflicts));
  }
}
