;; Refers to a function that only its own exports declare.
(module
  (func $five (export "five") (result i32) (i32.const 5))
  (func (export "reference") (result funcref) (ref.func $five)))
