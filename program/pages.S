// The pages of a program, as pages.hpp hands them out.
    .section .rodata
    .global watercooler_pages_begin
    .global watercooler_pages_end
    .balign 16
watercooler_pages_begin:
    .incbin PAGES_PACK
watercooler_pages_end:
    .byte 0

    .section .note.GNU-stack, "", %progbits
