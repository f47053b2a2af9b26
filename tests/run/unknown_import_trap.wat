;; OPTIONS: --unknown-imports=trap
;; EXIT: 134
;; STDERR: unknown import called
(module
  (import "env" "first" (func $first))
  (func (export "_start") (call $first)))
