;; Owns nothing and may fail halfway; handmade/sharer.c is the same module without the compiler.
(module $sharer
  (import "owner" "memory" (memory 1))
  (import "owner" "table" (table 1 funcref))
  (global $own (mut i32) (i32.const 41))
  (func $bump (param i32) (result i32)
    (global.set $own (i32.add (global.get $own) (i32.const 1)))
    (global.get $own))
  (elem (i32.const 0) func $bump)
  (data (i32.const 0) "left behind")
  (data (i32.const 65530) "does not fit"))
