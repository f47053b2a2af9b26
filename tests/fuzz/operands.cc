#include "tests/fuzz/operands.h"

#include "compiler/validate/immediate_reader.h"
#include "tests/fuzz/rows.h"

namespace fuzz {
namespace {

using ingot::ImmShape;
using ingot::Op;
using ingot::OpInfo;
using ingot::ValType;

constexpr size_t kFunctionsPerModule = 100;
constexpr unsigned kConstants = 3;  // for each operand

/// What an operand is: the parameter of this number, or a constant.
struct Operand {
  static constexpr int kConstant = -1;
  int parameter = kConstant;
};

class ModuleWriter {
 public:
  void add(const OpInfo& op, std::span<const Operand> operands, Random& random) {
    std::vector<ValType> params;
    Bytes code;
    code.uleb(0);
    for (size_t i = 0; i < operands.size(); ++i) {
      const ValType type = type_of_letter(op.params()[i]);
      params.push_back(type);
      if (operands[i].parameter == Operand::kConstant)
        random_constant(random, code, type);
      else
        code.op(Op::LocalGet).uleb(static_cast<uint64_t>(operands[i].parameter));
    }
    code.op(op.op);
    if (op.imm == ImmShape::Lane) code.byte(static_cast<uint8_t>(random.below(ingot::lane_count(op))));
    std::vector<ValType> results;
    for (char letter : op.results()) results.push_back(type_of_letter(letter));
    types_.func_type(params, results);
    functions_.uleb(count_);
    exports_.name(std::string(op.text) + " " + std::to_string(count_)).byte(0).uleb(count_);
    bodies_.sized(code.op(Op::End));
    ++count_;
  }

  size_t count() const { return count_; }

  Bytes write() const {
    constexpr uint8_t kType = 1, kFunction = 3, kExport = 7, kCode = 10;
    Bytes out;
    for (uint8_t byte : {0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00}) out.byte(byte);
    out.section(kType, Bytes().uleb(count_).append(types_));
    out.section(kFunction, Bytes().uleb(count_).append(functions_));
    out.section(kExport, Bytes().uleb(count_).append(exports_));
    return out.section(kCode, Bytes().uleb(count_).append(bodies_));
  }

 private:
  size_t count_ = 0;
  Bytes types_, functions_, exports_, bodies_;
};

/// Takes numbers and vectors and nothing else, and is not a constant. Relaxed instructions may differ between engines.
bool is_wanted(const OpInfo& op, const FeatureSet& features) {
  if (op.is_special() || !features.has(op.feature) || op.group == ingot::OpGroup::RelaxedSimd) return false;
  if (op.imm != ImmShape::None && op.imm != ImmShape::Lane) return false;
  return !op.params().empty() && op.params().find_first_not_of("ilfdv") == std::string_view::npos;
}

void add_cases(ModuleWriter& module, const OpInfo& op, Random& random) {
  const std::string_view letters = op.params();
  std::vector<Operand> operands(letters.size());
  for (size_t i = 0; i < operands.size(); ++i) operands[i].parameter = static_cast<int>(i);
  module.add(op, operands, random);
  if (letters.size() > 1 && letters[0] == letters[1]) {
    std::vector<Operand> equal = operands;
    equal[1].parameter = 0;
    module.add(op, equal, random);
    if (letters.size() > 2 && letters[2] == letters[0]) {
      equal[2].parameter = 0;
      module.add(op, equal, random);
    }
  }
  for (size_t i = 0; i < operands.size(); ++i) {
    std::vector<Operand> constant = operands;
    constant[i].parameter = Operand::kConstant;
    for (unsigned n = 0; n < kConstants; ++n) module.add(op, constant, random);
  }
  module.add(op, std::vector<Operand>(letters.size()), random);
}

}  // namespace

std::vector<Bytes> operand_modules(const FeatureSet& features) {
  std::vector<Bytes> modules;
  Random random(0);
  ModuleWriter module;
  for (const OpInfo& op : kRows) {
    if (!is_wanted(op, features)) continue;
    add_cases(module, op, random);
    if (module.count() < kFunctionsPerModule) continue;
    modules.push_back(module.write());
    module = {};
  }
  if (module.count() > 0) modules.push_back(module.write());
  return modules;
}

}  // namespace fuzz
