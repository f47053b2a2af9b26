;; Loops over a checked memory: one comparison in front, a version without checks, and a copy of the loop as it was
;; (compiler/optimize/loop_checks.cc).
;; OPTIONS: -O2
(module
  (memory $m i64 1)

  ;; OPTIMISED-LABEL: define {{.*}}f0.add(
  ;; OPTIMISED: call i64 @llvm.usub.sat.i64(
  ;; OPTIMISED: loop.any:
  ;; OPTIMISED: store double
  ;; OPTIMISED: store <{{.*}} x double>
  ;; OPTIMISED: }
  (func $add (export "add") (param $p i64) (param $q i64) (param $n i64)
    (loop $next
      (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64.load (local.get $q))))
      (local.set $p (i64.add (local.get $p) (i64.const 8)))
      (local.set $q (i64.add (local.get $q) (i64.const 8)))
      (br_if $next (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0)))))

  ;; A search keeps its checks.
  ;; OPTIMISED-LABEL: define {{.*}}f1.search(
  ;; OPTIMISED-NOT: .any:
  ;; OPTIMISED: }
  (func $search (export "search") (param $p i64) (param $n i64) (result i64)
    (block $found
      (loop $next
        (br_if $found (i32.eqz (i32.load8_u (local.get $p))))
        (local.set $p (i64.add (local.get $p) (i64.const 1)))
        (br_if $next (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0)))))
    (local.get $p))

  ;; A size that changes in the loop, too.
  ;; OPTIMISED-LABEL: define {{.*}}f2.grow(
  ;; OPTIMISED-NOT: .any:
  ;; OPTIMISED: }
  (func $grow (export "grow") (param $p i64) (param $n i64)
    (loop $next
      (drop (memory.grow (i64.const 1)))
      (i64.store8 (local.get $p) (local.get $n))
      (local.set $p (i64.add (local.get $p) (i64.const 65536)))
      (br_if $next (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0)))))
)
