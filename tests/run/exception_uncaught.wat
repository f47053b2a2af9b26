;; EXIT: 134
;; STDERR: trap: uncaught exception: my error(i32 42, i64 -5, f32 0x3f800000, f64 0x4000000000000000)
;; STDERR: 0: inner (func[0] at 0x
;; STDERR: _start
;; A handler for another tag is no handler: nothing is unwound, and the trace is that of the throw.
(module
  (tag $e (export "my error") (param i32 i64 f32 f64))
  (tag $other)
  (func $inner (param i32) (throw $e (local.get 0) (i64.const -5) (f32.const 1) (f64.const 2)))
  (func $outer (try (do (call $inner (i32.const 42))) (catch $other)))
  (func (export "_start")
    (call $outer)))
