// Values of validated constant expressions, as far as they are known without an instance.  Spec: Validation > Constant
// Expressions. A sink over the walker's own rules, so that every constant instruction is known in one place.
#pragma once

#include <memory>
#include <variant>

#include "compiler/validate/validated_module.h"
#include "compiler/wasm/immediates.h"

namespace ingot {

/// What a constant expression is: bits (numbers, vectors, null references are ConstNull), a function, the value of an
/// imported global, or something that only generated code can compute.
struct ConstNull {};
struct ConstFunc {
  uint32_t funcidx;
};
struct ConstGlobal {
  uint32_t globalidx;
};
struct ConstComputed {};
using ConstResult = std::variant<ConstBits, ConstNull, ConstFunc, ConstGlobal, ConstComputed>;

/// Evaluates the expressions of one module. Globals that are immutable and not imported are looked through; their
/// values are remembered, so that long chains of them are walked once, however many expressions end there.
class ConstEvaluator {
 public:
  explicit ConstEvaluator(const Module& module);
  ~ConstEvaluator();
  ConstEvaluator(const ConstEvaluator&) = delete;
  ConstEvaluator& operator=(const ConstEvaluator&) = delete;

  ConstResult evaluate(const ConstExpr& expression);

 private:
  class Implementation;
  const std::unique_ptr<Implementation> implementation_;
};

/// For a single expression.
ConstResult evaluate_const(const Module& module, const ConstExpr& expression);

}  // namespace ingot
