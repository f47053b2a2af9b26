;; Linked with part.wat: one module for the host.
(module $linked
  (import "part" "scale" (func $scale (param i32) (result i32)))
  (import "part" "divide" (func $divide (param i32 i32) (result i32)))
  (import "host" "base" (global $base i32))
  (memory (export "memory") 1)
  (data (i32.const 4) "\2a")
  (func (export "run") (param i32) (result i32)
    (i32.add (call $scale (local.get 0)) (i32.load (i32.const 4))))
  (func (export "divide") (param i32 i32) (result i32) (call $divide (local.get 0) (local.get 1))))
