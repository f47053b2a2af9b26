/* Converts Markdown to HTML: the program that scripts/quickstart compiles and runs.
 *
 *   markdown FILE...    converts the files, one behind the other
 *   markdown            converts standard input
 *
 * A plain C program that knows nothing of WebAssembly or WASI. It reads lines, keeps one open block (paragraph, list,
 * code or quote) and writes inline markup as it goes. It understands what README files use: headings, paragraphs,
 * bullet and numbered lists, fenced and indented code, quotes, tables, rules, emphasis, code spans, links, images and
 * escapes.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { NONE, PARAGRAPH, BULLETS, NUMBERS, FENCE, INDENTED, QUOTE, TABLE } Block;

/* A line of the input without its newline; grows as needed. */
typedef struct {
  char* text;
  size_t length, capacity;
} Line;

static Block open_block = NONE;

/* ---- Output --------------------------------------------------------------------------------------------------------
 */

static void put_escaped(char c) {
  switch (c) {
    case '<': fputs("&lt;", stdout); break;
    case '>': fputs("&gt;", stdout); break;
    case '&': fputs("&amp;", stdout); break;
    case '"': fputs("&quot;", stdout); break;
    default: putchar(c);
  }
}

static void put_escaped_range(const char* begin, const char* end) {
  for (const char* p = begin; p < end; p++) put_escaped(*p);
}

static void close_block(void) {
  static const char* const kEnds[] = {[NONE] = "",
                                      [PARAGRAPH] = "</p>\n",
                                      [BULLETS] = "</li>\n</ul>\n",
                                      [NUMBERS] = "</li>\n</ol>\n",
                                      [FENCE] = "</code></pre>\n",
                                      [INDENTED] = "</code></pre>\n",
                                      [QUOTE] = "</p></blockquote>\n",
                                      [TABLE] = "</table>\n"};
  fputs(kEnds[open_block], stdout);
  open_block = NONE;
}

/* ---- Inline markup -------------------------------------------------------------------------------------------------
 */

static void put_inline(const char* begin, const char* end);

static const char* find(const char* begin, const char* end, char c) {
  return begin < end ? memchr(begin, c, (size_t)(end - begin)) : NULL;
}

/* [text](target) or ![text](target) at p. Returns where it ends, or NULL if it is none. */
static const char* put_link(const char* p, const char* end) {
  const bool image = *p == '!';
  const char* text = p + (image ? 2 : 1);
  const char* text_end = find(text, end, ']');
  if (!text_end || text_end + 1 >= end || text_end[1] != '(') return NULL;
  const char* target = text_end + 2;
  const char* target_end = find(target, end, ')');
  if (!target_end) return NULL;
  fputs(image ? "<img src=\"" : "<a href=\"", stdout);
  put_escaped_range(target, target_end);
  fputs(image ? "\" alt=\"" : "\">", stdout);
  if (image)
    put_escaped_range(text, text_end);
  else
    put_inline(text, text_end); /* text holds no ']' and so no further link: this goes one level deep */
  fputs(image ? "\">" : "</a>", stdout);
  return target_end + 1;
}

/* `code` at p: as many backquotes at the end as at the beginning. */
static const char* put_code_span(const char* p, const char* end) {
  size_t ticks = 0;
  while (p + ticks < end && p[ticks] == '`') ticks++;
  const char* text = p + ticks;
  for (const char* q = text; (q = find(q, end, '`')) != NULL;) {
    size_t run = 0;
    while (q + run < end && q[run] == '`') run++;
    if (run == ticks) {
      fputs("<code>", stdout);
      put_escaped_range(text, q);
      fputs("</code>", stdout);
      return q + run;
    }
    q += run;
  }
  return NULL;
}

/* Emphasis opens where a word begins and closes where one ends. */
static bool toggles(const char* begin, const char* p, const char* end, size_t width, bool is_open) {
  const char before = p > begin ? p[-1] : ' ';
  const char after = p + width < end ? p[width] : ' ';
  if (is_open) return !isspace((unsigned char)before);
  if (*p == '_' && isalnum((unsigned char)before)) return false;
  return !isspace((unsigned char)after);
}

