;; A trap in any thread ends the program with the backtrace of that thread.
;; EXIT: 134
;; STDERR: trap: out of bounds memory access
;; STDERR: thread (func[3])
(module
  (import "env" "memory" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (func $read_far (param i32) (result i32) (i32.add (i32.load (i32.const 65536)) (call $yield)))
  (func $thread (export "wasi_thread_start") (param i32 i32)
    (i32.store (i32.const 0) (call $read_far (local.get 1))))
  (func (export "_start")
    (drop (call $spawn (i32.const 0)))
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))
