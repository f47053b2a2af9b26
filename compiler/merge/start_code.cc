// Writes a few kinds of instructions; offsets of segments are copied byte by byte, but for indices.
#include "compiler/merge/start_code.h"

#include <string_view>

#include "compiler/decode/read_immediates.h"

namespace ingot {
namespace {

class CodeWriter {
 public:
  void op(Op op) {
    const uint32_t code = static_cast<uint32_t>(op);
    if (code > 0xFF) {
      code_.push_back(static_cast<uint8_t>(code >> 16));  // the prefix
      u32(code & 0xFFFF);
    } else {
      code_.push_back(static_cast<uint8_t>(code));
    }
  }
  void u32(uint32_t value) {
    for (; value >= 0x80; value >>= 7) code_.push_back(static_cast<uint8_t>(value | 0x80));
    code_.push_back(static_cast<uint8_t>(value));
  }
  /// Constants are signed: one more zero bit keeps sizes from becoming negative.
  void i32_const(uint32_t value) {
    op(Op::I32Const);
    int32_t rest = static_cast<int32_t>(value);
    for (; rest < -64 || rest >= 64; rest >>= 7) code_.push_back(static_cast<uint8_t>(rest) | 0x80);
    code_.push_back(static_cast<uint8_t>(rest) & 0x7F);
  }
  void bytes(std::span<const uint8_t> bytes) { code_.insert(code_.end(), bytes.begin(), bytes.end()); }

  std::vector<uint8_t> take() { return std::move(code_); }

 private:
  std::vector<uint8_t> code_;
};

class StartWriter {
 public:
  StartWriter(std::span<const MergeInput> inputs, std::span<const IndexMap> maps) : inputs_(inputs), maps_(maps) {}

  void call(uint32_t part, uint32_t funcidx) {
    const uint32_t merged = maps_[part][IndexSpace::Func][funcidx];
    code_.op(Op::Call);
    code_.u32(merged);
    only_ = merged;
    ++steps_;
  }

  /// Element segments come before data segments.
  void copy_segments(uint32_t part) {
    const Module& module = inputs_[part].valid->module();
    for (uint32_t i = 0; i < module.elems.size(); ++i) copy_elements(part, module.elems[i], i);
    for (uint32_t i = 0; i < module.datas.size(); ++i) copy_data(part, module.datas[i], i);
  }

  bool has_called() const { return steps_ != 0; }

  void finish(StartPlan& plan) {
    if (steps_ == 1 && !has_copied_) plan.start = only_;
    if (steps_ < 2 && !has_copied_) return;
    code_.op(Op::End);
    plan.body = code_.take();
  }

 private:
  void copy_elements(uint32_t part, const ElemSegment& segment, uint32_t elemidx) {
    if (segment.mode != SegmentMode::Active) return;
    const uint32_t merged = maps_[part][IndexSpace::Elem][elemidx];
    operands(part, segment.table_offset, segment.size());
    code_.op(Op::TableInit);
    code_.u32(merged);
    code_.u32(maps_[part][IndexSpace::Table][segment.table]);
    code_.op(Op::ElemDrop);
    code_.u32(merged);
  }

  void copy_data(uint32_t part, const DataSegment& segment, uint32_t dataidx) {
    if (segment.mode != SegmentMode::Active) return;
    const uint32_t merged = maps_[part][IndexSpace::Data][dataidx];
    operands(part, segment.memory_offset, segment.bytes.size());
    code_.op(Op::MemoryInit);
    code_.u32(merged);
    code_.u32(maps_[part][IndexSpace::Memory][segment.memory]);
    code_.op(Op::DataDrop);
    code_.u32(merged);
  }

  void operands(uint32_t part, const ConstExpr& offset, uint64_t size) {
    has_copied_ = true;
    copy_expression(part, offset);
    code_.i32_const(0);
    code_.i32_const(static_cast<uint32_t>(size));
  }

  /// All of it but its `end`. Of the instructions that can make an address, only global.get has an index.
  void copy_expression(uint32_t part, const ConstExpr& expression) {
    Reader reader(expression);
    while (!reader.at_end()) {
      const uint64_t start = reader.offset();
      const Expected<const OpInfo*> op = reader.read_op();
      if (!op || (*op)->op == Op::End) return;
      if ((*op)->op == Op::GlobalGet) {
        code_.op(Op::GlobalGet);
        code_.u32(maps_[part][IndexSpace::Global][reader.read_u32().value_or(0)]);
      } else {
        if (!skip_immediates(reader, (*op)->imm)) return;  // cannot happen: the expression was validated
        code_.bytes(reader.since(start).bytes);
      }
    }
  }

  std::span<const MergeInput> inputs_;
  std::span<const IndexMap> maps_;
  CodeWriter code_;
  std::optional<uint32_t> only_;
  unsigned steps_ = 0;
  bool has_copied_ = false;
};

constexpr std::string_view kInitialize = "_initialize";

/// `_initialize` of a reactor; nullopt if there is none, or if another module takes the call upon itself.
std::optional<uint32_t> initializer(std::span<const MergeInput> inputs, const Resolution& resolution, uint32_t part) {
  for (uint32_t other = 0; other < inputs.size(); ++other)
    for (const Import& import : inputs[other].valid->module().imports)
      if (import.name == kInitialize && resolution.source({other, import.kind, import.index}) == part)
        return std::nullopt;
  const Module& module = inputs[part].valid->module();
  for (const Export& entry : module.exports) {
    if (entry.kind != ExternKind::Func || entry.name != kInitialize) continue;
    const FuncType& type = module.func_type(entry.index);
    if (type.params.empty() && type.results.empty()) return entry.index;
  }
  return std::nullopt;
}

}  // namespace

StartPlan plan_start(std::span<const MergeInput> inputs, const Resolution& resolution,
                     const std::vector<std::vector<uint32_t>>& groups, std::span<const IndexMap> maps) {
  StartPlan plan{.is_late = std::vector<bool>(inputs.size()), .body = {}, .start = {}};
  StartWriter writer(inputs, maps);
  for (const std::vector<uint32_t>& group : groups) {
    if (writer.has_called())
      for (const uint32_t part : group) {
        plan.is_late[part] = true;
        writer.copy_segments(part);
      }
    for (const uint32_t part : group)
      if (const Module& module = inputs[part].valid->module(); module.start) writer.call(part, *module.start);
  }
  for (const std::vector<uint32_t>& group : groups)
    for (const uint32_t part : group)
      if (part != 0)
        if (const std::optional<uint32_t> function = initializer(inputs, resolution, part))
          writer.call(part, *function);
  writer.finish(plan);
  return plan;
}

}  // namespace ingot
