;; Class 26: nothing that a bulk operation does can be interrupted here (there is no fuel, and it calls nobody), but calls can
;; change size and contents of a memory or table. What was read before a call is not used behind it.

(module $A
  (memory (export "memory") 1 4)
  (table (export "table") 1 8 funcref)
  (func (export "grow") (result i32)
    (drop (memory.grow (i32.const 1)))
    (i32.store (i32.const 65536) (i32.const 77))
    (table.grow (ref.null func) (i32.const 1))))
(register "A" $A)

(module $B
  (import "A" "memory" (memory 1))
  (import "A" "table" (table $t 1 funcref))
  (import "A" "grow" (func $grow (result i32)))
  (elem declare func $grow)
  (type $f (func (result i32)))
  (global $sizes (mut i32) (i32.const 0))
  ;; The second load is behind what was the end.
  (func (export "load") (result i32)
    (local i32)
    (local.set 0 (i32.load (i32.const 65532)))
    (drop (call $grow))
    (i32.add (local.get 0) (i32.load (i32.const 65536))))
  (func (export "sizes") (result i32 i32 i32 i32)
    (memory.size) (table.size $t)
    (drop (call_ref $f (ref.func $grow)))
    (memory.size) (table.size $t))
  ;; The operands of the copy are there before the memory grows; its bounds are checked behind that.
  (func (export "copy") (result i32)
    (i32.const 65536) (i32.const 131072)
    (drop (call $grow))
    (i32.const 65536)
    (memory.copy)
    (i32.load (i32.const 131072)))
  (func (export "fill") (param i32)
    (memory.fill (local.get 0) (i32.const 1) (i32.mul (i32.const 65536) (i32.add (call $grow) (i32.const 1)))))
  (func (export "set") (param i32)
    (table.set $t (local.get 0) (ref.func $grow)))
  (func (export "loop") (result i32)
    (local $i i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (memory.size)))
      (if (i32.eq (local.get $i) (i32.const 3)) (then (drop (memory.grow (i32.const 0)))))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8))))
    (local.get $sum)))

(assert_trap (invoke "set" (i32.const 1)) "out of bounds table access")
(assert_return (invoke "load") (i32.const 77))
(assert_return (invoke "set" (i32.const 1)))
(assert_return (invoke "sizes") (i32.const 2) (i32.const 2) (i32.const 3) (i32.const 3))
(assert_return (invoke "copy") (i32.const 0))
(assert_return (invoke "loop") (i32.const 32))
;; The memory is full: grow fails, and the fill of five pages, whose length came after, traps.
(assert_trap (invoke "fill" (i32.const 0)) "out of bounds memory access")
