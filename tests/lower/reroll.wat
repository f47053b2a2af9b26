;; Loops that the producer has unrolled are rolled up (compiler/optimize/reroll.cc), so that the vectoriser sees accesses with stride one.
;; OPTIONS: -O2
(module
  (memory 1)

  ;; OPTIMISED-LABEL: define {{.*}}f0.twice(
  ;; OPTIMISED: vector.body:
  ;; OPTIMISED: load {{(volatile )?}}<{{[0-9]+}} x float>
  ;; OPTIMISED-NOT: shufflevector
  ;; OPTIMISED: store <{{[0-9]+}} x float>
  ;; OPTIMISED: br
  (func $twice (export "twice") (param $p i32) (param $n i32)
    (loop $next
      (f32.store (local.get $p) (f32.add (f32.load (local.get $p)) (f32.const 1)))
      (f32.store offset=4 (local.get $p) (f32.add (f32.const 1) (f32.load offset=4 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; A sum of integers, four a time, by addresses that wrap separately.
  ;; OPTIMISED-LABEL: define {{.*}}f1.sum(
  ;; OPTIMISED: load {{(volatile )?}}<{{[0-9]+}} x i32>
  ;; OPTIMISED-NOT: shufflevector
  ;; OPTIMISED: call i32 @llvm.vector.reduce.add
  (func $sum (export "sum") (param $p i32) (result i32)
    (local $sum i32) (local $i i32)
    (loop $next
      (local.set $sum (i32.add (i32.load (i32.add (local.get $p) (local.get $i))) (local.get $sum)))
      (local.set $sum (i32.add (i32.load (i32.add (local.get $p) (i32.add (local.get $i) (i32.const 4)))) (local.get $sum)))
      (local.set $sum (i32.add (i32.load (i32.add (local.get $p) (i32.add (local.get $i) (i32.const 8)))) (local.get $sum)))
      (local.set $sum (i32.add (i32.load (i32.add (local.get $p) (i32.add (local.get $i) (i32.const 12)))) (local.get $sum)))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 8192))))
    (local.get $sum))

  ;; Stores of the first piece would come before loads of the second, which may read what they write.
  ;; OPTIMISED-LABEL: define {{.*}}f2.loads_first(
  ;; OPTIMISED: load {{(volatile )?}}i64
  ;; OPTIMISED: load {{(volatile )?}}i64
  ;; OPTIMISED: store i64
  ;; OPTIMISED: store i64
  (func $loads_first (export "loads_first") (param $from i32) (param $to i32) (param $n i32)
    (local $a i64) (local $b i64)
    (loop $next
      (local.set $a (i64.mul (i64.load (local.get $from)) (i64.load (local.get $from))))
      (local.set $b (i64.mul (i64.load offset=8 (local.get $from)) (i64.load offset=8 (local.get $from))))
      (i64.store (local.get $to) (i64.div_u (i64.const 7) (i64.or (local.get $a) (i64.const 1))))
      (i64.store offset=8 (local.get $to) (i64.div_u (i64.const 7) (i64.or (local.get $b) (i64.const 1))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 2)))))))
