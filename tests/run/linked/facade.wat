;; Exports what it imports.
(module
  (import "counter" "increment" (func $increment))
  (import "counter" "count" (global $count (mut i32)))
  (export "add" (func $increment))
  (export "total" (global $count)))
