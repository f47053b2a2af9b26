;; A store that is out of bounds traps in the first iteration, also if the loop would never end. LLVM would move it behind the loop
;; (compiler/optimize/endless_loops.h).
(module
  (memory 1)
  (func (export "no way out") (param $at i32) (param $x i32)
    (loop $next
      (i32.store (local.get $at) (local.get $x))
      (local.set $x (i32.add (local.get $x) (i32.const 3)))
      (br $next)))
  (func (export "way out") (param $at i32) (param $again i32) (param $x i32)
    (loop $next
      (i32.store (local.get $at) (local.get $x))
      (local.set $x (i32.add (local.get $x) (i32.const 3)))
      (br_if $next (local.get $again))))
  (func (export "nested") (param $at i32) (param $again i32) (local $i i32)
    (loop $outer
      (local.set $i (i32.const 0))
      (loop $inner
        (i64.store offset=8 (local.get $at) (i64.extend_i32_u (local.get $i)))
        (br_if $inner (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
      (br_if $outer (local.get $again))))
  (func (export "no count") (param $at i32) (param $x i32)
    (loop $next
      (i32.store (local.get $at) (local.get $x))
      (local.set $x (i32.mul (local.get $x) (i32.const 5)))
      (br_if $next (i32.ne (local.get $x) (i32.const 2)))))
)
(assert_return (invoke "way out" (i32.const 65532) (i32.const 0) (i32.const 0)))
(assert_return (invoke "nested" (i32.const 65520) (i32.const 0)))
(assert_trap (invoke "no way out" (i32.const 65533) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "way out" (i32.const 65533) (i32.const 1) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "nested" (i32.const 65521) (i32.const 1)) "out of bounds memory access")
(assert_trap (invoke "no count" (i32.const 65533) (i32.const 1)) "out of bounds memory access")
