;; Imports a memory that is not shared.
(module (import "everything" "memory" (memory 1 1000)))
