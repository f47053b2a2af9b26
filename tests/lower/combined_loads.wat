;; Loads that the code generator could do without, see load_uses.h: one of each pair that a choice is made between, and those that
;; are stored back.
;; OPTIONS: -O2
(module
  (memory 1)
  ;; OPTIMISED-LABEL: define {{.*}}f0.choose(
  ;; OPTIMISED: load volatile i32
  ;; OPTIMISED: load volatile i32
  ;; OPTIMISED: select
  (func $choose (export "choose") (param i32 i32 i32) (result i32)
    (select (i32.load (local.get 0)) (i32.load (local.get 1)) (local.get 2)))
  ;; OPTIMISED-LABEL: define {{.*}}f1.choose_product(
  ;; OPTIMISED: load volatile i32
  (func $choose_product (export "choose_product") (param i32 i32 i32) (result i32)
    (select (i32.div_u (i32.load (local.get 0)) (i32.const 7)) (i32.div_u (i32.load (local.get 1)) (i32.const 7))
      (local.get 2)))
  ;; OPTIMISED-LABEL: define {{.*}}f2.one_load(
  ;; OPTIMISED: load volatile i32
  ;; OPTIMISED: select
  (func $one_load (export "one_load") (param i32 i32 i32) (result i32)
    (select (i32.load (local.get 0)) (local.get 1) (local.get 2)))
  ;; OPTIMISED-LABEL: define {{.*}}f3.copied(
  ;; OPTIMISED: load volatile i32
  ;; OPTIMISED: store i32
  (func $copied (export "copied") (param i32 i32)
    (i32.store (local.get 0) (i32.load (local.get 1))))
  ;; OPTIMISED-LABEL: define {{.*}}f4.byte_of_abs(
  ;; OPTIMISED: load volatile float
  (func $byte_of_abs (export "byte_of_abs") (param i32) (result i32)
    (i32.and (i32.const 255) (i32.reinterpret_f32 (f32.abs (f32.load (local.get 0))))))
  ;; OPTIMISED-LABEL: define {{.*}}f5.abs(
  ;; OPTIMISED: load volatile float
  (func $abs (export "abs") (param i32) (result f32)
    (f32.abs (f32.load (local.get 0)))))
