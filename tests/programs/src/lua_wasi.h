/* What Lua's library asks of the system and WASI has not: temporary files and other programs. */
#include <stdio.h>
#include <stdlib.h>
#define LUA_TMPNAMBUFSIZE 1
#define lua_tmpnam(buffer, failed) ((void)(buffer), (failed) = 1)
#define tmpfile() NULL
#define system(command) ((void)(command), -1)
