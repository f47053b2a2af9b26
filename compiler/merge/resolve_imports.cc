// Follows imports to exports, through exports that are imports themselves.
//
// Such chains can be as long as the modules are; what was found for one link of a chain is remembered for all of them,
// so that the work is linear.
#include "compiler/merge/resolve_imports.h"

#include <unordered_map>

namespace ingot {
namespace {

std::string quoted_import(const Import& import) {
  return printable_name(import.module) + "." + printable_name(import.name);
}

}  // namespace

class Resolver {
 public:
  explicit Resolver(std::span<const MergeInput> inputs) : inputs_(inputs), exports_(inputs.size()) {
    const uint32_t parts = static_cast<uint32_t>(inputs.size());
    resolution_.targets_.resize(parts);
    resolution_.uses_.assign(parts, std::vector<bool>(parts));
    imports_.resize(parts);
    done_.resize(parts);
    for (uint32_t part = 0; part < parts; ++part) index_part(part);
  }

  Expected<Resolution> run() {
    for (uint32_t part = 0; part < inputs_.size(); ++part)
      for (const Import& import : module(part).imports) INGOT_CHECK(follow({part, import.kind, import.index}));
    return std::move(resolution_);
  }

 private:
  enum class State : uint8_t { Unknown, OnPath, Done };

  const Module& module(uint32_t part) const { return inputs_[part].valid->module(); }
  static size_t slot(ExternKind kind) { return static_cast<size_t>(kind); }
  State& state(const Entity& import) { return done_[import.part][slot(import.kind)][import.index]; }
  Resolution::Target& target(const Entity& import) {
    return resolution_.targets_[import.part][slot(import.kind)][import.index];
  }
  const Import& import_of(const Entity& entity) const {
    return module(entity.part).imports[imports_[entity.part][slot(entity.kind)][entity.index]];
  }

  void index_part(uint32_t part) {
    const Module& from = module(part);
    if (!inputs_[part].name.empty()) parts_.try_emplace(inputs_[part].name, part);
    for (uint32_t i = 0; i < from.exports.size(); ++i) exports_[part].try_emplace(from.exports[i].name, i);
    for (uint32_t i = 0; i < from.imports.size(); ++i) imports_[part][slot(from.imports[i].kind)].push_back(i);
    for (size_t kind = 0; kind < kExternKinds; ++kind) {
      resolution_.targets_[part][kind].resize(imports_[part][kind].size());
      done_[part][kind].resize(imports_[part][kind].size());
    }
  }

  bool is_import(const Entity& entity) const { return entity.index < imports_[entity.part][slot(entity.kind)].size(); }

  /// The export that an import names. A module does not provide for itself.
  Expected<std::optional<Entity>> find_export(const Entity& entity) const {
    const Import& import = import_of(entity);
    const auto named = parts_.find(import.module);
    if (named == parts_.end() || named->second == entity.part) return std::nullopt;
    const uint32_t part = named->second;
    const auto found = exports_[part].find(import.name);
    if (found == exports_[part].end()) return std::nullopt;
    const Export& entry = module(part).exports[found->second];
    if (entry.kind == import.kind) return Entity{part, entry.kind, entry.index};
    constexpr const char* kKinds[kExternKinds] = {"function", "table", "memory", "global", "tag"};
    Diagnostic diagnostic{.message = "incompatible import type: " + quoted_import(import) + " is imported as a " +
                                     kKinds[slot(import.kind)] + ", but " + inputs_[part].file + " exports a " +
                                     kKinds[slot(entry.kind)],
                          .offset = import.offset,
                          .file = inputs_[entity.part].file};
    return std::unexpected(std::move(diagnostic));
  }

  Expected<void> follow(Entity entity) {
    std::vector<Entity> path;
    Entity end = entity;
    while (is_import(end) && state(end) != State::Done) {
      if (state(end) == State::OnPath) return circle(end);
      state(end) = State::OnPath;
      path.push_back(end);
      const std::optional<Entity> next = INGOT_TRY(find_export(end));
      if (!next) break;
      target(end).source = next->part;
      resolution_.uses_[end.part][next->part] = true;
      end = *next;
    }
    if (is_import(end) && state(end) == State::Done) end = target(end).provider;
    for (const Entity& link : path) {
      state(link) = State::Done;
      target(link).provider = end;
    }
    return {};
  }

  std::unexpected<Diagnostic> circle(const Entity& entity) const {
    const Import& import = import_of(entity);
    Diagnostic diagnostic{.message = "unknown import: " + quoted_import(import) +
                                     " is passed on from module to module in a circle, and none of them defines it",
                          .offset = import.offset,
                          .file = inputs_[entity.part].file};
    return std::unexpected(std::move(diagnostic));
  }

  std::span<const MergeInput> inputs_;
  std::unordered_map<std::string_view, uint32_t> parts_;                  // by name
  std::vector<std::unordered_map<std::string_view, uint32_t>> exports_;   // by part and name
  std::vector<std::array<std::vector<uint32_t>, kExternKinds>> imports_;  // by part, kind, index: position in imports
  std::vector<std::array<std::vector<State>, kExternKinds>> done_;
  Resolution resolution_;
};

Expected<Resolution> Resolution::create(std::span<const MergeInput> inputs) { return Resolver(inputs).run(); }

Entity Resolution::provider(const Entity& entity) const {
  const std::vector<Target>& imports = targets_[entity.part][static_cast<size_t>(entity.kind)];
  return entity.index < imports.size() ? imports[entity.index].provider : entity;
}

std::optional<uint32_t> Resolution::source(const Entity& import) const {
  return targets_[import.part][static_cast<size_t>(import.kind)][import.index].source;
}

}  // namespace ingot
