// The module that decode_module_test.cc takes apart and truncation_test.cc damages.
#include "tests/unit/decode/module_bytes.h"

namespace ingot::test {
namespace {

Bytes types() {
  return section(1, Bytes{5} +                                             //
                        Bytes{0x60, 2, 0x7F, 0x7E, 1, 0x7D} +              // 0: i32 i64 -> f32
                        Bytes{0x60, 0, 0} +                                // 1: -> nothing
                        Bytes{0x4E, 2} +                                   // recursion group
                        Bytes{0x50, 0, 0x5F, 2, 0x78, 1, 0x63, 3, 0} +     // 2: open struct: mutable i8, (ref null 3)
                        Bytes{0x4F, 1, 2, 0x5F, 2, 0x78, 1, 0x63, 3, 0} +  // 3: final struct below 2
                        Bytes{0x5E, 0x77, 1} +                             // 4: array of mutable i16
                        Bytes{0x60, 1, 0x64, 0x70, 1, 0x7B});              // 5: (ref func) -> v128
}

Bytes imports() {
  return section(2, Bytes{5} + name("env") + name("f") + Bytes{0, 1} +       //
                        name("env") + name("t") + Bytes{1, 0x70, 1, 2, 9} +  // table 2..9 of funcref
                        name("env") + name("m") + Bytes{2, 3, 1, 4} +        // shared memory 1..4
                        name("env") + name("g") + Bytes{3, 0x7F, 1} +        // mutable i32
                        name("env") + name("e") + Bytes{4, 0, 1});           // tag of type 1
}

Bytes tables() {
  return section(4, Bytes{2} + Bytes{0x6F, 4, 0} +                      // externref, 64-bit
                        Bytes{0x40, 0, 0x70, 0, 3, 0xD0, 0x70, 0x0B});  // funcref with a value
}

Bytes memories() {
  return section(5, Bytes{2} + Bytes{5, 1, 0x80, 0x80, 4} +  // 64-bit, 1..65536 pages
                        Bytes{8, 100, 0});                   // 100 pages of one byte
}

Bytes globals() {
  return section(6, Bytes{2} + Bytes{0x7E, 0, 0x42, 0x7F, 0x0B} +  // i64 -1
                        Bytes{0x63, 0x70, 1, 0xD2, 1, 0x0B});      // mutable funcref, function 1
}

Bytes exports() { return section(7, Bytes{2} + name("run") + Bytes{0, 1} + name("memory") + Bytes{2, 0}); }

Bytes elements() {
  const Bytes offset = {0x41, 0, 0x0B};
  const Bytes null_expr = {0xD0, 0x70, 0x0B};
  return section(9, Bytes{8} + Bytes{0} + offset + Bytes{2, 0, 1} +            //
                        Bytes{1, 0, 1, 1} +                                    // passive
                        Bytes{2, 2} + offset + Bytes{0, 1, 0} +                // active, table 2
                        Bytes{3, 0, 1, 2} +                                    // declarative
                        Bytes{4} + offset + Bytes{1} + null_expr +             //
                        Bytes{5, 0x6F, 1, 0xD0, 0x6F, 0x0B} +                  // passive externref
                        Bytes{6, 1} + Bytes{0x42, 0, 0x0B} + Bytes{0x6F, 0} +  // active, table 1
                        Bytes{7, 0x63, 0x70, 1} + null_expr);                  // declarative
}

Bytes code() {
  const Bytes empty = sized({0, 0x0B});
  const Bytes with_locals = sized(Bytes{3, 2, 0x7F, 0, 0x7E, 1, 0x6F} + Bytes{0x41, 0x2A, 0x1A, 0x0B});
  return section(10, Bytes{2} + with_locals + empty);
}

Bytes data() {
  return section(11, Bytes{3} + Bytes{0, 0x41, 0, 0x0B, 3, 'a', 'b', 'c'} +  //
                         Bytes{1, 2, 'd', 'e'} +                             // passive
                         Bytes{2, 1, 0x42, 1, 0x0B, 0});                     // active, memory 1
}

Bytes names() {
  return custom("name", Bytes{0} + sized(name("sample")) +  //
                            Bytes{1} + sized(Bytes{2, 1} + name("run") + Bytes{2} + name("helper")));
}

}  // namespace

Bytes sample_module() {
  return module_of({custom("first", {1, 2, 3}), types(), imports(), section(3, {2, 1, 1}), tables(), memories(),
                    section(13, {1, 0, 1}), globals(), exports(), section(8, {2}), elements(), section(12, {3}), code(),
                    data(), names()});
}

}  // namespace ingot::test
