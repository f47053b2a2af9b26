;; Works in the main module's memory and has a data segment there.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 100) "\07")
  (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "grow") (result i32) (memory.grow (i32.const 1))))
