// Recognises unrolled loops: see reroll.h.
//
// A producer that unrolls a loop of scalar code leaves a body whose accesses have a stride of several elements. The
// vectoriser then takes each element from a vector of its own, with shuffles that cost more than vectors save; rolled
// up, it is an ordinary loop with stride one.
//
// A body of k pieces: piece g is like piece 0 with every recurrence advanced by g * step / k. Stores and the chains of
// carried values (sums) say where the pieces are, and from there operands are compared, instruction by instruction,
// until they are recurrences, or do not change in the loop. Then one iteration of the body does what k iterations of
// the first piece do, provided that
//   - nothing of the body is left out: every access is of the first piece, or the like of one that is,
//   - accesses keep their order. Pieces may be interleaved, and one load may serve several pieces. Then the rolled loop
//     has accesses in another order than the body, and each pair that changes places, a store among them, must be at a
//     constant distance, without overlap (same group of addresses).
// Loads are marked (load_marker.h); a load of the first piece keeps its marker, so that traps stay: the rolled loop
// touches the same bytes.
#include "compiler/optimize/reroll.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <algorithm>

#include "compiler/lower/load_marker.h"

namespace ingot {
namespace {

using llvm::BasicBlock;
using llvm::Instruction;
using llvm::PHINode;
using llvm::SCEVAddRecExpr;
using llvm::Value;

constexpr size_t kMaxBody = 600;
constexpr unsigned kMaxFactor = 16;
constexpr unsigned kMaxDepth = 48;
/// Accesses in all pieces; their order is checked in pairs.
constexpr size_t kMaxAccesses = 160;

bool is_access(const Instruction& instruction) {
  return llvm::isa<llvm::LoadInst>(instruction) || llvm::isa<llvm::StoreInst>(instruction);
}

/// The values of a carried variable: `chain[i]` is the result of the i-th operation on it in the body.
struct Chain {
  PHINode* phi;
  llvm::SmallVector<Instruction*, 8> values;
};

/// Compares pieces for one factor.
class Pieces {
 public:
  Pieces(const AffineLoop& affine, llvm::ScalarEvolution& evolution, unsigned factor)
      : affine_(affine), evolution_(evolution), factor_(factor), images_(factor) {}

  bool match_stores(llvm::ArrayRef<Instruction*> stores) {
    const size_t each = stores.size() / factor_;
    for (unsigned piece = 1; piece < factor_; ++piece)
      for (size_t i = 0; i < each; ++i)
        if (!match(stores[i], stores[piece * each + i], piece, 0)) return false;
    return true;
  }

  /// The chains must be known before anything is compared that may use the variables.
  bool add_chain(const Chain& chain) {
    if (chain.values.size() % factor_ != 0) return false;
    const size_t each = chain.values.size() / factor_;
    for (unsigned piece = 1; piece < factor_; ++piece) images_[piece][chain.phi] = chain.values[piece * each - 1];
    return true;
  }

  bool match_chain(const Chain& chain) {
    const size_t each = chain.values.size() / factor_;
    for (unsigned piece = 1; piece < factor_; ++piece)
      if (!match(chain.values[each - 1], chain.values[(piece + 1) * each - 1], piece, 0)) return false;
    return true;
  }

  /// The first piece and what is like it, once everything matches.
  const llvm::SmallPtrSetImpl<Instruction*>& first() const { return first_; }
  Instruction* image(Instruction* of, unsigned piece) const {
    return piece == 0 ? of : llvm::cast<Instruction>(images_[piece].lookup(of));
  }
  const llvm::MapVector<Instruction*, const llvm::SCEV*>& recurrences() const { return recurrences_; }

