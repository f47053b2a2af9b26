;; LIMIT: as=8500000
;; A million exceptions, caught and forgotten, and a million that are kept for a rethrow, in a process without room for them.
(module
  (tag $e (param i32 i64 i64 i64 i64 i64 i64 i64 i64))
  (func $throw (param i32)
    (throw $e (local.get 0) (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0)
              (i64.const 0) (i64.const 0)))
  (func $pass (param i32) (try (do (call $throw (local.get 0))) (catch_all (rethrow 0))))
  (func $round (param i32) (result i32)
    (try (result i32)
      (do (if (i32.and (local.get 0) (i32.const 1)) (then (call $pass (local.get 0)))) (call $throw (local.get 0)) (i32.const 0))
      (catch $e (drop) (drop) (drop) (drop) (drop) (drop) (drop) (drop))))
  (func (export "_start") (local $i i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (call $round (local.get $i))))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2000000))))
    (if (i32.ne (local.get $sum) (i32.const -1455759936)) (then unreachable))))
