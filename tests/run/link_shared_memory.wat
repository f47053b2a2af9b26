;; One memory in two modules, with data segments of both: 7 + 30 + 2 pages + 1.
;; LINK: writer=writer.wat
;; EXIT: 40
(module
  (import "writer" "store" (func $store (param i32 i32)))
  (import "writer" "grow" (func $grow (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 101) "\01")
  (func (export "_start")
    (call $store (i32.const 200) (i32.const 30))
    (drop (call $grow))
    (call $proc_exit
      (i32.add (memory.size)
        (i32.add (i32.load8_u (i32.const 101))
          (i32.add (i32.load8_u (i32.const 100)) (i32.load (i32.const 200))))))))
