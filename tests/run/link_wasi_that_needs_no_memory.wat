;; LINK: library=no_memory.wat
(module
  (import "library" "yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $yield))))
