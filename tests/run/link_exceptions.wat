;; A tag is one thing in all linked modules: what one throws, another catches.
;; LINK: thrower=thrower.wat
;; EXIT: 134
;; STDERR: trap: uncaught exception: error(i32 9)
;; STDERR: thrower!throw
;; STDERR: _start
(module
  (import "thrower" "error" (tag $error (param i32)))
  (import "thrower" "throw" (func $throw (param i32)))
  (import "thrower" "throw_secret" (func $throw_secret))
  (tag $same_type (param i32))
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func $catch (param i32) (result i32)
    (try (result i32) (do (call $throw (local.get 0)) (i32.const -1))
      (catch $same_type (drop) (i32.const -2))
      (catch $error)))
  (func $catch_secret (result i32)
    (try (result i32) (do (call $throw_secret) (i32.const -1))
      (catch $error (drop) (i32.const -2))
      (catch_all (i32.const 3))))
  (func (export "_start")
    (call $check (i32.eq (call $catch (i32.const 5)) (i32.const 5)))
    (call $check (i32.eq (call $catch_secret) (i32.const 3)))
    (call $throw (i32.const 9))))