 private:
  /// Whether `b` is in `piece` what `a` is in the first.
  bool match(Value* a, Value* b, unsigned piece, unsigned depth) {
    auto [known, is_new] = images_[piece].try_emplace(a, b);
    if (!is_new) return known->second == b;
    auto* left = llvm::dyn_cast<Instruction>(a);
    if (!left || !affine_.loop->contains(left)) return a == b;
    auto* right = llvm::dyn_cast<Instruction>(b);
    if (!right || !affine_.loop->contains(right) || depth > kMaxDepth) return false;
    if (auto* recurrence = recurrence_of(left)) return match_recurrences(left, recurrence, right, piece);
    if (!left->isSameOperationAs(right)) return false;
    if (!match_operands(*left, *right, piece, depth)) return false;
    first_.insert(left);
    return true;
  }

  const SCEVAddRecExpr* recurrence_of(Instruction* value) {
    if (!value->getType()->isIntegerTy()) return nullptr;
    auto* recurrence = llvm::dyn_cast<SCEVAddRecExpr>(evolution_.getSCEV(value));
    return recurrence && recurrence->getLoop() == affine_.loop && recurrence->isAffine() ? recurrence : nullptr;
  }

  bool match_recurrences(Instruction* left, const SCEVAddRecExpr* recurrence, Instruction* right, unsigned piece) {
    const llvm::SCEV* distance = evolution_.getMinusSCEV(evolution_.getSCEV(right), evolution_.getSCEV(left));
    if (llvm::isa<llvm::SCEVCouldNotCompute>(distance)) return false;
    if (piece == 1) {
      recurrences_[left] = distance;
      return times(distance, static_cast<unsigned>(factor_)) == recurrence->getStepRecurrence(evolution_);
    }
    return distance == times(recurrences_.lookup(left), piece);
  }

  const llvm::SCEV* times(const llvm::SCEV* value, unsigned factor) {
    return evolution_.getMulExpr(value, evolution_.getConstant(value->getType(), factor));
  }

  bool match_operands(Instruction& left, Instruction& right, unsigned piece, unsigned depth) {
    if (is_access(left)) {
      if (left.getMetadata(llvm::LLVMContext::MD_tbaa) != right.getMetadata(llvm::LLVMContext::MD_tbaa)) return false;
      const auto known = match_addresses(left, right, piece);
      if (known == std::optional(false)) return false;
      if (known && llvm::isa<llvm::LoadInst>(left)) return true;
      if (known) return match(left.getOperand(0), right.getOperand(0), piece, depth + 1);
    }
    const bool may_swap = left.isCommutative() && left.getNumOperands() == 2;
    if (may_swap && !is_like(left.getOperand(0), right.getOperand(0), piece))
      return match(left.getOperand(0), right.getOperand(1), piece, depth + 1) &&
             match(left.getOperand(1), right.getOperand(0), piece, depth + 1);
    for (unsigned i = 0; i < left.getNumOperands(); ++i)
      if (!match(left.getOperand(i), right.getOperand(i), piece, depth + 1)) return false;
    return true;
  }

  /// Whether operands could match, by a glance: to tell in which order a commutative instruction has them.
  bool is_like(Value* a, Value* b, unsigned piece) const {
    if (const auto known = images_[piece].find(a); known != images_[piece].end()) return known->second == b;
    auto* left = llvm::dyn_cast<Instruction>(a);
    auto* right = llvm::dyn_cast<Instruction>(b);
    return left && right ? left->getOpcode() == right->getOpcode() || llvm::isa<PHINode>(left) : a == b;
  }

  /// Whether two accesses of affine addresses are a piece's step apart; nothing if they are no such accesses.
  std::optional<bool> match_addresses(Instruction& left, Instruction& right, unsigned piece) const {
    const auto a = affine_.accesses.find(&left), b = affine_.accesses.find(&right);
    const bool has_a = a != affine_.accesses.end(), has_b = b != affine_.accesses.end();
    if (!has_a && !has_b) return std::nullopt;
    if (!has_a || !has_b || a->second.group != b->second.group) return false;
    // try_factor has seen that it divides the step.
    const int64_t advance = affine_.groups[a->second.group].step / factor_;
    return b->second.position() - a->second.position() == advance * piece;
  }

