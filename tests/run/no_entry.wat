;; COMPILE-ERROR: _start
(module (func (export "run")))
