;; Loops over memory, counted and addressed in 64 bits (compiler/optimize/loop_addresses.cc): where that needs a condition, there is a
;; copy of the loop as it was.
;; OPTIONS: -O2
(module
  (memory 1)

  ;; The first address is known and the last one follows from it: no condition.
  ;; OPTIMISED-LABEL: define {{.*}}f0.known_range(
  ;; OPTIMISED-NOT: .any
  ;; OPTIMISED: store <{{.*}} x i32>
  ;; OPTIMISED: ret
  (func $known_range (export "known_range") (param $value i32)
    (local $i i32)
    (local.set $i (i32.const -4096))
    (loop $next
      (i32.store (i32.add (local.get $i) (i32.const 8192)) (local.get $value))
      (br_if $next (local.tee $i (i32.add (local.get $i) (i32.const 4))))))

  ;; Twice 1024 * 4 bytes from an address that may be at the end of the address space.
  ;; OPTIMISED-LABEL: define {{.*}}f1.unknown_start(
  ;; OPTIMISED: icmp ult i32 %0, -4092
  ;; OPTIMISED: br i1 %{{.*}}, label %{{.*}}, label %loop.any, !prof
  ;; OPTIMISED: loop.any:
  ;; OPTIMISED-NEXT: phi i32
  ;; OPTIMISED-COUNT-1: store i32
  ;; OPTIMISED: store <{{.*}} x i32>
  ;; OPTIMISED: }
  (func $unknown_start (export "unknown_start") (param $p i32) (param $value i32)
    (local $i i32)
    (loop $next
      (i32.store (i32.add (local.get $p) (local.get $i)) (local.get $value))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 4096)))))

  ;; Does not meet its end unless that is a multiple of 8 away.
  ;; OPTIMISED-LABEL: define {{.*}}f2.to_an_end(
  ;; OPTIMISED: and i32 %{{.*}}, 7
  ;; OPTIMISED: store <{{.*}} x i64>
  ;; OPTIMISED: }
  (func $to_an_end (export "to_an_end") (param $p i32) (param $end i32)
    (loop $next
      (i64.store (local.get $p) (i64.const 0))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (i32.ne (local.get $p) (local.get $end)))))

  ;; A call could grow the memory or look at it.
  ;; OPTIMISED-LABEL: define {{.*}}f3.calls(
  ;; OPTIMISED-NOT: store <
  ;; OPTIMISED-NOT: .any
  ;; OPTIMISED: }
  (func $calls (export "calls") (param $p i32) (param $n i32)
    (loop $next
      (i64.store (local.get $p) (i64.const 0))
      (drop (memory.grow (local.get $n)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Down a row by complements: ~i << 3 is -8 - 8 * i.
  ;; OPTIMISED-LABEL: define {{.*}}f4.complement(
  ;; OPTIMISED: mul nsw i64 %index, -8
  ;; OPTIMISED: shufflevector <2 x double> {{.*}} <i32 1, i32 0>
  ;; OPTIMISED: store <{{.*}} x double>
  ;; OPTIMISED: }
  (func $complement (export "complement") (param $from i32) (param $to i32) (param $n i32)
    (local $i i32)
    (loop $next
      (f64.store (local.get $to)
        (f64.sqrt (f64.load (i32.add (local.get $from) (i32.shl (i32.xor (local.get $i) (i32.const -1)) (i32.const 3))))))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))

  ;; 2 * 100 + 1 elements: unrolled, the loop is left in the middle. The last element comes behind it.
  ;; OPTIMISED-LABEL: define {{.*}}f5.odd_count(
  ;; OPTIMISED: store <{{.*}} x double>
  ;; OPTIMISED: store double
  ;; OPTIMISED: }
  (func $odd_count (export "odd_count")
    (local $i i32)
    (block $out (loop $next
      (f64.store offset=4096 (local.get $i)
        (f64.div (f64.add (f64.load offset=8192 (local.get $i)) (f64.load offset=8184 (local.get $i)))
          (f64.add (f64.load offset=12288 (local.get $i)) (f64.load offset=12280 (local.get $i)))))
      (br_if $out (i32.eq (local.get $i) (i32.const 1600)))
      (f64.store offset=4104 (local.get $i)
        (f64.div (f64.add (f64.load offset=8200 (local.get $i)) (f64.load offset=8192 (local.get $i)))
          (f64.add (f64.load offset=12296 (local.get $i)) (f64.load offset=12288 (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br $next)))))
