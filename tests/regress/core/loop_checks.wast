;; Loops over checked memories, which compiler/optimize/loop_checks.cc versions on their bounds. Most memories have pages of one byte:
;; what lies behind their end is accessible to the host, so that a check that is missing is a trap that is missing.
(module
  (memory $m i64 128 1000 (pagesize 1))
  (func (export "reset") (memory.fill (i64.const 0) (i32.const 1) (i64.const 128)))

  ;; One stride upwards: of two groups, one is two elements further.
  (func (export "sum") (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i64.add (local.get $p) (local.get $i)))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  (func (export "neighbours") (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64) (local $q i64)
    (loop $next
      (local.set $q (i64.add (local.get $p) (i64.shl (local.get $i) (i64.const 3))))
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $q))))
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i64.sub (local.get $q) (i64.const 8)))))
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i64.add (local.get $q) (i64.const 16)))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  ;; Eight bytes each: the last byte of the last element counts.
  (func (export "fill") (param $p i64) (param $n i64)
    (local $i i64)
    (loop $next
      (i64.store (i64.add (local.get $p) (i64.shl (local.get $i) (i64.const 3))) (local.get $i))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n)))))

  ;; Below 0 comes 2^64 - 1.
  (func (export "downwards") (param $p i64) (param $n i64) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $p))))
      (local.set $p (i64.sub (local.get $p) (i64.const 1)))
      (br_if $next (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0))))
    (local.get $sum))

  ;; The index passes 2^64 and goes on at 0; only then is memory touched.
  (func (export "wraps") (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (if (i64.ge_u (local.get $i) (i64.const 4))
        (then (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i64.add (local.get $p) (local.get $i)))))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  ;; The same, four at a time: a pointer that is steps away from its end, or not.
  (func (export "to_an_end") (param $p i64) (param $end i64) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $p))))
      (br_if $next (i64.ne (local.tee $p (i64.add (local.get $p) (i64.const 4))) (local.get $end))))
    (local.get $sum))

  ;; More than 2^32 times, if it did not trap before.
  (func (export "far") (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum)
        (i64.load8_u (i64.add (local.get $p) (i64.shl (local.get $i) (i64.const 29))))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  ;; One address all the time, and one that moves.
  (func (export "scale") (param $by i64) (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.mul (i64.load8_u (i64.add (local.get $p) (local.get $i)))
        (i64.load8_u (local.get $by)))))
      (i64.store8 (i64.add (local.get $p) (local.get $i)) (i64.const 2))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  ;; Two strides from one start.
  (func (export "strides") (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum)
        (i64.mul (i64.load8_u (i64.add (local.get $p) (local.get $i)))
          (i64.load8_u (i64.add (local.get $p) (i64.mul (local.get $i) (i64.const 3)))))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  ;; No iteration: wherever it would start.
  (func (export "empty") (param $p i64) (param $n i64) (result i64)
    (local $i i64) (local $sum i64)
    (block $out
      (br_if $out (i64.eqz (local.get $n)))
      (loop $next
        (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i64.add (local.get $p) (local.get $i)))))
        (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n)))))
    (local.get $sum))

  ;; Each iteration makes room for its own byte.
  (func (export "grow") (param $p i64) (param $n i64) (result i64)
    (local $i i64)
    (loop $next
      (drop (memory.grow (i64.const 1)))
      (i64.store8 (i64.add (local.get $p) (local.get $i)) (i64.const 3))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (memory.size))
)
(invoke "reset")
(assert_return (invoke "sum" (i64.const 0) (i64.const 128)) (i64.const 128))
(assert_return (invoke "sum" (i64.const 127) (i64.const 1)) (i64.const 1))
(assert_trap (invoke "sum" (i64.const 1) (i64.const 128)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const 128) (i64.const 1)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const -1) (i64.const 2)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const -100) (i64.const 200)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const 0) (i64.const 0)) "out of bounds memory access")
(assert_return (invoke "neighbours" (i64.const 8) (i64.const 13)) (i64.const 39))
(assert_return (invoke "neighbours" (i64.const 15) (i64.const 13)) (i64.const 39))
(assert_trap (invoke "neighbours" (i64.const 16) (i64.const 13)) "out of bounds memory access")
(assert_trap (invoke "neighbours" (i64.const 7) (i64.const 13)) "out of bounds memory access")
(assert_trap (invoke "neighbours" (i64.const 8) (i64.const 14)) "out of bounds memory access")
(assert_return (invoke "fill" (i64.const 0) (i64.const 16)))
(assert_trap (invoke "fill" (i64.const 1) (i64.const 16)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const 0) (i64.const 17)) "out of bounds memory access")
(assert_trap (invoke "fill" (i64.const -8) (i64.const 3)) "out of bounds memory access")
(invoke "reset")
(assert_return (invoke "downwards" (i64.const 127) (i64.const 128)) (i64.const 128))
(assert_trap (invoke "downwards" (i64.const 128) (i64.const 128)) "out of bounds memory access")
(assert_trap (invoke "downwards" (i64.const 127) (i64.const 129)) "out of bounds memory access")
(assert_trap (invoke "downwards" (i64.const 5) (i64.const 7)) "out of bounds memory access")
(assert_return (invoke "wraps" (i64.const 0) (i64.const 128)) (i64.const 124))
(assert_return (invoke "wraps" (i64.const -4) (i64.const 132)) (i64.const 128))
(assert_trap (invoke "wraps" (i64.const -5) (i64.const 132)) "out of bounds memory access")
(assert_trap (invoke "wraps" (i64.const -4) (i64.const 133)) "out of bounds memory access")
(assert_return (invoke "to_an_end" (i64.const 0) (i64.const 128)) (i64.const 32))
(assert_trap (invoke "to_an_end" (i64.const 0) (i64.const 126)) "out of bounds memory access")
(assert_trap (invoke "to_an_end" (i64.const 4) (i64.const 136)) "out of bounds memory access")
(assert_trap (invoke "to_an_end" (i64.const 4) (i64.const 0)) "out of bounds memory access")
(assert_return (invoke "far" (i64.const 0) (i64.const 1)) (i64.const 1))
(assert_trap (invoke "far" (i64.const 0) (i64.const 2)) "out of bounds memory access")
(assert_trap (invoke "far" (i64.const 0) (i64.const 0x800000001)) "out of bounds memory access")
(assert_trap (invoke "far" (i64.const 0) (i64.const 0x100000001)) "out of bounds memory access")
(assert_return (invoke "strides" (i64.const 1) (i64.const 43)) (i64.const 43))
(assert_trap (invoke "strides" (i64.const 2) (i64.const 43)) "out of bounds memory access")
(assert_return (invoke "scale" (i64.const 0) (i64.const 1) (i64.const 127)) (i64.const 127))
(assert_trap (invoke "scale" (i64.const 128) (i64.const 1) (i64.const 127)) "out of bounds memory access")
(assert_trap (invoke "scale" (i64.const -1) (i64.const 1) (i64.const 127)) "out of bounds memory access")
(assert_return (invoke "empty" (i64.const -1) (i64.const 0)) (i64.const 0))
(assert_return (invoke "empty" (i64.const 1) (i64.const 127)) (i64.const 254))
(assert_trap (invoke "empty" (i64.const 2) (i64.const 127)) "out of bounds memory access")
(assert_return (invoke "grow" (i64.const 128) (i64.const 100)) (i64.const 228))
(assert_trap (invoke "grow" (i64.const 229) (i64.const 3)) "out of bounds memory access")