static void put_inline(const char* begin, const char* end) {
  bool strong = false, emphasis = false;
  const char* p = begin;
  while (p < end) {
    const char* next = NULL;
    if (*p == '\\' && p + 1 < end && ispunct((unsigned char)p[1])) {
      put_escaped(p[1]);
      next = p + 2;
    } else if (*p == '`') {
      next = put_code_span(p, end);
    } else if (*p == '[' || (*p == '!' && p + 1 < end && p[1] == '[')) {
      next = put_link(p, end);
    } else if ((*p == '*' || *p == '_') && p + 1 < end && p[1] == *p && toggles(begin, p, end, 2, strong)) {
      fputs(strong ? "</strong>" : "<strong>", stdout);
      strong = !strong;
      next = p + 2;
    } else if ((*p == '*' || *p == '_') && toggles(begin, p, end, 1, emphasis)) {
      fputs(emphasis ? "</em>" : "<em>", stdout);
      emphasis = !emphasis;
      next = p + 1;
    }
    if (!next) {
      put_escaped(*p);
      next = p + 1;
    }
    p = next;
  }
  if (emphasis) fputs("</em>", stdout);
  if (strong) fputs("</strong>", stdout);
}

/* ---- Blocks --------------------------------------------------------------------------------------------------------
 */

static const char* skip_spaces(const char* p, const char* end) {
  while (p < end && (*p == ' ' || *p == '\t')) p++;
  return p;
}

static bool is_rule(const char* p, const char* end) {
  const char mark = p < end ? *p : 0;
  if (mark != '-' && mark != '*' && mark != '_') return false;
  size_t marks = 0;
  for (; p < end; p++) {
    if (*p == mark)
      marks++;
    else if (*p != ' ')
      return false;
  }
  return marks >= 3;
}

static bool put_heading(const char* p, const char* end) {
  int level = 0;
  while (p < end && *p == '#') level++, p++;
  if (level == 0 || level > 6 || (p < end && *p != ' ')) return false;
  close_block();
  p = skip_spaces(p, end);
  while (end > p && (end[-1] == '#' || end[-1] == ' ')) end--;
  printf("<h%d>", level);
  put_inline(p, end);
  printf("</h%d>\n", level);
  return true;
}

/* "- text", "* text", "12. text". Returns the text, or NULL. */
static const char* list_item(const char* p, const char* end, Block* kind) {
  *kind = BULLETS;
  if (p < end && (*p == '-' || *p == '*' || *p == '+')) {
    p++;
  } else {
    const char* digits = p;
    while (p < end && isdigit((unsigned char)*p)) p++;
    if (p == digits || p == end || *p != '.') return NULL;
    *kind = NUMBERS;
    p++;
  }
  return p < end && *p == ' ' ? skip_spaces(p, end) : NULL;
}

static void put_list_item(Block kind, const char* p, const char* end) {
  if (open_block == kind) {
    fputs("</li>\n", stdout);
  } else {
    close_block();
    fputs(kind == BULLETS ? "<ul>\n" : "<ol>\n", stdout);
    open_block = kind;
  }
  fputs("<li>", stdout);
  put_inline(p, end);
}

/* "| a | b |": the second row of a table is a line of dashes and prints nothing. */
static void put_table_row(const char* p, const char* end) {
  const bool first = open_block != TABLE;
  if (first) {
    close_block();
    fputs("<table>\n", stdout);
    open_block = TABLE;
  }
  bool dashes_only = true;
  for (const char* q = p; q < end; q++) dashes_only = dashes_only && strchr("|-: ", *q);
  if (dashes_only) return;
  fputs("<tr>", stdout);
  while (end > p && isspace((unsigned char)end[-1])) end--;
  if (end > p + 1 && end[-1] == '|') end--;
  while (p < end) {
    const char* cell = skip_spaces(p + 1, end);
    const char* next = find(cell, end, '|');
    const char* cell_end = next ? next : end;
    const char* trimmed = cell_end;
    while (trimmed > cell && isspace((unsigned char)trimmed[-1])) trimmed--;
    fputs(first ? "<th>" : "<td>", stdout);
    put_inline(cell, trimmed);
    fputs(first ? "</th>" : "</td>", stdout);
    p = cell_end;
  }
  fputs("</tr>\n", stdout);
}