  const AffineLoop& affine_;
  llvm::ScalarEvolution& evolution_;
  int64_t factor_;
  llvm::SmallVector<llvm::DenseMap<Value*, Value*>, 4> images_;
  llvm::SmallPtrSet<Instruction*, 32> first_;
  llvm::MapVector<Instruction*, const llvm::SCEV*> recurrences_;
};

class Finder {
 public:
  Finder(const AffineLoop& affine, llvm::ScalarEvolution& evolution)
      : affine_(affine), evolution_(evolution), body_(*affine.loop->getHeader()) {}

  std::optional<Reroll> run() {
    if (affine_.loop->getNumBlocks() != 1 || body_.size() > kMaxBody || !scan()) return std::nullopt;
    const size_t most = stores_.empty() ? (chains_.empty() ? 0 : chains_[0].values.size()) : stores_.size();
    for (size_t factor = std::min<size_t>(most, kMaxFactor); factor >= 2; --factor) {
      if (most % factor != 0) continue;
      if (auto found = try_factor(static_cast<unsigned>(factor))) return found;
    }
    return std::nullopt;
  }

 private:
  /// Positions, stores and chains of the body.
  bool scan() {
    unsigned position = 0;
    for (Instruction& instruction : body_) {
      position_[&instruction] = position++;
      if (llvm::isa<llvm::StoreInst>(instruction)) stores_.push_back(&instruction);
      if (is_access(instruction)) ++accesses_;
    }
    for (PHINode& phi : body_.phis())
      if (!is_recurrence(phi) && !add_chain(phi)) return false;
    return accesses_ <= kMaxAccesses && collect_results();
  }

  bool is_recurrence(Instruction& value) {
    if (!value.getType()->isIntegerTy()) return false;
    auto* recurrence = llvm::dyn_cast<SCEVAddRecExpr>(evolution_.getSCEV(&value));
    return recurrence && recurrence->getLoop() == affine_.loop && recurrence->isAffine();
  }

  /// From what the latch hands on back to the phi, always along the one operand that depends on it.
  bool add_chain(PHINode& phi) {
    llvm::SmallPtrSet<Value*, 16> dependent{&phi};
    for (Instruction& instruction : body_) {
      const auto depends = [&](const Value* operand) { return dependent.contains(operand); };
      if (!llvm::isa<PHINode>(instruction) && llvm::any_of(instruction.operand_values(), depends))
        dependent.insert(&instruction);
    }
    Chain chain{&phi, {}};
    Value* value = phi.getIncomingValueForBlock(&body_);
    while (value != &phi) {
      auto* instruction = llvm::dyn_cast<Instruction>(value);
      if (!instruction || !dependent.contains(instruction)) return false;
      chain.values.push_back(instruction);
      Value* next = nullptr;
      for (Value* operand : instruction->operand_values()) {
        if (!dependent.contains(operand)) continue;
        if (next && next != operand) return false;
        next = operand;
      }
      value = next;
    }
    std::reverse(chain.values.begin(), chain.values.end());
    chains_.push_back(std::move(chain));
    return true;
  }

  /// Nothing of the body is used behind the loop but the last values of chains, and recurrences.
  bool collect_results() {
    for (Instruction& instruction : body_) {
      const auto is_last = [&](const Chain& chain) {
        return !chain.values.empty() && chain.values.back() == &instruction;
      };
      if (llvm::any_of(chains_, is_last)) continue;
      const auto is_outside = [&](const llvm::User* user) {
        return llvm::cast<Instruction>(user)->getParent() != &body_;
      };
      if (llvm::none_of(instruction.users(), is_outside)) continue;
      if (!is_recurrence(instruction)) return false;
      results_.push_back(&instruction);
    }
    return true;
  }