;; 32-bit addresses: the sum wraps at 2^32, before it is compared.
(module
  (memory 128 128 (pagesize 1))
  (data (i32.const 0) "\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01")
  (func (export "sum") (param $p i32) (param $n i32) (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (i32.add (local.get $p) (local.get $i)))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func (export "wraps") (param $p i32) (param $n i32) (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (if (i32.ge_u (local.get $i) (i32.const 4))
        (then (local.set $sum (i32.add (local.get $sum) (i32.load8_u (i32.add (local.get $p) (local.get $i)))))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func (export "downwards") (param $p i32) (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $p))))
      (local.set $p (i32.sub (local.get $p) (i32.const 1)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
)
(assert_return (invoke "sum" (i32.const 0) (i32.const 128)) (i32.const 16))
(assert_trap (invoke "sum" (i32.const 0) (i32.const 129)) "out of bounds memory access")
(assert_trap (invoke "sum" (i32.const -1) (i32.const 2)) "out of bounds memory access")
(assert_return (invoke "wraps" (i32.const -4) (i32.const 132)) (i32.const 16))
(assert_trap (invoke "wraps" (i32.const -4) (i32.const 133)) "out of bounds memory access")
(assert_return (invoke "downwards" (i32.const 127) (i32.const 128)) (i32.const 16))
(assert_trap (invoke "downwards" (i32.const 127) (i32.const 129)) "out of bounds memory access")
(assert_trap (invoke "downwards" (i32.const 128) (i32.const 3)) "out of bounds memory access")

;; Two memories, each with its own end.
(module
  (memory $a i64 64 64 (pagesize 1))
  (memory $b i64 96 96 (pagesize 1))
  (func (export "copy") (param $from i64) (param $to i64) (param $n i64) (result i64)
    (local $i i64)
    (loop $next
      (i64.store8 $b (i64.add (local.get $to) (local.get $i)) (i64.load8_u $a (i64.add (local.get $from) (local.get $i))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $i))
  (func (export "same_place") (param $p i64) (param $n i64) (result i64)
    (local $i i64)
    (loop $next
      (i64.store8 $a (i64.add (local.get $p) (local.get $i)) (i64.load8_u $b (i64.add (local.get $p) (local.get $i))))
      (br_if $next (i64.ne (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $i))
)
(assert_return (invoke "same_place" (i64.const 0) (i64.const 64)) (i64.const 64))
(assert_trap (invoke "same_place" (i64.const 0) (i64.const 65)) "out of bounds memory access")
(assert_return (invoke "copy" (i64.const 0) (i64.const 32) (i64.const 64)) (i64.const 64))
(assert_return (invoke "copy" (i64.const 16) (i64.const 0) (i64.const 48)) (i64.const 48))
(assert_trap (invoke "copy" (i64.const 1) (i64.const 0) (i64.const 64)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0) (i64.const 33) (i64.const 64)) "out of bounds memory access")
(assert_trap (invoke "copy" (i64.const 0) (i64.const 0) (i64.const 65)) "out of bounds memory access")
