;; Loops that compiler/optimize/loop_addresses.cc must not take for others: each function computes something else, or traps elsewhere,
;; without one condition of affine_loop.cc, loop_versions.cc or reroll.cc.
(module
  (memory 1)
  (data (i32.const 0) "\01\00\00\00\14\00\00\00\2c\01\00\00\a0\0f\00\00")  ;; 1, 20, 300, 4000
  (data (i32.const 200) "\08\00\00\00\64\00\00\00\0c\00\00\00")              ;; 8, 100, 12
  (func (export "get") (param $at i32) (result i32) (i32.load (local.get $at)))

  ;; Goes on while it is at its end.
  (func (export "while_equal") (param $p i32) (param $end i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.eq (local.get $p) (local.get $end))))
    (local.get $sum))

  ;; An end that moves.
  (func (export "list_of_ends") (param $p i32) (param $q i32) (result i32)
    (local $sum i32) (local $end i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $end (i32.load (local.get $q)))
      (local.set $q (i32.add (local.get $q) (i32.const 4)))
      (br_if $next (i32.ne (local.get $end) (local.get $p))))
    (local.get $sum))

  ;; The counter passes 2^32 and never meets its end.
  (func (export "counter_wraps") (param $p i32) (param $i i32) (param $n i64)
    (loop $next
      (i32.store (local.get $p) (local.get $p))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i64.ne (i64.extend_i32_u (local.get $i)) (local.get $n)))))

  ;; 2^35 steps of 2^29 bytes: 0 in 64 bits. The first store is at 100, the second one is out of bounds. Taken for
  ;; 64 * 2^29, the first one is far outside of what is mapped for the memory.
  (func (export "far_steps") (param $p i32) (param $n i64)
    (local $i i64)
    (loop $next
      (if (i64.ge_u (local.get $i) (i64.const 64)) (then (i32.store (local.get $p) (i32.const 1))))
      (local.set $p (i32.add (local.get $p) (i32.const 0x20000000)))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n)))))

  ;; The higher one of two addresses passes 2^32, up or down.
  (func (export "higher_address_up") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p) (i32.const 16)))))
      (if (i32.gt_u (local.get $i) (i32.const 3))
        (then (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func (export "higher_address_down") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p) (i32.const 16)))))
      (if (i32.gt_u (local.get $i) (i32.const 3))
        (then (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))))
      (local.set $p (i32.sub (local.get $p) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))

  ;; The lower one, which comes second, passes 0 first.
  (func (export "lower_address") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p) (i32.const 16)))))
      (if (i32.lt_u (local.get $i) (i32.const 4))
        (then (local.set $sum (i32.add (local.get $sum) (i32.load offset=16 (local.get $p))))))
      (local.set $p (i32.sub (local.get $p) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))

  ;; One start, two steps.
  (func (export "two_steps") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3))
        (i32.sub (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2))))
          (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3)))))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))

  ;; Rolled up; the counter is used behind the loop.
  (func (export "counter_behind") (param $p i32) (param $n i32) (result i32)
    (local $i i32)
    (loop $next
      (i32.store (local.get $p) (local.get $n))
      (i32.store offset=4 (local.get $p) (local.get $n))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 2))) (local.get $n))))
    (i32.add (i32.mul (local.get $i) (i32.const 1000)) (local.get $p)))
)
(assert_return (invoke "while_equal" (i32.const 0) (i32.const 4)) (i32.const 21))
(assert_return (invoke "while_equal" (i32.const 0) (i32.const 12)) (i32.const 1))
(assert_return (invoke "list_of_ends" (i32.const 0) (i32.const 200)) (i32.const 321))
(assert_return (invoke "higher_address_up" (i32.const -16) (i32.const 1)) (i32.const 1))
(assert_return (invoke "higher_address_up" (i32.const -16) (i32.const 4)) (i32.const 4321))
(assert_return (invoke "higher_address_down" (i32.const -16) (i32.const 1)) (i32.const 1))
(assert_trap (invoke "higher_address_down" (i32.const -16) (i32.const 2)) "out of bounds memory access")
(assert_trap (invoke "lower_address" (i32.const 0) (i32.const 2)) "out of bounds memory access")
(assert_return (invoke "two_steps" (i32.const 0) (i32.const 2)) (i32.const -280))
(assert_return (invoke "counter_behind" (i32.const 1000) (i32.const 6)) (i32.const 7024))
(assert_return (invoke "get" (i32.const 1020)) (i32.const 6))
(assert_return (invoke "get" (i32.const 1024)) (i32.const 0))
(assert_return (invoke "counter_wraps" (i32.const 2000) (i32.const 0xfffffffc) (i64.const 0xfffffffe)))
(assert_return (invoke "get" (i32.const 2004)) (i32.const 2004))
(assert_return (invoke "get" (i32.const 2008)) (i32.const 0))
(assert_trap (invoke "counter_wraps" (i32.const 2000) (i32.const 0xfffffffe) (i64.const 0x100000002)) "out of bounds memory access")
(assert_trap (invoke "far_steps" (i32.const 100) (i64.const 0x800000001)) "out of bounds memory access")

;; Two memories at the same addresses.
(module
  (memory $a 1)
  (memory $b 1)
  (data (memory $a) (i32.const 16) "\01\00\00\00\02\00\00\00")
  (data (memory $b) (i32.const 16) "\64\00\00\00\c8\00\00\00")
  (func (export "both") (param $p i32) (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3))
        (i32.add (i32.load $a (local.get $p)) (i32.load $b (local.get $p)))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
)
(assert_return (invoke "both" (i32.const 16) (i32.const 2)) (i32.const 505))
