// One malformed construct each: what the message begins with, and where it points.
#include <gtest/gtest.h>

#include "compiler/decode/decode_module.h"
#include "compiler/decode/sections.h"
#include "tests/unit/decode/module_bytes.h"

namespace ingot {
namespace {

using test::Bytes;
using test::operator+;
using test::custom;
using test::leb;
using test::module_of;
using test::name;
using test::section;
using test::sized;

struct Case {
  const char* title;
  Bytes bytes;
  std::string message;  ///< what it begins with
  uint64_t offset;
};

// Offsets count from the start of the file: the preamble takes 8 bytes, id and size of the first section 2 more.
const Bytes kType = section(1, {1, 0x60, 0, 0});   // 6 bytes
const Bytes kFunction = section(3, {1, 0});        // 4 bytes
const Bytes kBody = section(10, {1, 2, 0, 0x0B});  // 6 bytes

Bytes one_body(const Bytes& body) { return module_of({kType, kFunction, section(10, Bytes{1} + sized(body))}); }

class Malformed : public testing::TestWithParam<Case> {};

TEST_P(Malformed, IsReportedWithItsPlace) {
  const auto module = decode_module(GetParam().bytes);
  ASSERT_FALSE(module);
  EXPECT_EQ(module.error().message.substr(0, GetParam().message.size()), GetParam().message);
  EXPECT_EQ(module.error().offset, GetParam().offset) << module.error().message;
}

std::string title(const testing::TestParamInfo<Case>& info) { return info.param.title; }

INSTANTIATE_TEST_SUITE_P(
    Preamble, Malformed,
    testing::Values(Case{"empty", {}, "unexpected end", 0},  //
                    Case{"short_magic", {0, 'a', 's'}, "unexpected end", 3},
                    Case{"wrong_magic", {0x7F, 'E', 'L', 'F', 0, 0, 0, 0}, "magic header not detected", 0},
                    Case{"text",
                         {'(', 'm', 'o', 'd', 'u', 'l', 'e', ')'},
                         "magic header not detected: this looks like the text format",
                         0},
                    Case{"short_version", {0, 'a', 's', 'm', 1, 0}, "unexpected end", 6},
                    Case{"wrong_version", {0, 'a', 's', 'm', 2, 0, 0, 0}, "unknown binary version", 4},
                    Case{"component",
                         {0, 'a', 's', 'm', 0x0D, 0, 1, 0},
                         "unknown binary version: this is a component, and a core module is expected",
                         4}),
    title);

INSTANTIATE_TEST_SUITE_P(
    Sections, Malformed,
    testing::Values(
        Case{"unknown_id", module_of({Bytes{14, 1, 0}}), "malformed section id", 8},
        Case{"repeated", module_of({kType, kType}), "unexpected content after last section", 14},
        Case{"out_of_order", module_of({section(2, {0}), kType}), "unexpected content after last section", 11},
        Case{"tag_after_global", module_of({section(6, {0}), section(13, {0})}),
             "unexpected content after last section", 11},
        Case{"data_count_after_code", module_of({section(10, {0}), section(12, {0})}),
             "unexpected content after last section", 11},
        Case{"longer_than_file", module_of({Bytes{1, 5, 0}}), "length out of bounds: 5 bytes announced, 1 left", 10},
        Case{"without_size", module_of({Bytes{1}}), "unexpected end", 9},
        Case{"bytes_left", module_of({section(1, {0, 0})}), "section size mismatch: 1 bytes left", 11},
        Case{"count_too_large", module_of({section(1, {9, 0x60, 0, 0})}), "unexpected end of section or function", 14},
        Case{"size_too_long", module_of({Bytes{1, 0x80, 0x80, 0x80, 0x80, 0x80, 0}}), "integer representation too long",
             9},
        Case{"size_too_large", module_of({Bytes{1, 0x80, 0x80, 0x80, 0x80, 0x70}}), "integer too large", 9},
        Case{"custom_without_name", module_of({section(0, {})}), "unexpected end", 10},
        Case{"custom_name_malformed", module_of({section(0, {1, 0xFF})}), "malformed UTF-8 encoding", 11},
        Case{"custom_name_too_long", module_of({section(0, {7, 'a'})}), "length out of bounds", 11}),
    title);

INSTANTIATE_TEST_SUITE_P(
    Types, Malformed,
    testing::Values(
        Case{"form", module_of({section(1, {1, 0x5D})}), "malformed definition type", 11},
        Case{"form_of_two_bytes", module_of({section(1, {1, 0xE0, 0x7F, 0, 0})}), "integer representation too long",
             11},
        Case{"value_type", module_of({section(1, {1, 0x60, 1, 0x7A, 0})}), "malformed value type 0x7a", 13},
        Case{"heap_type", module_of({section(1, {1, 0x60, 1, 0x64, 0x40, 0})}), "malformed heap type", 14},
        Case{"negative_heap_type", module_of({section(1, {1, 0x60, 1, 0x64, 0xF0, 0x7F, 0})}), "malformed heap type",
             14},
        Case{"field_mutability", module_of({section(1, {1, 0x5F, 1, 0x7F, 2})}), "malformed mutability", 14},
        Case{"too_many_parameters",
             module_of({section(1, Bytes{1, 0x60} + leb(kMaxParams + 1) + Bytes(kMaxParams + 1, 0x7F) + Bytes{0})}),
             "too many parameters", 13},
        Case{"cut_off", module_of({section(1, {1, 0x60, 0})}), "unexpected end of section or function", 13}),
    title);

INSTANTIATE_TEST_SUITE_P(
    Definitions, Malformed,
    testing::Values(
        Case{"import_kind", module_of({section(2, {1, 0, 0, 5, 0})}), "malformed import kind", 13},
        Case{"import_name", module_of({section(2, {1, 1, 0xC0, 0, 0, 0})}), "malformed UTF-8 encoding", 12},
        Case{"export_kind", module_of({section(7, {1, 0, 5, 0})}), "malformed export kind", 12},
        Case{"table_type", module_of({section(4, {1, 0x7F, 0, 0})}), "malformed reference type", 11},
        Case{"table_limits", module_of({section(4, {1, 0x70, 8, 0})}), "malformed limits flags", 12},
        Case{"shared_table", module_of({section(4, {1, 0x70, 3, 0, 0})}), "malformed limits flags", 12},
        Case{"table_init_form", module_of({section(4, {1, 0x40, 1, 0x70, 0, 0})}), "zero byte expected", 12},
        Case{"memory_limits", module_of({section(5, {1, 0x10, 0})}), "malformed limits flags", 11},
        Case{"memory_limits_padded", module_of({section(5, {1, 0x81, 0, 0, 0})}), "malformed limits flags", 11},
        Case{"memory_minimum", module_of({section(5, {1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2})}),
             "integer too large", 12},
        Case{"page_size", module_of({section(5, {1, 8, 0, 64})}), "invalid custom page size", 13},
        Case{"tag_attribute", module_of({section(13, {1, 1, 0})}), "malformed tag attribute", 11},
        Case{"global_mutability", module_of({section(6, {1, 0x7F, 2, 0x41, 0, 0x0B})}), "malformed mutability", 12},
        Case{"initialiser_without_end", module_of({section(6, {1, 0x7F, 0, 0x41, 0})}),
             "unexpected end of section or function", 15},
        Case{"initialiser_with_illegal_opcode", module_of({section(6, {1, 0x7F, 0, 0xFF, 0x0B})}), "illegal opcode ff",
             13},
        Case{"start_too_long", module_of({section(8, {0, 0})}), "section size mismatch", 11}),
    title);

INSTANTIATE_TEST_SUITE_P(
    Segments, Malformed,
    testing::Values(
        Case{"element_flags", module_of({section(9, {1, 8})}), "malformed elements segment kind", 11},
        Case{"element_kind", module_of({section(9, {1, 1, 1, 0})}), "malformed element kind", 12},
        Case{"element_type", module_of({section(9, {1, 5, 0x7F, 0})}), "malformed reference type", 12},
        Case{"element_opcode", module_of({section(9, {1, 5, 0x70, 1, 0xF3, 0, 0x0B})}), "illegal opcode f3", 14},
        Case{"data_flags", module_of({section(11, {1, 3})}), "malformed data segment kind", 11},
        Case{"data_cut_off", module_of({section(11, {1, 1, 2, 0})}), "unexpected end of section or function", 14},
        Case{"data_count_differs", module_of({section(12, {2}), section(11, {1, 1, 0})}),
             "data count and data section have inconsistent lengths", 13},
        Case{"data_missing", module_of({section(12, {1})}), "data count and data section have inconsistent lengths",
             11}),
    title);

INSTANTIATE_TEST_SUITE_P(
    Code, Malformed,
    testing::Values(
        Case{"bodies_missing", module_of({kType, kFunction}), "function and code section have inconsistent lengths",
             18},
        Case{"bodies_too_few", module_of({kType, section(3, {2, 0, 0}), kBody}),
             "function and code section have inconsistent lengths", 25},
        Case{"bodies_too_many", module_of({kBody}), "function and code section have inconsistent lengths", 14},
        Case{"body_longer_than_section", module_of({kType, kFunction, section(10, {1, 3, 0, 0x0B})}),
             "length out of bounds", 22},
        Case{"body_empty", one_body({}), "unexpected end of section or function", 22},
        Case{"no_end", one_body({0, 0x41, 1, 0x1A}), "unexpected end of section or function", 26},
        Case{"no_end_before_body", module_of({kType, section(3, {2, 0, 0}), section(10, {2, 2, 0, 0x01, 2, 0, 0x0B})}),
             "END opcode expected", 25},
        Case{"no_end_before_section", module_of({kType, kFunction, section(10, {1, 2, 0, 1}), section(11, {0})}),
             "section size mismatch", 24},
        Case{"cut_off_constant", one_body({0, 0x41, 0x80}), "unexpected end of section or function", 25},
        Case{"local_type", one_body({1, 1, 0x40, 0x0B}), "malformed value type", 24},
        Case{"too_many_locals", one_body(Bytes{1} + leb(kMaxLocals + 1) + Bytes{0x7F, 0x0B}), "too many locals", 23},
        Case{"too_many_locals_in_sum", one_body(Bytes{2, 1, 0x7F} + leb(0xFFFFFFFF) + Bytes{0x7F, 0x0B}),
             "too many locals", 25}),
    title);

TEST(MalformedModule, TheFirstErrorWins) {
  const auto module = decode_module(module_of({section(4, {1, 0x7F}), section(4, {9})}));
  ASSERT_FALSE(module);
  EXPECT_EQ(module.error().offset, 11u);
}

}  // namespace
}  // namespace ingot
