;; Under `ulimit -v` the reservation cannot be made; that is no trap, and the message says what to do.
;; LIMIT: as=1000000
;; EXIT: 70
;; STDERR: address space
(module (memory 1) (func (export "_start") (i32.store (i32.const 0) (i32.const 1))))
