;; Loops that compiler/optimize/loop_addresses.cc counts, addresses and rolls up anew, at the edges of what it may assume. Each function
;; is wrong without one of its conditions.
(module
  (memory 1)
  (func (export "set") (param $at i32) (param $value i32) (i32.store (local.get $at) (local.get $value)))
  (func (export "get") (param $at i32) (result i32) (i32.load (local.get $at)))

  ;; The index passes 2^32 and goes on at 0; only then is memory touched.
  (func (export "wraps_upwards") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (if (i32.ge_u (local.get $i) (i32.const 4))
        (then (local.set $sum (i32.add (local.get $sum)
          (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2))))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.ne (local.get $i) (local.get $n))))
    (local.get $sum))

  ;; Below 0 comes 2^32 - 4, which traps: what lies in front of a memory is nobody's.
  (func (export "downwards") (param $p i32) (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $p (i32.sub (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  ;; The two addresses of an iteration are on both sides of 2^32.
  (func (export "straddles") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (if (i32.eqz (i32.and (local.get $i) (i32.const 1)))
        (then (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $p) (i32.const 16)))))))
      (if (i32.gt_u (local.get $i) (i32.const 3))
        (then (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum))

  ;; Steps over its end unless that is a multiple of 16 away.
  (func (export "fill_to") (param $p i32) (param $end i32)
    (loop $next
      (i64.store (local.get $p) (i64.const -1))
      (i64.store offset=8 (local.get $p) (i64.const -1))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $next (i32.ne (local.get $p) (local.get $end)))))

  ;; The same with 12 bytes a step.
  (func (export "sum_to") (param $p i32) (param $end i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 12)))
      (br_if $next (i32.ne (local.get $p) (local.get $end))))
    (local.get $sum))

  ;; More than 2^32 iterations, if nothing traps before.
  (func (export "long_count") (param $p i32) (param $n i64) (result i32)
    (local $sum i32) (local $i i64)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (i32.add (local.get $p) (i32.wrap_i64 (local.get $i))))))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br_if $next (i64.ne (local.get $i) (local.get $n))))
    (local.get $sum))

  ;; Unrolled twice; both loads come before both stores, so that it is no loop of single steps if the arrays overlap.
  (func (export "loads_first") (param $from i32) (param $to i32) (param $n i32)
    (local $a i32) (local $b i32)
    (loop $next
      (local.set $a (i32.add (i32.load (local.get $from)) (i32.const 1)))
      (local.set $b (i32.add (i32.load offset=4 (local.get $from)) (i32.const 1)))
      (i32.store (local.get $to) (local.get $a))
      (i32.store offset=4 (local.get $to) (local.get $b))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; One load serves both pieces.
  (func (export "shared_load") (param $from i32) (param $to i32) (param $n i32)
    (local $b i32)
    (loop $next
      (local.set $b (i32.load offset=4 (local.get $from)))
      (i32.store (local.get $to) (i32.add (i32.load (local.get $from)) (local.get $b)))
      (i32.store offset=4 (local.get $to) (i32.add (local.get $b) (i32.load offset=8 (local.get $from))))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; Nearly unrolled: the second piece adds 2, and a third load is in no piece.
  (func (export "unlike_pieces") (param $p i32) (param $n i32)
    (loop $next
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 1)))
      (i32.store offset=4 (local.get $p) (i32.add (i32.load offset=4 (local.get $p)) (i32.const 2)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))
  (func (export "load_beside") (param $p i32) (param $n i32)
    (loop $next
      (i32.store (local.get $p) (i32.const 6))
      (drop (i32.load offset=16 (local.get $p)))
      (i32.store offset=4 (local.get $p) (i32.const 6))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; Loads that nobody uses, far apart: a vectoriser gathers them.
  (func (export "unused_column") (param $p i32) (param $q i32) (param $n i32)
    (local $i i32)
    (loop $next
      (drop (i32.load (i32.add (local.get $p) (i32.mul (local.get $i) (i32.const 1000)))))
      (i32.store (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 2))) (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.ne (local.get $i) (local.get $n)))))

  ;; A column that is used, and one that is multiplied by 0 later on.
  (func (export "column") (param $p i32) (param $q i32) (param $n i32) (param $factor i32)
    (local $i i32)
    (loop $next
      (i32.store (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 2)))
        (i32.mul (local.get $factor) (i32.load (i32.add (local.get $p) (i32.mul (local.get $i) (i32.const 1000))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.ne (local.get $i) (local.get $n)))))
  (func (export "column_of_nothing") (param $p i32) (param $q i32) (param $n i32)
    (local $i i32) (local $zero i32)
    (loop $next
      (i32.store (i32.add (local.get $q) (i32.shl (local.get $i) (i32.const 2)))
        (i32.mul (local.get $zero) (i32.load (i32.add (local.get $p) (i32.mul (local.get $i) (i32.const 1000))))))
      (local.set $zero (i32.mul (local.get $zero) (local.get $p)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.ne (local.get $i) (local.get $n)))))

  ;; Unrolled five times, with a sum that must be added up in order, and a counter that is used as a value.
  (func (export "five") (param $p i32) (param $n i32) (result f32)
    (local $sum f32) (local $i i32)
    (loop $next
      (local.set $sum (f32.add (local.get $sum) (f32.convert_i32_u (i32.load (local.get $p)))))
      (i32.store (local.get $p) (local.get $i))
      (local.set $sum (f32.add (local.get $sum) (f32.convert_i32_u (i32.load offset=4 (local.get $p)))))
      (i32.store offset=4 (local.get $p) (i32.add (local.get $i) (i32.const 3)))
      (local.set $sum (f32.add (local.get $sum) (f32.convert_i32_u (i32.load offset=8 (local.get $p)))))
      (i32.store offset=8 (local.get $p) (i32.add (local.get $i) (i32.const 6)))
      (local.set $sum (f32.add (local.get $sum) (f32.convert_i32_u (i32.load offset=12 (local.get $p)))))
      (i32.store offset=12 (local.get $p) (i32.add (local.get $i) (i32.const 9)))
      (local.set $sum (f32.add (local.get $sum) (f32.convert_i32_u (i32.load offset=16 (local.get $p)))))
      (i32.store offset=16 (local.get $p) (i32.add (local.get $i) (i32.const 12)))
      (local.set $p (i32.add (local.get $p) (i32.const 20)))
      (local.set $i (i32.add (local.get $i) (i32.const 15)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 5)))))
    (local.get $sum))

  ;; Complements: in "complement" x ^ -8 is -8 - x, in "no_complement" x is no multiple of 8.
  (func (export "complement") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (i32.load (i32.add (local.get $p) (i32.xor
        (i32.shl (local.get $i) (i32.const 3)) (i32.const -8))))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func (export "no_complement") (param $p i32) (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (i32.load (i32.add (local.get $p) (i32.xor
        (i32.shl (local.get $i) (i32.const 2)) (i32.const -8))))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))

  ;; Two pieces a round, but left behind the first one: five in all.
  (func (export "odd_count") (param $p i32) (param $q i32) (result i32)
    (local $i i32) (local $sum i32)
    (block $out (loop $next
      (i32.store (i32.add (local.get $q) (local.get $i))
        (i32.add (i32.load (i32.add (local.get $p) (local.get $i)))
          (i32.mul (i32.load offset=4 (i32.add (local.get $p) (local.get $i)))
            (i32.load offset=8 (i32.add (local.get $p) (local.get $i))))))
      (local.set $sum (i32.add (local.get $sum) (local.get $i)))
      (br_if $out (i32.eq (local.get $i) (i32.const 16)))
      (i32.store offset=4 (i32.add (local.get $q) (local.get $i))
        (i32.add (i32.load offset=4 (i32.add (local.get $p) (local.get $i)))
          (i32.mul (i32.load offset=8 (i32.add (local.get $p) (local.get $i)))
            (i32.load offset=12 (i32.add (local.get $p) (local.get $i))))))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br $next)))
    (i32.add (i32.mul (local.get $sum) (i32.const 1000)) (local.get $i)))
)

