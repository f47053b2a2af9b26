/* Compresses standard input to standard output with zstd's own thread pool: LEVEL WORKERS; "d" decompresses. */
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

enum { kBlock = 1 << 16 };
static char input[kBlock], output[kBlock];

static int failed(size_t code) {
  if (ZSTD_isError(code)) fprintf(stderr, "zstd: %s\n", ZSTD_getErrorName(code));
  return ZSTD_isError(code) != 0;
}

static int compress(int level, int workers) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (failed(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) ||
      failed(ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, workers)) ||
      failed(ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, 1 << 19)) ||
      failed(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)))
    return 1;
  for (int ended = 0; !ended;) {
    ZSTD_inBuffer in = {input, fread(input, 1, kBlock, stdin), 0};
    ended = in.size < kBlock;
    size_t left;
    do {
      ZSTD_outBuffer out = {output, kBlock, 0};
      left = ZSTD_compressStream2(context, &out, &in, ended ? ZSTD_e_end : ZSTD_e_continue);
      if (failed(left)) return 1;
      fwrite(output, 1, out.pos, stdout);
    } while (ended ? left != 0 : in.pos < in.size);
  }
  ZSTD_freeCCtx(context);
  return 0;
}

static int decompress(void) {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  for (size_t size; (size = fread(input, 1, kBlock, stdin)) != 0;) {
    ZSTD_inBuffer in = {input, size, 0};
    ZSTD_outBuffer out;
    do {
      out = (ZSTD_outBuffer){output, kBlock, 0};
      if (failed(ZSTD_decompressStream(context, &out, &in))) return 1;
      fwrite(output, 1, out.pos, stdout);
    } while (in.pos < in.size || out.pos == out.size);
  }
  ZSTD_freeDCtx(context);
  return 0;
}

int main(int argc, char** argv) {
  if (argc == 2) return decompress();
  return argc == 3 ? compress(atoi(argv[1]), atoi(argv[2])) : 2;
}
