// Groups functions so that partitions are of similar size and functions that call each other meet.
//
// First clusters: functions that are worth inlining into each other (a callee with few callers) are merged along call
// edges, fewest callers first, as long as the cluster stays within the size of a partition. Then the clusters are
// packed in the order of their first function: producers put functions of one source file side by side. Nothing depends
// on the number of workers, so that the objects do not either.
#include "compiler/emit/partition.h"

#include <algorithm>
#include <numeric>

#include "compiler/emit/codegen_budget.h"

namespace ingot {
namespace {

/// Bytes of Wasm code in one partition: measured to keep both a worker's memory (some 30 bytes of IR per byte of code
/// and pass state beside it) and the loss of inlining across partitions small.
constexpr uint64_t kPartitionBytes = 150'000;

/// A function with more callers is not inlined into any of them, unless it is tiny.
constexpr uint32_t kMaxCallersToMerge = 8;

struct Edge {
  uint32_t callers = 0;  ///< of the callee, in the whole module
  uint32_t caller = 0, callee = 0;
  friend auto operator<=>(const Edge&, const Edge&) = default;
};

class Partitioner {
 public:
  explicit Partitioner(const ModulePlan& plan) : plan_(plan), module_(plan.module()) {
    parent_.resize(module_.functions.size());
    std::iota(parent_.begin(), parent_.end(), 0);
    bytes_.resize(module_.functions.size());
    for (uint32_t funcidx : plan.live_functions()) bytes_[funcidx] = body_bytes(funcidx);
  }

  std::vector<Partition> run() {
    for (const Edge& edge : edges()) merge(edge.caller, edge.callee);
    return pack();
  }

 private:
  /// Every function has some cost, however short its body.
  uint64_t body_bytes(uint32_t funcidx) const { return module_.functions[funcidx].body.bytes.size() + 16; }

  std::vector<Edge> edges() const {
    std::vector<uint32_t> callers(module_.functions.size());
    for (uint32_t caller : plan_.live_functions())
      for (uint32_t callee : plan_.valid().facts(caller).callees) ++callers[callee];
    std::vector<Edge> edges;
    for (uint32_t caller : plan_.live_functions())
      for (uint32_t callee : plan_.valid().facts(caller).callees)
        if (callee >= module_.imported_functions && callee != caller && callers[callee] <= kMaxCallersToMerge &&
            !is_huge_function(plan_, caller) && !is_huge_function(plan_, callee))
          edges.push_back({callers[callee], caller, callee});
    std::sort(edges.begin(), edges.end());
    return edges;
  }

  uint32_t find(uint32_t funcidx) {
    while (parent_[funcidx] != funcidx) funcidx = parent_[funcidx] = parent_[parent_[funcidx]];
    return funcidx;
  }

  /// The lowest index represents a cluster; bytes_ of the representative is the cluster's size.
  void merge(uint32_t a, uint32_t b) {
    a = find(a);
    b = find(b);
    if (a == b || bytes_[a] + bytes_[b] > kPartitionBytes) return;
    if (a > b) std::swap(a, b);
    parent_[b] = a;
    bytes_[a] += bytes_[b];
  }

  std::vector<Partition> pack() {
    // Clusters in the order of their representatives, which are their lowest functions.
    std::vector<Partition> clusters(module_.functions.size());
    for (uint32_t funcidx : plan_.live_functions()) clusters[find(funcidx)].push_back(funcidx);
    std::vector<Partition> partitions, alone;
    Partition open;
    uint64_t open_bytes = 0;
    for (uint32_t first : plan_.live_functions()) {
      if (clusters[first].empty()) continue;
      if (bytes_[first] >= kPartitionBytes || is_huge_function(plan_, first)) {
        alone.push_back(std::move(clusters[first]));
        continue;
      }
      // A partition may overshoot by half: two of 0.9 and 0.6 are better than one full and a small rest.
      if (!open.empty() && open_bytes + bytes_[first] > kPartitionBytes * 3 / 2) close(partitions, open, open_bytes);
      open.insert(open.end(), clusters[first].begin(), clusters[first].end());
      open_bytes += bytes_[first];
      if (open_bytes >= kPartitionBytes) close(partitions, open, open_bytes);
    }
    if (!open.empty()) close(partitions, open, open_bytes);
    std::move(alone.begin(), alone.end(), std::back_inserter(partitions));
    return partitions;
  }

  static void close(std::vector<Partition>& partitions, Partition& open, uint64_t& open_bytes) {
    std::sort(open.begin(), open.end());
    partitions.push_back(std::move(open));
    open.clear();
    open_bytes = 0;
  }

  const ModulePlan& plan_;
  const Module& module_;
  std::vector<uint32_t> parent_;
  std::vector<uint64_t> bytes_;
};

}  // namespace

std::vector<Partition> plan_partitions(const ModulePlan& plan) { return Partitioner(plan).run(); }

}  // namespace ingot