(assert_return (invoke "set" (i32.const 0) (i32.const 1)))
(assert_return (invoke "set" (i32.const 4) (i32.const 20)))
(assert_return (invoke "set" (i32.const 8) (i32.const 300)))
(assert_return (invoke "set" (i32.const 12) (i32.const 4000)))
(assert_return (invoke "wraps_upwards" (i32.const -16) (i32.const 8)) (i32.const 4321))
(assert_trap (invoke "wraps_upwards" (i32.const -20) (i32.const 8)) "out of bounds memory access")
(assert_return (invoke "downwards" (i32.const 12) (i32.const 4)) (i32.const 4321))
(assert_trap (invoke "downwards" (i32.const 12) (i32.const 5)) "out of bounds memory access")
(assert_trap (invoke "downwards" (i32.const 12) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "downwards" (i32.const 65532) (i32.const 16385)) "out of bounds memory access")
(assert_return (invoke "downwards" (i32.const 65532) (i32.const 16384)) (i32.const 4321))
(assert_return (invoke "straddles" (i32.const -16) (i32.const 5)) (i32.const 302))
(assert_trap (invoke "straddles" (i32.const -20) (i32.const 5)) "out of bounds memory access")
(assert_return (invoke "long_count" (i32.const 0) (i64.const 65536)) (i32.const 241))
(assert_trap (invoke "long_count" (i32.const 0) (i64.const 0x100000001)) "out of bounds memory access")
(assert_trap (invoke "long_count" (i32.const 0) (i64.const 65537)) "out of bounds memory access")
(assert_return (invoke "sum_to" (i32.const 0) (i32.const 24)) (i32.const 4001))
(assert_trap (invoke "sum_to" (i32.const 0) (i32.const 28)) "out of bounds memory access")
(assert_trap (invoke "sum_to" (i32.const 4) (i32.const 4)) "out of bounds memory access")

