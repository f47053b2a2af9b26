;; COMPILE-ERROR: unknown import
;; COMPILE-ERROR: env.first
;; COMPILE-ERROR: env.second
(module
  (import "env" "first" (func $first))
  (import "env" "second" (func $second (param i32) (result i64)))
  (func (export "_start") (call $first) (drop (call $second (i32.const 1)))))