  std::optional<Reroll> try_factor(unsigned factor) {
    for (const AddressGroup& group : affine_.groups)
      if (group.step % static_cast<int64_t>(factor) != 0) return std::nullopt;
    Pieces pieces(affine_, evolution_, factor);
    for (const Chain& chain : chains_)
      if (!pieces.add_chain(chain)) return std::nullopt;
    if (!pieces.match_stores(stores_)) return std::nullopt;
    for (const Chain& chain : chains_)
      if (!pieces.match_chain(chain)) return std::nullopt;
    Reroll result{factor, {}, pieces.recurrences(), results_, {}, {}};
    for (Instruction& instruction : body_)
      if (pieces.first().contains(&instruction)) result.kept.push_back(&instruction);
    if (!covers_all_accesses(pieces, result) || !keeps_order(pieces, result)) return std::nullopt;
    for (const Chain& chain : chains_)
      result.carried.push_back({chain.phi, chain.values[chain.values.size() / factor - 1], chain.values.back()});
    return result;
  }

  /// Whether each access of the body is in a piece; notes the likes of the first piece on the way.
  bool covers_all_accesses(const Pieces& pieces, Reroll& result) const {
    llvm::SmallPtrSet<Instruction*, 32> covered;
    for (Instruction* kept : result.kept)
      for (unsigned piece = 0; piece < result.factor; ++piece) {
        Instruction* image = pieces.image(kept, piece);
        if (piece != 0) result.alike.push_back({kept, image});
        if (is_access(*kept)) covered.insert(image);
      }
    return llvm::all_of(
        body_, [&](Instruction& instruction) { return !is_access(instruction) || covered.contains(&instruction); });
  }

  /// Accesses as the rolled loop makes them: all of a piece, then all of the next. Where the body has two of them the
  /// other way round, they must not overlap.
  bool keeps_order(const Pieces& pieces, const Reroll& result) const {
    llvm::SmallVector<Instruction*, 64> order;
    for (unsigned piece = 0; piece < result.factor; ++piece)
      for (Instruction* kept : result.kept)
        if (is_access(*kept)) order.push_back(pieces.image(kept, piece));
    if (order.size() > kMaxAccesses) return false;
    for (size_t i = 0; i < order.size(); ++i)
      for (size_t k = i + 1; k < order.size(); ++k) {
        const bool one_stores = llvm::isa<llvm::StoreInst>(order[i]) || llvm::isa<llvm::StoreInst>(order[k]);
        const bool is_swapped = position_.lookup(order[i]) > position_.lookup(order[k]);
        if (one_stores && is_swapped && !are_apart(*order[i], *order[k])) return false;
      }
    return true;
  }

  bool are_apart(Instruction& a, Instruction& b) const {
    const auto left = affine_.accesses.find(&a), right = affine_.accesses.find(&b);
    if (left == affine_.accesses.end() || right == affine_.accesses.end()) return false;
    if (left->second.group != right->second.group) return false;
    const int64_t distance = right->second.position() - left->second.position();
    return distance >= 0 ? distance >= bytes_of(a) : -distance >= bytes_of(b);
  }

  static int64_t bytes_of(Instruction& access) {
    return static_cast<int64_t>(
        access.getModule()->getDataLayout().getTypeStoreSize(llvm::getLoadStoreType(&access)).getFixedValue());
  }

  const AffineLoop& affine_;
  llvm::ScalarEvolution& evolution_;
  BasicBlock& body_;
  llvm::DenseMap<Instruction*, unsigned> position_;
  llvm::SmallVector<Instruction*, 16> stores_;
  llvm::SmallVector<Chain, 4> chains_;
  llvm::SmallVector<Instruction*, 2> results_;
  size_t accesses_ = 0;
};

}  // namespace

std::optional<Reroll> find_reroll(const AffineLoop& affine, llvm::ScalarEvolution& evolution) {
  return Finder(affine, evolution).run();
}

}  // namespace ingot
