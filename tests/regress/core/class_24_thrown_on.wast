;; A reference that is thrown on in the body of a try of the same function is a branch there; if no clause fits, the exception
;; leaves the function. Found here: it left unannounced, so that the caller saw no exception, or that of an earlier throw.

(module
  (tag $e (param i32)) (tag $f)
  (func $throw (param i32) (throw $e (local.get 0)))

  ;; No throw has called the runtime before.
  (func $thrown_on (export "thrown on") (param i32) (local $caught exnref)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (throw $e (local.get 0)))
      (unreachable))
    (local.set $caught)
    (block $other
      (try_table (catch $f $other) (throw_ref (local.get $caught)))))
  ;; It is an exception to those around, too.
  (func (export "caught outside") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (call $thrown_on (local.get 0)))
      (unreachable)))
  ;; Another one went by before.
  (func (export "behind another") (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h)
        (block $first (result i32)
          (try_table (catch $e $first) (call $throw (i32.const 1)))
          (unreachable))
        (drop)
        (call $thrown_on (local.get 0)))
      (unreachable)))
  (func (export "behind another, uncaught") (param i32)
    (block $first (result i32)
      (try_table (catch $e $first) (call $throw (i32.const 1)))
      (unreachable))
    (drop)
    (call $thrown_on (local.get 0))))

(assert_exception (invoke "thrown on" (i32.const 7)))
(assert_return (invoke "caught outside" (i32.const 8)) (i32.const 8))
(assert_return (invoke "behind another" (i32.const 9)) (i32.const 9))
(assert_exception (invoke "behind another, uncaught" (i32.const 10)))
(assert_exception (invoke "thrown on" (i32.const 11)))
