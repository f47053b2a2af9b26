;; Puts a function into the main module's table and calls one of those that stand there.
(module
  (type $binary (func (param i32 i32) (result i32)))
  (import "env" "table" (table 4 funcref))
  (elem (i32.const 1) $subtract)
  (func $subtract (type $binary) (i32.sub (local.get 0) (local.get 1)))
  (func (export "apply") (param i32 i32 i32) (result i32)
    (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get 0))))
