;; What is still missing is listed with who wants it.
;; LINK: arithmetic=arithmetic.wat
;; COMPILE-ERROR: unknown import: nothing provides
;; COMPILE-ERROR: arithmetic.tangent (func (param f64) (result f64)), imported by
;; COMPILE-ERROR: link_unresolved.wasm
;; COMPILE-ERROR: env.twice (func (param i32) (result i32)), imported by
;; COMPILE-ERROR: arithmetic.wasm
(module
  (import "arithmetic" "tangent" (func $tangent (param f64) (result f64)))
  (import "arithmetic" "twice_plus_one" (func $twice_plus_one (param i32) (result i32)))
  (func (export "_start")
    (drop (call $tangent (f64.const 1)))
    (drop (call $twice_plus_one (i32.const 1)))))