;; 2^24 + 1 is no f32: in this order all ones are lost.
(assert_return (invoke "set" (i32.const 2000) (i32.const 16777216)))
(assert_return (invoke "set" (i32.const 2004) (i32.const 1)))
(assert_return (invoke "set" (i32.const 2008) (i32.const 1)))
(assert_return (invoke "set" (i32.const 2020) (i32.const 1)))
(assert_return (invoke "five" (i32.const 2000) (i32.const 10)) (f32.const 16777216))
(assert_return (invoke "get" (i32.const 2000)) (i32.const 0))
(assert_return (invoke "get" (i32.const 2020)) (i32.const 15))
(assert_return (invoke "get" (i32.const 2036)) (i32.const 27))
(assert_trap (invoke "five" (i32.const 65500) (i32.const 10)) "out of bounds memory access")

;; 64 rows in front of the end, and one byte more.
(assert_return (invoke "unused_column" (i32.const 2532) (i32.const 0) (i32.const 64)))
(assert_trap (invoke "unused_column" (i32.const 2533) (i32.const 0) (i32.const 64)) "out of bounds memory access")
(assert_trap (invoke "unused_column" (i32.const 10000) (i32.const 0) (i32.const 64)) "out of bounds memory access")
(assert_return (invoke "column" (i32.const 2532) (i32.const 0) (i32.const 64) (i32.const 3)))
(assert_trap (invoke "column" (i32.const 2533) (i32.const 0) (i32.const 64) (i32.const 3)) "out of bounds memory access")
(assert_trap (invoke "column" (i32.const 10000) (i32.const 0) (i32.const 64) (i32.const 0)) "out of bounds memory access")
(assert_return (invoke "column_of_nothing" (i32.const 2532) (i32.const 0) (i32.const 64)))
(assert_trap (invoke "column_of_nothing" (i32.const 2533) (i32.const 0) (i32.const 64)) "out of bounds memory access")

