// Link names: see symbols.h.
#include "compiler/lower/symbols.h"

namespace ingot {

Symbols::Symbols(const ModulePlan& plan)
    : plan_(plan), prefix_(plan.is_program() ? std::string() : plan.options().module_symbol + ".") {}

std::string Symbols::indexed(const char* stem, uint32_t index) const { return prefix_ + stem + std::to_string(index); }

// The plan puts the prefix in front by itself.
std::string Symbols::function(uint32_t funcidx) const { return plan_.function_symbol(funcidx); }
std::string Symbols::import_shim(uint32_t funcidx) const { return indexed("import", funcidx); }
std::string Symbols::memory(uint32_t memidx) const { return indexed("ingot_memory", memidx); }
std::string Symbols::global(uint32_t globalidx) const { return indexed("g", globalidx); }
std::string Symbols::fuel() const { return prefix_ + "fuel"; }
std::string Symbols::table(uint32_t tableidx) const { return indexed("table", tableidx); }
std::string Symbols::table_codes(uint32_t tableidx) const { return table(tableidx) + ".codes"; }
std::string Symbols::table_types(uint32_t tableidx) const { return table(tableidx) + ".types"; }
std::string Symbols::table_elements(uint32_t tableidx) const { return table(tableidx) + ".elements"; }
std::string Symbols::table_tail_codes(uint32_t tableidx) const { return table(tableidx) + ".tail_codes"; }
std::string Symbols::func_ref(uint32_t funcidx) const { return indexed("ref", funcidx); }
std::string Symbols::data_segment(uint32_t dataidx) const { return indexed("data", dataidx); }
std::string Symbols::elem_segment(uint32_t elemidx) const { return indexed("elem", elemidx); }
std::string Symbols::tag(uint32_t tagidx) const { return indexed("tag", tagidx); }
std::string Symbols::type_ids() const { return prefix_ + "type_ids"; }

}  // namespace ingot
