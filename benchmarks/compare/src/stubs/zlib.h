/* What MiniSat's parser names of zlib; nothing is parsed here. */
#pragma once
typedef void* gzFile;
static inline int gzread(gzFile file, void* to, unsigned size) { return (void)file, (void)to, (void)size, 0; }
