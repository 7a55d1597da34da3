// Files that travel inside the program, in read-only pages. The names are those of assets.cpp.
#define ASSET(name, file)                  \
    .global watercooler_##name##_begin;    \
    .global watercooler_##name##_end;      \
    .balign 16;                            \
    watercooler_##name##_begin:            \
    .incbin file;                          \
    watercooler_##name##_end:              \
    .byte 0

    .section .rodata
    ASSET(books, BOOKS_TSV)
    ASSET(openapi, OPENAPI_JSON)

    .section .note.GNU-stack, "", %progbits
