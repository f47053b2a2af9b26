/* Writes a drawn picture as PNG and JPEG, reads both again and halves them, by stb's libraries. */
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STBI_NO_SIMD
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stb_image.h"
#include "stb_image_resize.h"
#include "stb_image_write.h"

enum { kWidth = 1280, kHeight = 960, kColours = 3, kRoom = 16 << 20 };

static unsigned char file[kRoom];
static int length;

static void append(void* context, void* data, int size) {
  (void)context;
  memcpy(file + length, data, (size_t)size);
  length += size;
}

/* Waves, with noise in the lower half. */
static void draw(unsigned char* pixels) {
  unsigned noise = 1;
  for (int y = 0; y < kHeight; y++) {
    for (int x = 0; x < kWidth; x++) {
      for (int c = 0; c < kColours; c++) {
        noise = noise * 1664525 + 1013904223;
        const unsigned wave = (unsigned)(x * (c + 2) ^ (y * 3)) / 5 + (unsigned)(x * y >> 9);
        pixels[(y * kWidth + x) * kColours + c] = (unsigned char)(wave + (y > kHeight / 2 ? noise >> 27 : 0));
      }
    }
  }
}

static double sum_of_half(const unsigned char* pixels) {
  static unsigned char half[kWidth / 2 * (kHeight / 2) * kColours];
  stbir_resize_uint8(pixels, kWidth, kHeight, 0, half, kWidth / 2, kHeight / 2, 0, kColours);
  double sum = 0;
  for (size_t i = 0; i < sizeof half; i++) sum += half[i];
  return sum;
}

static double read_back(void) {
  int width, height, colours;
  unsigned char* pixels = stbi_load_from_memory(file, length, &width, &height, &colours, kColours);
  if (pixels == NULL || width != kWidth || height != kHeight) {
    puts("not what was written");
    exit(1);
  }
  const double sum = sum_of_half(pixels);
  free(pixels);
  return sum;
}

int main(void) {
  unsigned char* pixels = malloc(kWidth * kHeight * kColours);
  draw(pixels);
  stbi_write_png_compression_level = 6;
  for (int pass = 0; pass < 4; pass++) {
    length = 0;
    stbi_write_png_to_func(append, NULL, kWidth, kHeight, kColours, pixels, kWidth * kColours);
    printf("png %.0f\n", read_back());
    length = 0;
    stbi_write_jpg_to_func(append, NULL, kWidth, kHeight, kColours, pixels, 90);
    printf("jpeg %.0f\n", read_back());
    pixels[pass] ^= 8;
  }
  return 0;
}
