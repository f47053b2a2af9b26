// Modules by reachability, which is cheap for as many as a command line names; globals by depth-first search without
// recursion, since their chains come out of the files.
#include "compiler/merge/instantiation_order.h"

#include "compiler/decode/read_immediates.h"

namespace ingot {
namespace {

using Relation = std::vector<std::vector<bool>>;

/// Whether one module imports from another, directly or through others.
Relation reachability(const Resolution& resolution, uint32_t parts) {
  Relation reaches(parts, std::vector<bool>(parts));
  for (uint32_t a = 0; a < parts; ++a)
    for (uint32_t b = 0; b < parts; ++b) reaches[a][b] = a != b && resolution.imports_from(a, b);
  for (uint32_t middle = 0; middle < parts; ++middle)
    for (uint32_t a = 0; a < parts; ++a)
      for (uint32_t b = 0; reaches[a][middle] && b < parts; ++b)
        if (reaches[middle][b]) reaches[a][b] = true;
  return reaches;
}

/// The globals that a constant expression reads, by the indices in its bytes.
std::vector<uint32_t> globals_read(const ConstExpr& expression) {
  std::vector<uint32_t> globals;
  Reader reader(expression);
  while (!reader.at_end()) {
    const Expected<const OpInfo*> op = reader.read_op();
    if (!op) break;  // cannot happen: the expression was validated
    if ((*op)->op == Op::GlobalGet) {
      globals.push_back(reader.read_u32().value_or(0));
    } else if (!skip_immediates(reader, (*op)->imm)) {
      break;
    }
  }
  return globals;
}

class GlobalOrder {
 public:
  GlobalOrder(std::span<const MergeInput> inputs, const Resolution& resolution)
      : inputs_(inputs), resolution_(resolution), states_(inputs.size()) {
    for (size_t part = 0; part < inputs.size(); ++part)
      states_[part].resize(inputs[part].valid->module().globals.size());
  }

  Expected<void> add(const Entity& root) {
    std::vector<Entity> pending{root};
    while (!pending.empty()) {
      const Entity entity = pending.back();
      State& state = states_[entity.part][entity.index];
      if (state != State::Unknown) {
        pending.pop_back();
        if (state == State::Entered) order_.push_back(entity);
        state = State::Done;
        continue;
      }
      state = State::Entered;
      INGOT_CHECK(push_dependencies(entity, pending));
    }
    return {};
  }

  std::vector<Entity> take() { return std::move(order_); }

 private:
  enum class State : uint8_t { Unknown, Entered, Done };

  const Global& global(const Entity& entity) const {
    return inputs_[entity.part].valid->module().globals[entity.index];
  }

  Expected<void> push_dependencies(const Entity& entity, std::vector<Entity>& pending) {
    for (const uint32_t index : globals_read(global(entity).init)) {
      const Entity read = resolution_.provider({entity.part, ExternKind::Global, index});
      if (global(read).imported) continue;
      const State state = states_[read.part][read.index];
      if (state == State::Unknown) pending.push_back(read);
      if (state != State::Entered) continue;
      Diagnostic diagnostic{.message = "unknown global: its initial value depends on itself, through other modules",
                            .offset = global(entity).offset,
                            .file = inputs_[entity.part].file};
      return std::unexpected(std::move(diagnostic));
    }
    return {};
  }

  std::span<const MergeInput> inputs_;
  const Resolution& resolution_;
  std::vector<std::vector<State>> states_;  // by part and index
  std::vector<Entity> order_;
};

}  // namespace

std::vector<std::vector<uint32_t>> instantiation_groups(const Resolution& resolution, uint32_t parts) {
  const Relation reaches = reachability(resolution, parts);
  std::vector<uint32_t> preferred;
  for (uint32_t part = 1; part < parts; ++part) preferred.push_back(part);
  preferred.push_back(0);
  std::vector<bool> done(parts);
  const auto is_ready = [&](uint32_t part) {
    for (uint32_t other = 0; other < parts; ++other)
      if (reaches[part][other] && !reaches[other][part] && !done[other]) return false;
    return !done[part];
  };
  std::vector<std::vector<uint32_t>> groups;
  for (uint32_t placed = 0; placed < parts;) {
    for (const uint32_t first : preferred) {
      if (!is_ready(first)) continue;
      std::vector<uint32_t>& group = groups.emplace_back();
      for (const uint32_t part : preferred)
        if (part == first || (reaches[first][part] && reaches[part][first])) group.push_back(part);
      for (const uint32_t part : group) done[part] = true;
      placed += static_cast<uint32_t>(group.size());
      break;
    }
  }
  return groups;
}

Expected<std::vector<Entity>> order_globals(std::span<const MergeInput> inputs, const Resolution& resolution,
                                            const std::vector<uint32_t>& parts) {
  GlobalOrder order(inputs, resolution);
  for (const uint32_t part : parts) {
    const std::vector<Global>& globals = inputs[part].valid->module().globals;
    for (uint32_t index = 0; index < globals.size(); ++index)
      if (!globals[index].imported) INGOT_CHECK(order.add({part, ExternKind::Global, index}));
  }
  return order.take();
}

}  // namespace ingot
