// Runs the JavaScript of standard input with QuickJS; the only function of the host is print().
#include <quickjs.h>
#include <stdio.h>

static JSValue print(JSContext* context, JSValueConst self, int count, JSValueConst* values) {
  (void)self;
  for (int i = 0; i < count; i++) {
    const char* text = JS_ToCString(context, values[i]);
    printf("%s%s", i > 0 ? " " : "", text);
    JS_FreeCString(context, text);
  }
  puts("");
  return JS_UNDEFINED;
}

int main(void) {
  static char text[1 << 16];
  const size_t size = fread(text, 1, sizeof text - 1, stdin);
  JSRuntime* runtime = JS_NewRuntime();
  JS_SetMaxStackSize(runtime, 512 << 10);
  JSContext* context = JS_NewContext(runtime);
  JSValue global = JS_GetGlobalObject(context);
  JS_SetPropertyStr(context, global, "print", JS_NewCFunction(context, print, "print", 1));
  const JSValue result = JS_Eval(context, text, size, "work.js", 0);
  if (JS_IsException(result)) {
    printf("exception %s\n", JS_ToCString(context, JS_GetException(context)));
    return 1;
  }
}
