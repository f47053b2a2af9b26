;; OPTIONS: --unknown-imports=trap
;; EXIT: 134
;; STDERR: trap: unknown import called: env.?[31mred?  0: forged
(module
  (import "env" "\1b[31mred\n  0: forged" (func $first))
  (func (export "_start") (call $first)))
