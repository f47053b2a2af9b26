;; Throws, catches, and calls the host in between.
(module $exceptions
  (import "host" "error" (tag $error (param i32 i64)))
  (import "host" "act" (func $act (param i32)))
  (tag $own (export "own") (param f64 funcref))
  (func $throw (export "throw") (param i32) (throw $error (local.get 0) (i64.const 7)))
  (func (export "throw_own") (throw $own (f64.const 1.5) (ref.func $throw)))
  (func $act_on (export "act") (param i32) (call $act (local.get 0)))
  ;; What the host throws, or -1.
  (func (export "catch") (param i32) (result i32)
    (try (result i32) (do (call $act_on (local.get 0)) (i32.const -1)) (catch $error (drop))))
  (func (export "catch_any") (param i32) (result i32)
    (try (result i32) (do (call $act_on (local.get 0)) (i32.const -1)) (catch_all (i32.const 99))))
  ;; Frames with handlers that do not fit, or that pass it on.
  (func $unfit (export "unfit") (param i32) (try (do (call $throw (local.get 0))) (catch $own (drop) (drop))))
  (func (export "pass") (param i32) (try (do (call $unfit (local.get 0))) (catch_all (rethrow 0))))
  ;; Thrown on inside a try that does not fit.
  (func (export "pass_inside") (param i32)
    (try (do (call $unfit (local.get 0)))
      (catch_all (try (do (rethrow 1)) (catch $own (drop) (drop))))))
  (func (export "pass_host") (param i32) (try (do (call $act_on (local.get 0))) (catch_all (rethrow 0))))
  ;; The host is called between catch and rethrow.
  (func (export "act_and_pass") (param i32)
    (try (do (call $throw (local.get 0)))
      (catch_all (call $act_on (local.get 0)) (try (do (rethrow 1)) (catch $own (drop) (drop))))))
  (func (export "trap") (result i32) (try (result i32) (do (unreachable)) (catch_all (i32.const 1))))
  ;; The sum of what was thrown.
  (func (export "many") (param $n i32) (result i32) (local $sum i32)
    (loop $again
      (try (do (call $unfit (local.get $n)))
        (catch $error (drop) (local.set $sum (i32.add (local.get $sum)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
