;; ENV: INGOT_LIMIT=fuel=5000
;; EXIT: 1
;; STDERR: ingot: this program cannot be limited by fuel: it was compiled without --fuel
(module (func (export "_start")))
