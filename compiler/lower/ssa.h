// Turns locals into SSA values while the body is walked: no allocas, no mem2reg.
//
// After "Simple and Efficient Construction of Static Single Assignment Form" (Braun et al., 2013), made cheap by what
// Wasm control flow guarantees: all predecessors of a join are known when the join is entered; only loop headers get
// predecessors later, and they get a phi for every local that is read through them.
//
// A segment is a stretch of code that is entered only at its start, and left anywhere: `br_if` does not end it. Within
// a segment definitions carry a time, and an edge to another segment remembers when it left. So a chain of a hundred
// thousand br_ifs is one segment, and looking up what a local was at one of them is a binary search. Phis are made only
// for locals that are read. Nothing here recurses.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/BasicBlock.h>
#include <llvm/IR/Instructions.h>

#include <cstdint>
#include <vector>

namespace ingot {

class SsaBuilder {
 public:
  using Segment = uint32_t;
  using Local = uint32_t;
  static constexpr Segment kEntry = 0;

  /// The entry segment is entered; `initial` are the values of all locals there.
  void begin(llvm::BasicBlock* entry, std::vector<llvm::Value*> initial);

  /// A segment that starts at `block` and whose edges all come before it is entered.
  Segment add_segment(llvm::BasicBlock* block) { return add(block, false); }
  /// A loop header: gets edges until seal_loop.
  Segment add_loop(llvm::BasicBlock* block) { return add(block, true); }
  /// An edge from here, that is from the end of LLVM block `from`. At most one per pair of blocks.
  void add_edge(Segment to, llvm::BasicBlock* from);
  size_t edge_count(Segment segment) const { return segments_[segment].edges.size(); }
  llvm::BasicBlock* edge_source(Segment segment, size_t edge) const { return segments_[segment].edges[edge].block; }
  /// No more edges will come: completes the phis of the header.
  void seal_loop(Segment loop);

  /// Code goes on at the start of `segment`.
  void enter(Segment segment) { current_ = segment; }
  Segment current() const { return current_; }
  void write(Local local, llvm::Value* value);
  llvm::Value* read(Local local);

  /// At the end of the function: replaces phis that only ever had one value, deletes those that nobody uses. Values
  /// that read() has returned are not valid any more.
  void finish();

 private:
  struct Edge {
    Segment from;
    uint32_t time;
    llvm::BasicBlock* block;
  };
  /// A phi of a loop header that lacks operands.
  struct IncompletePhi {
    Segment loop;
    Local local;
    llvm::PHINode* phi;
  };
  struct SegmentState {
    llvm::BasicBlock* block = nullptr;
    bool is_loop = false;
    bool sealed = true;
    uint32_t now = 0;  ///< advances with every edge that leaves
    llvm::SmallVector<Edge, 2> edges;
    std::vector<IncompletePhi> incomplete;
  };
  struct Definition {
    uint32_t time;
    llvm::Value* value;
  };
  /// What is known of one local in one segment.
  struct Definitions {
    llvm::Value* at_start = nullptr;
    llvm::SmallVector<Definition, 1> later;  ///< by ascending time
  };

  Segment add(llvm::BasicBlock* block, bool is_loop);
  static uint64_t key(Segment segment, Local local) { return uint64_t{segment} << 32 | local; }
  Definitions& definitions(Segment segment, Local local);
  llvm::Value* known_value(Segment segment, uint32_t time, Local local) const;
  /// Finds out what the local is at the start of the segment.
  llvm::Value* resolve_start(Segment segment, Local local);
  /// Resolves the start of `segment` and of all segments before it that it depends on, up to loop headers.
  void resolve_chain(Segment segment, Local local);
  bool try_resolve(Segment segment, Local local, std::vector<Segment>& missing);
  llvm::PHINode* make_phi(Segment segment, llvm::Type* type);
  void complete_phis();
  void replace_trivial_phis();
  void delete_unused_phis();

  std::vector<SegmentState> segments_;
  llvm::DenseMap<uint64_t, uint32_t> index_;  ///< key -> definitions_
  std::vector<Definitions> definitions_;
  std::vector<llvm::Value*> initial_;
  std::vector<IncompletePhi> completable_;  ///< phis of sealed loops, on their way through complete_phis
  std::vector<llvm::PHINode*> phis_;
  Segment current_ = kEntry;
};

}  // namespace ingot
