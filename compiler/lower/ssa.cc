// SSA construction: see ssa.h.
#include "compiler/lower/ssa.h"

#include <llvm/ADT/DenseSet.h>

#include <algorithm>

namespace ingot {

void SsaBuilder::begin(llvm::BasicBlock* entry, std::vector<llvm::Value*> initial) {
  initial_ = std::move(initial);
  current_ = add(entry, false);
}

SsaBuilder::Segment SsaBuilder::add(llvm::BasicBlock* block, bool is_loop) {
  SegmentState state;
  state.block = block;
  state.is_loop = is_loop;
  state.sealed = !is_loop;
  segments_.push_back(std::move(state));
  return static_cast<Segment>(segments_.size() - 1);
}

void SsaBuilder::add_edge(Segment to, llvm::BasicBlock* from) {
  segments_[to].edges.push_back({current_, segments_[current_].now, from});
  ++segments_[current_].now;
}

SsaBuilder::Definitions& SsaBuilder::definitions(Segment segment, Local local) {
  auto [entry, inserted] = index_.try_emplace(key(segment, local), static_cast<uint32_t>(definitions_.size()));
  if (inserted) definitions_.emplace_back();
  return definitions_[entry->second];
}

void SsaBuilder::write(Local local, llvm::Value* value) {
  const uint32_t now = segments_[current_].now;
  auto& later = definitions(current_, local).later;
  // No edge has left since the last definition: nobody can ask for it.
  if (!later.empty() && later.back().time == now)
    later.back().value = value;
  else
    later.push_back({now, value});
}

llvm::Value* SsaBuilder::known_value(Segment segment, uint32_t time, Local local) const {
  auto entry = index_.find(key(segment, local));
  if (entry == index_.end()) return nullptr;
  const Definitions& known = definitions_[entry->second];
  auto after = std::upper_bound(known.later.begin(), known.later.end(), time,
                                [](uint32_t t, const Definition& definition) { return t < definition.time; });
  return after == known.later.begin() ? known.at_start : std::prev(after)->value;
}

llvm::Value* SsaBuilder::read(Local local) {
  llvm::Value* value = known_value(current_, segments_[current_].now, local);
  return value ? value : resolve_start(current_, local);
}

llvm::Value* SsaBuilder::resolve_start(Segment segment, Local local) {
  resolve_chain(segment, local);
  // Only now: what a loop carries around may depend on the header's own phi, which has to exist before.
  complete_phis();
  return definitions(segment, local).at_start;
}

void SsaBuilder::resolve_chain(Segment segment, Local local) {
  std::vector<Segment> work{segment};
  while (!work.empty()) {
    const Segment top = work.back();
    if (definitions(top, local).at_start || try_resolve(top, local, work)) work.pop_back();
  }
}

/// False if the starts of other segments, which it then appends to `missing`, are needed first.
bool SsaBuilder::try_resolve(Segment segment, Local local, std::vector<Segment>& missing) {
  const SegmentState& state = segments_[segment];
  if (segment == kEntry) {
    definitions(segment, local).at_start = initial_[local];
    return true;
  }
  if (state.is_loop) {
    llvm::PHINode* phi = make_phi(segment, initial_[local]->getType());
    definitions(segment, local).at_start = phi;
    (state.sealed ? completable_ : segments_[segment].incomplete).push_back({segment, local, phi});
    return true;
  }
  llvm::SmallVector<llvm::Value*, 8> values;
  const size_t missing_before = missing.size();
  for (const Edge& edge : state.edges) {
    llvm::Value* value = known_value(edge.from, edge.time, local);
    if (!value) missing.push_back(edge.from);
    values.push_back(value);
  }
  if (missing.size() != missing_before) return false;

  const bool all_same = std::all_of(values.begin(), values.end(), [&](llvm::Value* v) { return v == values.front(); });
  llvm::Value* at_start = values.front();
  if (!all_same) {
    llvm::PHINode* phi = make_phi(segment, at_start->getType());
    for (size_t i = 0; i < values.size(); ++i) phi->addIncoming(values[i], state.edges[i].block);
    at_start = phi;
  }
  definitions(segment, local).at_start = at_start;
  return true;
}

llvm::PHINode* SsaBuilder::make_phi(Segment segment, llvm::Type* type) {
  const SegmentState& state = segments_[segment];
  llvm::PHINode* phi = llvm::PHINode::Create(type, static_cast<unsigned>(state.edges.size()), "", state.block->begin());
  phis_.push_back(phi);
  return phi;
}

void SsaBuilder::seal_loop(Segment loop) {
  SegmentState& state = segments_[loop];
  state.sealed = true;
  completable_.insert(completable_.end(), state.incomplete.begin(), state.incomplete.end());
  state.incomplete.clear();
  complete_phis();
}

void SsaBuilder::complete_phis() {
  while (!completable_.empty()) {
    const IncompletePhi item = completable_.back();
    completable_.pop_back();
    // resolve_chain may add phis of other loops to completable_, but no edges and no segments.
    for (const Edge& edge : segments_[item.loop].edges) {
      llvm::Value* value = known_value(edge.from, edge.time, item.local);
      if (!value) {
        resolve_chain(edge.from, item.local);
        value = known_value(edge.from, edge.time, item.local);
      }
      item.phi->addIncoming(value, edge.block);
    }
  }
}

namespace {

/// The one value besides itself that a phi can have, or null.
llvm::Value* only_value(const llvm::PHINode& phi) {
  llvm::Value* only = nullptr;
  for (llvm::Value* value : phi.incoming_values()) {
    if (value == &phi || value == only) continue;
    if (only) return nullptr;
    only = value;
  }
  return only;
}

}  // namespace

void SsaBuilder::replace_trivial_phis() {
  // The youngest first: a phi of an outer loop is often made to complete that of an inner one, and once the outer one
  // is replaced, the inner one's users move to their value in one step.
  llvm::SmallVector<llvm::PHINode*, 64> work(phis_.begin(), phis_.end());
  llvm::DenseSet<llvm::PHINode*> dead;
  while (!work.empty()) {
    llvm::PHINode* phi = work.pop_back_val();
    if (dead.contains(phi)) continue;
    llvm::Value* value = only_value(*phi);
    if (!value) continue;
    // Phis that used it may have become trivial by that.
    for (llvm::User* user : phi->users())
      if (auto* other = llvm::dyn_cast<llvm::PHINode>(user); other && other != phi) work.push_back(other);
    phi->replaceAllUsesWith(value);
    phi->dropAllReferences();  // or `value` would carry it along in its list of users
    dead.insert(phi);
  }
  // Not only ours: results of blocks are phis, too, and without operands they must not stay.
  for (llvm::PHINode* phi : dead) phi->eraseFromParent();
  std::erase_if(phis_, [&](llvm::PHINode* phi) { return dead.contains(phi); });
}

void SsaBuilder::delete_unused_phis() {
  llvm::DenseSet<llvm::PHINode*> ours(phis_.begin(), phis_.end());
  llvm::DenseSet<llvm::PHINode*> used;
  llvm::SmallVector<llvm::PHINode*, 64> work;
  auto use = [&](llvm::PHINode* phi) {
    if (used.insert(phi).second) work.push_back(phi);
  };
  for (llvm::PHINode* phi : phis_)
    for (llvm::User* user : phi->users()) {
      auto* other = llvm::dyn_cast<llvm::PHINode>(user);
      if (!other || !ours.contains(other)) {
        use(phi);
        break;
      }
    }
  while (!work.empty())
    for (llvm::Value* value : work.pop_back_val()->incoming_values())
      if (auto* phi = llvm::dyn_cast<llvm::PHINode>(value); phi && ours.contains(phi)) use(phi);

  // Unused phis may use one another in cycles: cut all of them off before the first is deleted.
  for (llvm::PHINode* phi : phis_)
    if (!used.contains(phi)) phi->dropAllReferences();
  for (llvm::PHINode* phi : phis_)
    if (!used.contains(phi)) phi->eraseFromParent();
}

void SsaBuilder::finish() {
  replace_trivial_phis();
  delete_unused_phis();
}

}  // namespace ingot
