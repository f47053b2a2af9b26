;; Defines a shared memory that others import.
(module
  (memory (export "memory") 1 1000 shared)
  (data (i32.const 100) "\2a")
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "store") (param i32 i32) (result i32)
    (i32.store (local.get 0) (local.get 1)) (i32.load (local.get 0)))
  (func (export "size") (result i32) (memory.size)))
