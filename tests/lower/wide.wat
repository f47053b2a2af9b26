;; Wide arithmetic is the machine's own: a carry from one instruction to the next, one multiplication for 128 bits.
;; OPTIONS: -O2
(module
  ;; ASM-LABEL: {{^}}f0.add:
  ;; ASM: addq
  ;; ASM-NEXT: adcq
  ;; ASM-NOT: {{set|cmp|adc}}
  ;; ASM: ret
  (func $add (export "add") (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))

  ;; ASM-LABEL: {{^}}f1.sub:
  ;; ASM: subq
  ;; ASM-NEXT: sbbq
  ;; ASM-NOT: {{set|cmp|sbb}}
  ;; ASM: ret
  (func $sub (export "sub") (param i64 i64 i64 i64) (result i64 i64)
    (i64.sub128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))

  ;; ASM-LABEL: {{^}}f2.mul_s:
  ;; ASM-NOT: mul
  ;; ASM: {{[^i]}}imulq %{{r[a-z0-9]+$}}
  ;; ASM-NOT: {{mul|add}}
  ;; ASM: ret
  (func $mul_s (export "mul_s") (param i64 i64) (result i64 i64)
    (i64.mul_wide_s (local.get 0) (local.get 1)))

  ;; ASM-LABEL: {{^}}f3.mul_u:
  ;; ASM-NOT: mul
  ;; ASM: {{[^i]}}mulq %{{r[a-z0-9]+$}}
  ;; ASM-NOT: {{mul|add}}
  ;; ASM: ret
  (func $mul_u (export "mul_u") (param i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1)))

  ;; A chain of three words: one carry through all of them.
  ;; ASM-LABEL: {{^}}f4.words:
  ;; ASM: mulq
  ;; ASM: addq
  ;; ASM-NEXT: adcq $0
  ;; ASM: ret
  (func $words (export "words") (param i64 i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))
    local.get 2
    i64.const 0
    i64.add128)
)
