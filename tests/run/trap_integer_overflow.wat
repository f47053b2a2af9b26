;; EXIT: 134
;; STDERR: trap: integer overflow
(module
  (global $minus_one (mut i64) (i64.const -1))
  (func (export "_start")
    (drop (i64.div_s (i64.const 0x8000000000000000) (global.get $minus_one)))
    (global.set $minus_one (i64.const -1))))