static void put_text(Block kind, const char* p, const char* end) {
  const bool goes_on = open_block == kind || (kind == PARAGRAPH && (open_block == BULLETS || open_block == NUMBERS));
  if (goes_on) {
    putchar('\n');
  } else {
    close_block();
    fputs(kind == QUOTE ? "<blockquote><p>" : "<p>", stdout);
    open_block = kind;
  }
  put_inline(p, end);
}

static void put_fence(const char* p, const char* end) {
  if (open_block == FENCE) {
    close_block();
    return;
  }
  close_block();
  while (p < end && *p == '`') p++;
  fputs("<pre><code", stdout);
  if (p < end) {
    fputs(" class=\"language-", stdout);
    put_escaped_range(p, end);
    putchar('"');
  }
  putchar('>');
  open_block = FENCE;
}

static void put_code_line(const char* p, const char* end) {
  if (open_block != FENCE && open_block != INDENTED) {
    close_block();
    fputs("<pre><code>", stdout);
    open_block = INDENTED;
  }
  put_escaped_range(p, end);
  putchar('\n');
}

static void put_line(const char* begin, const char* end) {
  const char* p = skip_spaces(begin, end);
  const bool fence = end - p >= 3 && memcmp(p, "```", 3) == 0;
  Block kind;
  const char* item;
  if (fence) {
    put_fence(p, end);
  } else if (open_block == FENCE) {
    put_code_line(begin, end);
  } else if (p == end) {
    if (open_block != BULLETS && open_block != NUMBERS) close_block();
  } else if (p - begin >= 4 && (open_block == NONE || open_block == INDENTED)) {
    put_code_line(begin + 4, end);
  } else if (*p == '#' && put_heading(p, end)) {
    return;
  } else if (is_rule(p, end)) {
    close_block();
    fputs("<hr>\n", stdout);
  } else if ((item = list_item(p, end, &kind)) != NULL) {
    put_list_item(kind, item, end);
  } else if (*p == '|') {
    put_table_row(p, end);
  } else if (*p == '>') {
    put_text(QUOTE, skip_spaces(p + 1, end), end);
  } else {
    if (p == begin && (open_block == BULLETS || open_block == NUMBERS)) close_block();
    put_text(PARAGRAPH, p, end);
  }
}

/* ---- Input ---------------------------------------------------------------------------------------------------------
 */

/* Reads one line. Returns false at the end of the file. */
static bool read_line(FILE* file, Line* line) {
  line->length = 0;
  int c;
  while ((c = getc(file)) != EOF && c != '\n') {
    if (line->length == line->capacity) {
      line->capacity = line->capacity ? 2 * line->capacity : 256;
      line->text = realloc(line->text, line->capacity);
      if (!line->text) {
        fputs("markdown: out of memory\n", stderr);
        exit(1);
      }
    }
    line->text[line->length++] = (char)c;
  }
  if (line->length && line->text[line->length - 1] == '\r') line->length--;
  return c != EOF || line->length > 0;
}

static void convert(FILE* file) {
  Line line = {0};
  while (read_line(file, &line)) {
    if (line.length)
      put_line(line.text, line.text + line.length);
    else
      put_line("", "");
  }
  close_block();
  free(line.text);
}

int main(int argc, char** argv) {
  if (argc < 2) convert(stdin);
  for (int i = 1; i < argc; i++) {
    FILE* file = fopen(argv[i], "r");
    if (!file) {
      fprintf(stderr, "markdown: cannot open '%s': %s\n", argv[i], strerror(errno));
      return 1;
    }
    convert(file);
    fclose(file);
  }
  return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
