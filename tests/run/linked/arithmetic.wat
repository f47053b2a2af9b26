;; Calls back into the main module, traps, and has no state.
(module
  (import "env" "twice" (func $twice (param i32) (result i32)))
  (func (export "twice_plus_one") (param i32) (result i32)
    (i32.add (call $twice (local.get 0)) (i32.const 1)))
  (func $divide (export "divide") (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1))))
