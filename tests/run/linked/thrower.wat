(module
  (tag $error (export "error") (param i32))
  (tag $secret)
  (func (export "throw") (param i32) (throw $error (local.get 0)))
  (func (export "throw_secret") (throw $secret)))
