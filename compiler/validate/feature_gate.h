// Finds the first use of a proposal that cannot be compiled yet.
//
// Apart from the rules of validation: a module is first checked as the spec says, as far as its constructs are known,
// and only then told what is missing.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/support/diagnostic.h"
#include "compiler/wasm/features.h"
#include "compiler/wasm/module.h"

namespace ingot {

class FeatureGate {
 public:
  void require(Feature feature, uint64_t offset) {
    if (feature != Feature::Mvp && !info(feature).lowered) add(feature, offset);
  }
  void require(const ValType& type, uint64_t offset);
  /// Everything in the module but instructions.
  void require(const Module& module);
  void merge(const FeatureGate& other) {
    if (other.first_) add(other.first_->feature, other.first_->offset);
  }

  /// `gc is not supported yet` at the first offset, if anything was missing.
  Expected<void> check() const;

 private:
  struct Use {
    Feature feature;
    uint64_t offset;
  };
  void add(Feature feature, uint64_t offset) {
    if (!first_ || offset < first_->offset) first_ = Use{feature, offset};
  }
  void require_types(const Module& module);
  void require(const Limits& limits, uint64_t offset);

  std::optional<Use> first_;
};

}  // namespace ingot
