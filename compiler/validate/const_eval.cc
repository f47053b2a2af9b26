// A sink whose values are what is known of operands.
//
// A chain of globals can be as long as the module, and one global can be used twice by each of its successors; globals
// are therefore evaluated from a list of pending ones, each once.
#include "compiler/validate/const_eval.h"

#include <unordered_map>
#include <utility>

#include "compiler/validate/body_walker.h"

namespace ingot {
namespace {

/// What nobody says anything about is computed: that is the value of instructions without a callback.
struct ConstValue {
  ConstResult result = ConstComputed{};
};

uint64_t arithmetic(Op op, uint64_t left, uint64_t right) {
  switch (op) {
    case Op::I32Add: return static_cast<uint32_t>(left + right);
    case Op::I32Sub: return static_cast<uint32_t>(left - right);
    case Op::I32Mul: return static_cast<uint32_t>(left * right);
    case Op::I64Add: return left + right;
    case Op::I64Sub: return left - right;
    default: return left * right;
  }
}

class ConstSink : public SilentSink<ConstValue> {
 public:
  explicit ConstSink(const Module& module) : module_(module) {}

  template <class F>
  void end_block(F&, std::span<const Value> fallthrough, bool, std::span<Value>) {
    result_ = fallthrough.front().result;
  }
  Value constant(const OpInfo&, ConstBits bits) { return {bits}; }
  Value simple(const OpInfo& op, std::span<const Value> operands) {
    if (operands.size() != 2) return {};
    const ConstBits* left = std::get_if<ConstBits>(&operands[0].result);
    const ConstBits* right = std::get_if<ConstBits>(&operands[1].result);
    if (!left || !right) return {};
    return {ConstBits{{arithmetic(op.op, left->bits[0], right->bits[0]), 0}}};
  }
  Value ref_null(HeapType) { return {ConstNull{}}; }
  Value ref_func(uint32_t funcidx) { return {ConstFunc{funcidx}}; }
  Value global_get(uint32_t globalidx) {
    const Global& global = module_.globals[globalidx];
    if (global.type.is_mutable) return {};
    if (global.imported) return {ConstGlobal{globalidx}};
    if (const auto known = known_.find(globalidx); known != known_.end()) return {known->second};
    missing_.push_back(globalidx);
    return {};
  }

  ConstResult take_result() { return std::exchange(result_, ConstComputed{}); }
  /// Globals that the expression uses and whose values are not known yet.
  std::vector<uint32_t> take_missing() { return std::exchange(missing_, {}); }
  bool knows(uint32_t globalidx) const { return known_.contains(globalidx); }
  void learn(uint32_t globalidx, const ConstResult& result) { known_[globalidx] = result; }

 private:
  const Module& module_;
  ConstResult result_ = ConstComputed{};
  std::unordered_map<uint32_t, ConstResult> known_;
  std::vector<uint32_t> missing_;
};

}  // namespace

class ConstEvaluator::Implementation {
 public:
  explicit Implementation(const Module& module)
      : module_(module),
        subtypes_(SubtypeContext::by_index(module)),
        sink_(module),
        walker_(module, subtypes_, sink_) {}

  ConstResult evaluate(const ConstExpr& expression) {
    const uint32_t all_globals = static_cast<uint32_t>(module_.globals.size());
    ConstResult result = walk(expression, all_globals);
    std::vector<uint32_t> missing = sink_.take_missing();
    if (missing.empty()) return result;
    learn(std::move(missing));
    return walk(expression, all_globals);
  }

 private:
  ConstResult walk(const ConstExpr& expression, uint32_t visible_globals) {
    // Types are known to fit; that two indices mean the same type is not known here, and does not matter.
    if (!walker_.walk_const(expression, kBottom, visible_globals)) return ConstComputed{};
    return sink_.take_result();
  }

  void learn(std::vector<uint32_t> pending) {
    while (!pending.empty()) {
      const uint32_t globalidx = pending.back();
      if (sink_.knows(globalidx)) {
        pending.pop_back();
        continue;
      }
      const ConstResult result = walk(module_.globals[globalidx].init, globalidx);
      const std::vector<uint32_t> missing = sink_.take_missing();
      if (missing.empty()) sink_.learn(globalidx, result);
      pending.insert(pending.end(), missing.begin(), missing.end());
    }
  }

  const Module& module_;
  SubtypeContext subtypes_;
  ConstSink sink_;
  BodyWalker<ConstSink> walker_;
};

ConstEvaluator::ConstEvaluator(const Module& module) : implementation_(std::make_unique<Implementation>(module)) {}
ConstEvaluator::~ConstEvaluator() = default;

ConstResult ConstEvaluator::evaluate(const ConstExpr& expression) { return implementation_->evaluate(expression); }

ConstResult evaluate_const(const Module& module, const ConstExpr& expression) {
  return ConstEvaluator(module).evaluate(expression);
}

}  // namespace ingot
