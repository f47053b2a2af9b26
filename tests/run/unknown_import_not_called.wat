;; OPTIONS: --unknown-imports=trap
(module
  (import "env" "first" (func $first))
  (global $never (mut i32) (i32.const 0))
  (func (export "_start") (if (global.get $never) (then (call $first)))))
