;; WASI must not reach the main module's memory on behalf of a module that cannot.
;; LINK: library=no_memory.wat
;; COMPILE-ERROR: no_memory.wasm:0x
;; COMPILE-ERROR: error: wasi_snapshot_preview1.random_get works on memory, but its importer has none
(module
  (import "library" "scribble" (func $scribble (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $scribble))))