(assert_return (invoke "fill_to" (i32.const 32) (i32.const 64)))
(assert_return (invoke "get" (i32.const 60)) (i32.const -1))
(assert_return (invoke "get" (i32.const 64)) (i32.const 0))
(assert_trap (invoke "fill_to" (i32.const 32) (i32.const 72)) "out of bounds memory access")
(assert_return (invoke "fill_to" (i32.const 65504) (i32.const 65536)))
(assert_trap (invoke "fill_to" (i32.const 65512) (i32.const 65544)) "out of bounds memory access")

(assert_return (invoke "set" (i32.const 1000) (i32.const 5)))
(assert_return (invoke "set" (i32.const 1004) (i32.const 50)))
(assert_return (invoke "set" (i32.const 1008) (i32.const 500)))
(assert_return (invoke "loads_first" (i32.const 1000) (i32.const 1004) (i32.const 2)))
(assert_return (invoke "get" (i32.const 1004)) (i32.const 6))
(assert_return (invoke "get" (i32.const 1008)) (i32.const 51))
(assert_return (invoke "set" (i32.const 1000) (i32.const 5)))
(assert_return (invoke "set" (i32.const 1004) (i32.const 50)))
(assert_return (invoke "set" (i32.const 1008) (i32.const 500)))
(assert_return (invoke "shared_load" (i32.const 1000) (i32.const 1004) (i32.const 2)))
(assert_return (invoke "get" (i32.const 1004)) (i32.const 55))
(assert_return (invoke "get" (i32.const 1008)) (i32.const 550))
(assert_return (invoke "set" (i32.const 1000) (i32.const 5)))
(assert_return (invoke "set" (i32.const 1004) (i32.const 50)))
(assert_return (invoke "unlike_pieces" (i32.const 1000) (i32.const 2)))
(assert_return (invoke "get" (i32.const 1000)) (i32.const 6))
(assert_return (invoke "get" (i32.const 1004)) (i32.const 52))
(assert_return (invoke "load_beside" (i32.const 65500) (i32.const 4)))
(assert_trap (invoke "load_beside" (i32.const 65504) (i32.const 6)) "out of bounds memory access")

(assert_return (invoke "set" (i32.const 3000) (i32.const 1)))
(assert_return (invoke "set" (i32.const 3004) (i32.const 7)))
(assert_return (invoke "set" (i32.const 3008) (i32.const 20)))
(assert_return (invoke "set" (i32.const 3012) (i32.const 300)))
(assert_return (invoke "set" (i32.const 3016) (i32.const 4000)))
(assert_return (invoke "set" (i32.const 3020) (i32.const 50000)))
(assert_return (invoke "complement" (i32.const 3024) (i32.const 3)) (i32.const 36061))
(assert_return (invoke "no_complement" (i32.const 3024) (i32.const 4)) (i32.const 558360))
(assert_trap (invoke "complement" (i32.const 16) (i32.const 3)) "out of bounds memory access")
(assert_return (invoke "set" (i32.const 4000) (i32.const 1)))
(assert_return (invoke "set" (i32.const 4004) (i32.const 2)))
(assert_return (invoke "set" (i32.const 4008) (i32.const 3)))
(assert_return (invoke "set" (i32.const 4012) (i32.const 5)))
(assert_return (invoke "set" (i32.const 4016) (i32.const 7)))
(assert_return (invoke "set" (i32.const 4020) (i32.const 11)))
(assert_return (invoke "set" (i32.const 4024) (i32.const 13)))
(assert_return (invoke "set" (i32.const 5020) (i32.const 0)))
(assert_return (invoke "odd_count" (i32.const 4000) (i32.const 5000)) (i32.const 24016))
(assert_return (invoke "get" (i32.const 5000)) (i32.const 7))
(assert_return (invoke "get" (i32.const 5012)) (i32.const 82))
(assert_return (invoke "get" (i32.const 5016)) (i32.const 150))
(assert_return (invoke "get" (i32.const 5020)) (i32.const 0))
(assert_return (invoke "odd_count" (i32.const 65508) (i32.const 65516)) (i32.const 24016))
(assert_trap (invoke "odd_count" (i32.const 4000) (i32.const 65517)) "out of bounds memory access")
(assert_trap (invoke "odd_count" (i32.const 65513) (i32.const 4000)) "out of bounds memory access")
