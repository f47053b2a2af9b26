;; OPTIONS: --fuel 1000000000000
;; ENV: INGOT_LIMIT=fuel=5000
;; EXIT: 134
;; STDERR: trap: fuel exhausted
;; STDERR: 0: spin (func[0] at 0x
(module
  (func $spin (loop $again (br $again)))
  (func (export "_start") (call $spin)))
