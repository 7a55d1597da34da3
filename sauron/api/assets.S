// A file that travels inside the program, in read-only pages; pages.cpp knows it by its name.
    .section .rodata
    .global sauron_openapi_begin
    .global sauron_openapi_end
    .balign 16
sauron_openapi_begin:
    .incbin OPENAPI_JSON
sauron_openapi_end:
    .byte 0

    .section .note.GNU-stack, "", %progbits
