;; Functions whose cost is known (docs/lowering.md, Fuel).
(module
  (func $host (import "host" "act"))
  (memory (export "memory") 1)
  (func (export "nothing"))
  (func (export "count") (param $n i32)                  ;; 1 + 5 n
    (loop $again
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "fill") (param $n i32)                   ;; 4 + n / 64
    (memory.fill (i32.const 0) (i32.const 1) (local.get $n)))
  (func (export "call_host") (call $host) (nop))         ;; 2
  (func (export "store") (param i32)                     ;; 3, then 1 for each nop
    (i32.store (i32.const 0) (local.get 0))
    (block (br_if 0 (i32.const 0)) (nop))))
