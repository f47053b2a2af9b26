;; OPTIONS: --fuel 288
;; Exactly as much as the program takes; fuel_short.wat has one unit less.
(module
  (memory 1)
  (table 8 8 funcref)
  (tag $thrown (param i32))
  (func $leaf (param i32) (result i32)                   ;; 3 each
    (i32.add (local.get 0) (i32.const 1)))
  (func $down (param i32)                                ;; get, if: 2; then 4 more
    (if (local.get 0)
      (then (return_call $down (i32.sub (local.get 0) (i32.const 1))))))
  (func $throw (param i32) (throw $thrown (local.get 0))) ;; 2
  (func $choose (param i32) (result i32)                 ;; block, block, get, br_table: 4
    (block (block (br_table 0 1 (local.get 0)))
      (return (i32.const 1)))                            ;; 2 more for 0
    (nop) (i32.const 2))                                 ;; 2 more for others
  (func (export "_start") (local $i i32)
    (loop $again                                         ;; 1
      (local.set $i (call $leaf (local.get $i)))         ;; 3 + 3
      (br_if $again (i32.lt_u (local.get $i) (i32.const 10)))) ;; 4: in all 1 + 10 * 10
    (call $down (i32.const 5))                           ;; 2 + 5 * 6 + 2
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 6463)) ;; 4 + 100
    (memory.copy (i32.const 64) (i32.const 0) (i32.const 640)) ;; 4 + 10
    (table.fill (i32.const 0) (ref.null func) (i32.const 8))   ;; 4 + 1
    (block $caught (result i32)                          ;; 1
      (try_table (catch $thrown $caught)                 ;; 1
        (call $throw (i32.const 7)))                     ;; 2 + 2
      (unreachable))                                     ;; 1: paid with the call
    (drop)                                               ;; 1
    (drop (call $choose (i32.const 0)))                  ;; 3 + 6
    (drop (call $choose (i32.const 5)))                  ;; 3 + 6
    (if (i32.eqz (local.get $i)) (then (nop) (nop)) (else (nop)))))  ;; 3 + 1

