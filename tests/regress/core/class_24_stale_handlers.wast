;; A handler is in force from the beginning of its try_table to its end, and not a moment longer: leaving by a branch, by a
;; return or by falling out of it ends it as well. Elsewhere a handler that stayed in force caught an exception long after its
;; frame had gone.

(module
  (tag $e (param i32)) (tag $f)
  (func $throw (param i32) (throw $e (local.get 0)))

  ;; Out of one try_table by a branch, through a second, then a throw that neither is around.
  (func (export "after branch") (param i32) (result i32)
    (block $first (result i32)
      (block $out
        (try_table (catch $e $first) (br_if $out (local.get 0)) (call $throw (i32.const 1)))
        (unreachable))
      (block $second (result i32)
        (try_table (catch $e $second) (nop))
        (call $throw (i32.const 2))
        (unreachable))
      (unreachable)))

  (func $leave (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h)
        (if (local.get 0) (then (return (i32.const 10))))
        (call $throw (i32.const 3)))
      (i32.const 0)))
  (func (export "after return") (param i32) (result i32)
    (drop (call $leave (local.get 0)))
    (call $throw (i32.const 4))
    (unreachable))
  (func (export "leave") (param i32) (result i32) (call $leave (local.get 0)))

  ;; In a loop: each round enters and leaves; the last throws outside.
  (func (export "in a loop") (param $rounds i32) (result i32) (local $caught i32)
    (block $done
      (loop $next
        (block $h (result i32)
          (try_table (catch $e $h)
            (br_if $done (i32.eqz (local.get $rounds)))
            (call $throw (local.get $rounds)))
          (unreachable))
        (local.set $caught (i32.add (local.get $caught)))
        (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
        (br $next)))
    (local.get $caught))
  (func (export "behind a loop") (param $rounds i32)
    (block $done
      (loop $next
        (block $h (result i32)
          (try_table (catch $e $h)
            (br_if $done (i32.eqz (local.get $rounds)))
            (call $throw (local.get $rounds)))
          (unreachable))
        (drop)
        (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
        (br $next)))
    (call $throw (i32.const 5)))

  ;; The handler of a try that is not around the throw must not see it, whatever it catches.
  (func (export "beside") (result i32)
    (block $all
      (block $e (result i32)
        (try_table (result i32) (catch $e $e)
          (try_table (catch_all $all))
          (call $throw (i32.const 6))
          (i32.const 0)))
      (return))
    (i32.const -1))

  ;; Locals in a handler are what they were at the call that threw.
  (func (export "locals") (param i32) (result i32) (local $x i32)
    (block $h (result i32)
      (try_table (catch $e $h)
        (local.set $x (i32.const 1))
        (if (i32.eq (local.get 0) (i32.const 1)) (then (call $throw (i32.const 100))))
        (local.set $x (i32.const 2))
        (if (i32.eq (local.get 0) (i32.const 2)) (then (call $throw (i32.const 100))))
        (local.set $x (i32.const 3))
        (call $throw (i32.const 100)))
      (unreachable))
    (i32.add (local.get $x)))
)
(assert_exception (invoke "after branch" (i32.const 1)))
(assert_return (invoke "after branch" (i32.const 0)) (i32.const 1))
(assert_exception (invoke "after return" (i32.const 1)))
(assert_exception (invoke "after return" (i32.const 0)))
(assert_return (invoke "leave" (i32.const 0)) (i32.const 3))
(assert_return (invoke "leave" (i32.const 1)) (i32.const 10))
(assert_return (invoke "in a loop" (i32.const 4)) (i32.const 10))
(assert_exception (invoke "behind a loop" (i32.const 3)))
(assert_return (invoke "beside") (i32.const 6))
(assert_return (invoke "locals" (i32.const 1)) (i32.const 101))
(assert_return (invoke "locals" (i32.const 2)) (i32.const 102))
(assert_return (invoke "locals" (i32.const 3)) (i32.const 103))
