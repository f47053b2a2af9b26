;; Start functions and active segments of one module after the other, each behind the modules that it imports from; then
;; _initialize of linked modules, then _start. What log's start function has written, a later segment overwrites, and it
;; fits into a page that this function has added. 1234 mod 256 is 210; 210 + 5 + 6.
;; LINK: user=log_user.wat
;; LINK: log=log.wat
;; EXIT: 221
(module
  (import "user" "nothing" (func $nothing))
  (import "log" "append" (func $append (param i32)))
  (import "log" "digits" (global $digits (mut i32)))
  (import "log" "memory" (memory 1))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func $start (call $append (i32.const 3)))
  (start $start)
  (func (export "_start")
    (call $nothing)
    (call $proc_exit
      (i32.add (i32.rem_u (global.get $digits) (i32.const 256))
        (i32.add (i32.load8_u (i32.const 0)) (i32.load8_u (i32.const 65536)))))))
